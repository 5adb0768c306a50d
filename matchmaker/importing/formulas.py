"""Text that a spreadsheet would run as a formula, kept from it by an apostrophe and brought back exactly."""

import re

_GUARDED = re.compile(r"'*[\s\x00-\x1f]*[=+\-@＝＋－＠|%]|'*[\t\r\n]")


def guarded(text: str) -> str:
    """Puts an apostrophe before a text that begins, after blanks or apostrophes, as a formula does.

    Signs of both widths count, and tabs and line breaks at the beginning (OWASP, CSV injection).

    >>> guarded("=1+1"), guarded("-20 °C"), guarded("陶瓷")
    ("'=1+1", "'-20 °C", '陶瓷')
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Takes one apostrophe away where ``guarded`` would have put it; what it gave comes back as it was.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'80年代")
    ('=1+1', "'=1+1", "'80年代")
    """
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
