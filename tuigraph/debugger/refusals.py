"""What cannot be done for a person, and why: errors that the debugger turns into notes."""

from __future__ import annotations

from tuigraph.words.errors import SaidError


class Refused(SaidError, ValueError):
    """What was asked for makes no sense; the sentence says what would."""


class Unknown(SaidError, LookupError):
    """What was asked for is not on the timeline; the sentence says why."""
