"""A sentence for a person, before it is put into words: the identifier of a message and what stands in its fields.

Whoever has something to say makes one; only the edge that a person reads turns it into words (`tuigraph.words`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

from tuigraph.wire.record import Record, field

Field = Union[str, int, float, bool, "Said"]


class Said(Record, frozen=True):
    """The message `id` of the catalogues, and the values of its fields: simple ones, or another sentence."""

    id: str
    fields: dict[str, Field] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.id, *self.fields.items()))


Text = Union[str, Said]  # noqa: UP007 (3.10)
"""Data, which is shown as it is, or a sentence, which is put into the reader's language."""


def said(id: str, /, **fields: Field) -> Said:
    """``said("saved", path="w.npy")``."""
    return Said(id, fields)


def length(text: Text) -> int:
    """About how many characters it takes to say it."""
    if isinstance(text, str):
        return len(text)
    return len(text.id) + sum(length(value) if isinstance(value, (str, Said)) else 8 for value in text.fields.values())


JOINED = ""
"""Instead of an identifier: the fields are parts that stand one after the other."""


def joined(parts: Iterable[Text], between: str = "") -> Text:
    """Parts with something between them; data, where all of them are."""
    listed: list[Text] = []
    for part in parts:
        listed += [between, part] if listed and between else [part]
    strings = [part for part in listed if isinstance(part, str)]
    if len(strings) == len(listed):
        return "".join(strings)
    return Said(JOINED, {str(number): part for number, part in enumerate(listed)})
