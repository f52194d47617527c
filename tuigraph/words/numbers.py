"""Numbers that a person or a file of somebody's says in text."""

from __future__ import annotations

_LONGEST = 18  # digits: Python refuses to read thousands of them, and nothing here counts so far


def whole_number(text: str) -> int | None:
    """The number that these digits are; None for what is no such number, or longer than any that can be meant."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None
