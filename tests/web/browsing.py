"""Pages read and forms sent as a browser does it: with the cookies, the hidden fields and what is preset."""

from functools import cached_property
from io import BytesIO
from urllib.parse import urldefrag, urlencode

from bs4 import BeautifulSoup


class Page:
    """What one address answered."""

    def __init__(self, reader, response):
        self.reader = reader
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""

    @cached_property
    def soup(self):
        return BeautifulSoup(self.html, "html.parser")

    @property
    def text(self):
        return " ".join(self.soup.get_text(" ").split())

    @property
    def refusals(self):
        """What stands at the head of a form or at its fields as refused."""
        return [found.get_text(strip=True) for found in self.soup.select(".alert-danger, .invalid-feedback")]

    @property
    def notes(self):
        """What the page says that was done."""
        return [found.get_text(strip=True) for found in self.soup.select('.alert[role="status"]')]

    def links(self):
        return [urldefrag(link["href"]).url for link in self.soup.select("a[href]")]

    def form(self, action=None):
        """The form that is sent to this address; without one, the page's only form in its main part."""
        chosen = [form for form in self.forms() if action is None or form.action == action]
        assert len(chosen) == 1, (
            f"{len(chosen)} forms go to {action}: {[form.action for form in self.forms()]}"
        )
        return chosen[0]

    def forms(self):
        """The forms of the page's main part."""
        return [Form(self, tag) for tag in self.soup.select("main form")]

    def sends_to(self, action):
        """Whether the page has a form or a button for this address."""
        tags = self.soup.select("form[action], button[formaction]")
        return any(tag.get("formaction", tag.get("action")) == action for tag in tags)


class Form:
    """A form as it came, to be filled in and sent."""

    def __init__(self, page, tag):
        self.page = page
        self.tag = tag
        self.action = tag.get("action") or page.path

    @property
    def values(self):
        """What would be sent if nobody typed anything."""
        values = {}
        for item in self.tag.select("input[name], textarea[name], select[name]"):
            preset = _preset(item)
            if item.get("type") == "checkbox" and preset.keys() <= values.keys():
                preset = {name: [*_listed(values[name]), value] for name, value in preset.items()}
            values |= preset
        return values

    @property
    def choices(self):
        """The choices of each menu."""
        return {
            menu["name"]: [option["value"] for option in menu.select("option")]
            for menu in self.tag.select("select[name]")
        }

    def send(self, action=None, **values):
        """Sends the form; ``None`` leaves a field out, as an unticked box does."""
        sent = {name: value for name, value in {**self.values, **values}.items() if value is not None}
        multipart = self.tag.get("enctype") == "multipart/form-data"
        content_type = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
        return self.page.reader.post(action or self.action, data=sent, content_type=content_type)

    def send_by_address(self, **values):
        """Sends the form as one whose method is GET is sent: all of it in the address."""
        sent = [
            (item["name"], item.get("value", ""))
            for item in self.tag.select("input[name]")
            if item["name"] not in values
        ]
        return self.page.reader.open(f"{self.action}?{urlencode([*sent, *values.items()])}")


class Reader:
    """Somebody in front of a browser, who reads English unless told otherwise."""

    def __init__(self, app, language="en"):
        self.client = app.test_client()
        if language:
            self.client.set_cookie("language", language)

    def open(self, address, *, follow=True):
        return Page(self, self.client.get(address, follow_redirects=follow))

    def post(self, address, *, follow=True, **sent):
        return Page(self, self.client.post(address, follow_redirects=follow, **sent))

    def sign_in(self, person, password):
        page = self.open("/login").form().send(email=person.email, password=password)
        assert page.status == 200
        assert page.refusals == []
        self.person = person
        return self

    def sit_down(self, person):
        """Is signed in without the form."""
        with self.client.session_transaction() as sitting:
            sitting["_user_id"], sitting["_fresh"] = person.fs_uniquifier, True
        self.person = person
        return self

    def press(self, page_address, action, **values):
        """Opens a page and presses its button for an address."""
        return self.open(page_address).form(action).send(**values)


def as_file(content, name="patents.csv"):
    """A file as a form sends it."""
    return (BytesIO(content), name)


def _listed(value):
    return value if isinstance(value, list) else [value]


def _preset(item):
    name, kind = item["name"], item.get("type")
    if item.name == "textarea":
        return {name: item.get_text().removeprefix("\r").removeprefix("\n")}
    if item.name == "select":
        options = item.select("option")
        chosen = next(
            (option for option in options if option.has_attr("selected")), next(iter(options), None)
        )
        return {name: chosen["value"]} if chosen else {}
    if kind in {"checkbox", "radio"}:
        return {name: item.get("value", "on")} if item.has_attr("checked") else {}
    if kind in {"file", "submit"}:
        return {}
    return {name: item.get("value", "")}
