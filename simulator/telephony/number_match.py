"""What a telephone number must be like: the whole number, however it is grouped, or a pattern with `*` and `?`.

As a test writes it, `+36 1 555 0100` is one number, `47??` are those with four digits, `+36*` all that begin so.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from simulator.telephony.phone import folded_number


def number_fits(written: str, number: str) -> bool:
    """Whether a number is the one that is written, or one of that pattern; always the whole of it.

    Blanks, hyphens, dots, slashes, brackets and case do not matter.
    """
    return fnmatchcase(folded_number(number).casefold(), folded_number(written).casefold())
