"""Which line of the user's program is at work: the innermost frame outside the engine; and the calls around it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from types import CodeType, FrameType

Source = tuple[str, int]  # file and line
Caller = tuple[str, int, str]  # with the function's name

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


class _Calls:
    """Whether nodes keep the calls that made them, which takes time for each; and the code around the program."""

    kept = False
    around: CodeType | None = None


@contextlib.contextmanager
def calls_kept(around: CodeType) -> Iterator[None]:
    """In the block, each new node keeps the calls that it was made in, as far as the program goes."""
    former = _Calls.kept, _Calls.around
    _Calls.kept, _Calls.around = True, around
    try:
        yield
    finally:
        _Calls.kept, _Calls.around = former


def user_calls() -> tuple[Caller, ...]:
    """The calls that are at work outside the engine, outermost first, where somebody wants nodes to keep them."""
    if not _Calls.kept:
        return ()
    found: list[Caller] = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code is not _Calls.around:
        code = frame.f_code
        if not code.co_filename.startswith((*_OURS, "<frozen")) and code.co_filename != _CONTEXTLIB:
            found.append((code.co_filename, frame.f_lineno, code.co_name))
        frame = frame.f_back
    return tuple(reversed(found))
