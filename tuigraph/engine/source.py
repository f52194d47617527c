"""Which line of the user's program is at work: the innermost frame outside the engine."""

from __future__ import annotations

import contextlib
import os
import sys
from types import FrameType

Source = tuple[str, int]  # file and line

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_OURS = tuple(os.path.join(_PACKAGE, part) + os.sep for part in ("engine", "training", "summaries", "interop"))
_CONTEXTLIB = contextlib.__file__


def user_line() -> Source | None:
    """File and line of the innermost frame outside the engine."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        if not filename.startswith(_OURS) and not filename.startswith("<frozen") and filename != _CONTEXTLIB:
            return filename, frame.f_lineno
        frame = frame.f_back
    return None
