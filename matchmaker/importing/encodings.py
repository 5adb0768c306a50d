"""What a text file is encoded in, found out in one pass over it that holds a piece at a time."""

import codecs
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE = 1 << 20
_LONGEST_LINE = 4 << 20
_FEW = 100
_FIRST_OF_THREE_BYTES = "\u0800"


class UnreadableTextError(ValueError):
    """The bytes are no text, or the text is no table."""


class WebPageTextError(UnreadableTextError):
    """The text is a web page, or XML, and has no table."""


class OpenQuotationTextError(UnreadableTextError):
    """A quotation mark that is opened in ``row`` is never closed."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def text_lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a file in UTF-8, UTF-16 or GB 18030 (which takes in GBK and GB 2312), with their ends.

    A file that was put together of UTF-8 and GB 18030 is read line by line, each in its own.

    Raises:
        UnreadableTextError: it is none of these, holds NUL characters, or a line of more than 4 MB.
    """
    encoding = encoding_of(file)
    file.seek(0)
    return _mixed_lines(file) if encoding is None else _lines(file, encoding)


def text_pieces(file: BinaryIO) -> Generator[str, None, None]:
    """The text of a file in pieces, wherever its lines end; see ``text_lines``.

    Raises:
        UnreadableTextError: it is in no encoding known, or holds NUL characters.
    """
    encoding = encoding_of(file)
    file.seek(0)
    if encoding is None:
        yield from _mixed_lines(file)
        return
    with _decoded(file, encoding) as text:
        yield from iter(lambda: text.read(_PIECE), "")


def encoding_of(file: BinaryIO) -> str | None:
    """The encoding of a file; None where it has lines in UTF-8 and lines in GB 18030.

    Raises:
        UnreadableTextError: it is in none, or holds NUL characters.
    """
    file.seek(0)
    start = file.read(4)
    marked = [encoding for mark, encoding in _MARKS if start.startswith(mark)]
    for encoding in marked or ("utf-8",):
        if _is_in(file, encoding):
            return encoding
    if marked:
        raise UnreadableTextError
    in_utf8, others = _lines_by_encoding(file)
    if in_utf8 * _FEW > others:
        return None
    if not _is_in(file, "gb18030"):
        raise UnreadableTextError
    return "gb18030"


def line_count(file: BinaryIO) -> int:
    """How many lines a file has, about; one cell may take several."""
    file.seek(0)
    return sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))


def _is_in(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in iter(lambda: file.read(_PIECE), b""):
            if "\0" in decoder.decode(piece):
                raise UnreadableTextError
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_by_encoding(file: BinaryIO) -> tuple[int, int]:
    """How many lines with Chinese in them are in UTF-8, and how many are not."""
    file.seek(0)
    counts = [0, 0]
    for line in iter(lambda: file.readline(_LONGEST_LINE), b""):
        if not line.isascii():
            counts[0 if _utf8(line) is not None else 1] += 1
    return counts[0], counts[1]


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    with _decoded(file, encoding) as text:
        for line in iter(lambda: text.readline(_LONGEST_LINE), ""):
            if len(line) >= _LONGEST_LINE:
                raise UnreadableTextError
            yield line


@contextmanager
def _decoded(file: BinaryIO, encoding: str) -> Iterator[TextIOWrapper]:
    text = TextIOWrapper(file, encoding, newline="")
    try:
        yield text
    finally:
        with suppress(ValueError):  # the file may have been closed before its lines came to an end
            text.detach()


def _mixed_lines(file: BinaryIO) -> Iterator[str]:
    for line in iter(lambda: file.readline(_LONGEST_LINE), b""):
        text = _utf8(line)
        try:
            yield line.decode("gb18030") if text is None else text
        except UnicodeDecodeError as error:
            raise UnreadableTextError from error


def _utf8(line: bytes) -> str | None:
    """The line where it is in UTF-8 and could not as well be GB 18030, which has no pairs of three bytes."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isascii() or max(text) >= _FIRST_OF_THREE_BYTES else None
