"""What can be wrong with a whole file, with one value, or with one row of a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.errors import N_, InvalidError


class ImportingError(InvalidError):
    """A file, or a value in it, cannot be imported as it stands."""


class NoSpreadsheetError(ImportingError):
    """The file is of none of the known formats, damaged, or locked."""

    message = N_(
        "%(filename)s cannot be read as a sheet: it is damaged, locked by a password or of another kind. "
        "Save it without a password as .xlsx or .csv and choose it again."
    )


class WebPageError(NoSpreadsheetError):
    """The file is a web page, or XML, without a table, such as the page of a database that asks to sign in."""

    message = N_(
        "%(filename)s is a web page without a table under the name of a spreadsheet. Open it to see what it says: "
        "often the database asks to sign in again. Export the sheet once more, or save it as .xlsx."
    )


class OpenQuotationError(NoSpreadsheetError):
    """A quotation mark is never closed, so that whatever follows would be one cell; ``row`` is where it begins."""

    message = N_(
        "In row %(row)s of %(filename)s a quotation mark is opened and never closed, so the rows after it cannot be "
        "told apart. Close it or delete it, or save the sheet as .xlsx, and choose it again."
    )


class EmptyFileError(ImportingError):
    """The file holds no row below its headings."""

    message = N_("%(filename)s holds no rows below its headings. Fill it in, or choose another file.")


class NoKnownHeadingError(ImportingError):
    """A column that cannot be done without was not recognised; ``found`` and ``needed`` list headings."""

    message = N_(
        "No column was recognised as %(needed)s; the headings found are: %(found)s. "
        "Say which column is which, or rename the headings."
    )


class FileTooLargeError(ImportingError):
    """The file is larger than the centre accepts; ``size_mb`` and ``limit_mb`` are in MB of 1024² bytes."""

    message = N_(
        "%(filename)s has %(size_mb)s MB; at most %(limit_mb)s MB can be imported at once. "
        "Split it into several files."
    )


class TooManyCellsError(ImportingError):
    """The sheet has more rows, columns, cells or text than can be held in memory."""

    message = N_(
        "%(filename)s holds too much for one import. Split it into several files, or delete what lies outside "
        "the table."
    )


class ColumnChosenTwiceError(ImportingError):
    """A person named two columns for one field."""

    message = N_("Two columns were chosen for %(field)s. Choose one of them.")


class WrongValueError(ImportingError):
    """One value cannot be understood: ``message`` says why, ``remedy`` what to do about it."""

    remedy: str = N_("Correct the value and import the row again.")


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong with one row.

    ``row`` is the 1-based number that a person sees in the sheet, headings included (in JSON Lines the
    line, in a JSON array the place of the object). ``column`` is the heading as in the file, or the field's
    label where the file has no such column. ``reason`` and ``remedy`` are catalogue messages that
    ``params`` fill.
    """

    row: int
    column: str
    value: str
    reason: str
    remedy: str
    params: Mapping[str, object]
