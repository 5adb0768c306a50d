"""Writes the mails of saved searches and of what is due, and gives them to the centre's mail server."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from babel.support import NullTranslations, Translations

from matchmaker import translations
from matchmaker.deals.due_mail import MAIL, Reminder
from matchmaker.errors import N_
from matchmaker.matching.alerts import Alert, way_out
from matchmaker.matching.enums import Sought
from matchmaker.organizations.models import Person
from matchmaker.organizations.ways_out import way_out_of
from matchmaker.settings import MailServer, Settings

_SECONDS = 30.0
_TITLES = 10
_PAGES = {Sought.PATENTS: "/search", Sought.NEEDS: "/search/needs"}


@dataclass(frozen=True, slots=True)
class Post:
    """What it takes to write and send mail: the server, where links lead, what signs them, and the language."""

    server: MailServer
    address: str
    secret: str = field(repr=False)
    language: str

    @classmethod
    def of(cls, settings: Settings) -> "Post | None":
        """The post of a centre; None where no mail server is set."""
        if settings.mail is None:
            return None
        return cls(settings.mail, settings.address, settings.secret_key, settings.language)

    def letter(self, alert: Alert) -> EmailMessage:
        """What is new in a person's searches, with links to each and the way out of further mail."""
        said = _spoken(self.language)
        stop = f"{self.address}/searches/stop/{way_out(alert.person, secret=self.secret)}"
        lines = []
        for saved, news in alert.found.items():
            heading = said.gettext(N_("%(name)s: %(count)s new")) % {
                "name": saved.name,
                "count": len(news),
            }
            lines += [heading, f"{self.address}{_PAGES[saved.sought]}?saved={saved.id}"]
            lines += [f"  - {each.title} {each.number}" for each in news[:_TITLES]]
            lines += ["  …", ""] if len(news) > _TITLES else [""]
        lines.append(
            said.gettext(N_("You get this mail because you chose it for your saved searches. No more mail:"))
        )
        return self._enveloped(alert.person, _subject(alert, said), lines, stop)

    def reminder(self, reminder: Reminder) -> EmailMessage:
        """What is due for a person, with a link to each and the way out of further mail."""
        said = _spoken(self.language)
        stop = f"{self.address}/due/stop/{way_out_of(MAIL, reminder.person, secret=self.secret)}"
        lines = []
        for due in reminder.due:
            what = said.gettext(due.what) % {"stage": said.gettext(due.stage) if due.stage else ""}
            link = f"/needs/{due.need_id}" if due.need_id else f"/patents/{due.patent_id}"
            lines += [
                f"{due.on.isoformat()}  {what}",
                f"  {due.title} · {due.whose}",
                f"  {self.address}{link}",
                "",
            ]
        lines += [
            said.gettext(N_("All that is due:")),
            f"{self.address}/due",
            "",
            said.gettext(N_("You get this mail because you chose to be reminded. No more mail:")),
        ]
        subject = said.gettext(N_("Due soon: %(count)s")) % {"count": len(reminder.due)}
        return self._enveloped(reminder.person, subject, lines, stop)

    def _enveloped(self, person: Person, subject: str, lines: list[str], stop: str) -> EmailMessage:
        """A letter with these lines, and below them the way out."""
        letter = EmailMessage()
        letter["Subject"] = subject
        letter["From"], letter["To"] = self.server.sender, person.email
        letter["Date"], letter["Message-ID"] = (
            formatdate(),
            make_msgid(domain=self.server.sender.partition("@")[2]),
        )
        letter["List-Unsubscribe"] = f"<{stop}>"
        letter.set_content("\n".join([*lines, stop]))
        return letter

    def send(self, letter: EmailMessage) -> None:
        """Hands a mail to the server.

        Raises:
            OSError, smtplib.SMTPException: it was not taken.
        """
        server, context = self.server, ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        with connection:
            if server.security == "starttls":
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(letter)


def _subject(alert: Alert, said: NullTranslations) -> str:
    patents, needs = alert.count(Sought.PATENTS), alert.count(Sought.NEEDS)
    if not needs:
        return said.gettext(N_("Your searches: %(count)s new patents")) % {"count": patents}
    if not patents:
        return said.gettext(N_("Your searches: %(count)s new needs")) % {"count": needs}
    both = said.gettext(N_("Your searches: %(patents)s new patents, %(needs)s new needs"))
    return both % {"patents": patents, "needs": needs}


def _spoken(language: str) -> NullTranslations:
    return Translations.load(translations.__path__[0], [language])
