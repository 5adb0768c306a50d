"""Brings the catalogues up to the code: ``python -m matchmaker.translations.refresh`` from the repository.

New messages come in without a translation, those that the code no longer has go out, and nothing else
changes: the files hold no dates, names or line numbers. English stands in the code, so that its catalogue
fills itself; every other language is translated by hand.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from matchmaker.settings import LANGUAGES

FOLDER = Path(__file__).parent
_SOURCES = FOLDER.parent
_READERS = [("**.py", "python"), ("**.html", "jinja2")]
_KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}
_SOURCE_LANGUAGE = "en"
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def catalogue_path(language: str, folder: Path = FOLDER) -> Path:
    """Where a language's catalogue is kept."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def messages_of_the_code() -> Catalog:
    """Every message of the Python files and the templates, without translations."""
    template = Catalog()
    for _, _, message, _, context in extract_from_dir(_SOURCES, _READERS, keywords=_KEYWORDS):
        template.add(message, context=context)
    return template


def refresh(language: str, template: Catalog, folder: Path = FOLDER) -> Catalog:
    """Writes the language's catalogue anew with the template's messages; gives back what it holds."""
    path = catalogue_path(language, folder)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    if language == _SOURCE_LANGUAGE:
        for message in catalogue:
            message.string = message.id
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = _HEADER.format(language=language, plural_forms=catalogue.plural_forms)
    path.write_bytes(header.encode() + written.getvalue())
    return catalogue


def main() -> None:
    """Refreshes every catalogue and says what is still to be translated."""
    template = messages_of_the_code()
    for language in LANGUAGES:
        for message in refresh(language, template):
            if message.id and not message.string:
                print(f"{language}: {message.id}")  # noqa: T201 - the list is what the command is for


if __name__ == "__main__":
    main()
