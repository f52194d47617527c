"""The base of all that goes over the wire: frozen records of plain data, which are sent as the list of their fields."""

from __future__ import annotations

import msgspec
from msgspec import field
from msgspec.structs import replace

__all__ = ["Record", "Tagged", "field", "replace"]


class Record(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A part of a message.  Records hold no cycles, so that the garbage collector need not look at them."""


class Tagged(Record, frozen=True, tag=True):
    """A record that can stand in the place of others: its name goes before its fields."""
