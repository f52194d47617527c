"""A sentence for a person, before it is put into words: the identifier of a message and what stands in its fields.

Whoever has something to say makes one; only the edge that a person reads turns it into words (`tuigraph.words`).
"""

from __future__ import annotations

from typing import Union

from tuigraph.wire.record import Record, field

Field = Union[str, int, float, bool, "Said"]


class Said(Record, frozen=True):
    """The message `id` of the catalogues, and the values of its fields: simple ones, or another sentence."""

    id: str
    fields: dict[str, Field] = field(default_factory=dict)


Text = Union[str, Said]  # noqa: UP007 (3.10)
"""Data, which is shown as it is, or a sentence, which is put into the reader's language."""


def said(id: str, /, **fields: Field) -> Said:
    """``said("saved", path="w.npy")``."""
    return Said(id, fields)
