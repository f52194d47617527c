"""Screens without what a clock says, and waits whose deadline is there against hangs only."""

from __future__ import annotations

import re

HANGS = 120.0
"""Seconds after which something that a test waits for will never come, however busy the machine is."""

_DURATION = re.compile(r" *~?\d+(\.\d+)? ?(µs|us|ms|s)(?!\w) *")


def without_times(text: str) -> str:
    """A text in which each duration, with the blanks that align it, is one sign."""
    return _DURATION.sub("~", text)
