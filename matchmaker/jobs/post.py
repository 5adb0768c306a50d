"""Writes the mails of saved searches and gives them to the centre's mail server."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from babel.support import NullTranslations, Translations

from matchmaker import translations
from matchmaker.errors import N_
from matchmaker.matching.alerts import Alert, way_out
from matchmaker.settings import MailServer, Settings

_SECONDS = 30.0
_TITLES = 10


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
        for saved, patents in alert.found.items():
            heading = said.gettext(N_("%(name)s: %(count)s new")) % {
                "name": saved.name,
                "count": len(patents),
            }
            lines += [heading, f"{self.address}/search?saved={saved.id}"]
            lines += [f"  - {patent.title} {patent.number}" for patent in patents[:_TITLES]]
            lines += ["  …", ""] if len(patents) > _TITLES else [""]
        lines += [
            said.gettext(N_("You get this mail because you chose it for your saved searches. No more mail:")),
            stop,
        ]
        letter = EmailMessage()
        letter["Subject"] = said.gettext(N_("Your searches: %(count)s new patents")) % {"count": alert.count}
        letter["From"], letter["To"] = self.server.sender, alert.person.email
        letter["Date"], letter["Message-ID"] = (
            formatdate(),
            make_msgid(domain=self.server.sender.partition("@")[2]),
        )
        letter["List-Unsubscribe"] = f"<{stop}>"
        letter.set_content("\n".join(lines))
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


def _spoken(language: str) -> NullTranslations:
    return Translations.load(translations.__path__[0], [language])
