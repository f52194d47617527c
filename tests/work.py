"""What a computation costs, counted and not timed: the same on a busy machine as on an idle one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import tuigraph

_HOUSE = str(Path(tuigraph.__file__).parent)


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of the package are executed on this thread until it returns.

    Not for a debugger, which traces lines itself: see `calls_made`.
    """
    lines = 0

    def in_house(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return in_house

    def entered(frame: FrameType, event: str, argument: Any) -> Any:
        return in_house if frame.f_code.co_filename.startswith(_HOUSE) else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def calls_made(work: Callable[[], object]) -> int:
    """How many calls of the package's functions, and from them of others, are made on this thread until it returns."""
    calls = 0

    def called(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        if event in ("call", "c_call") and frame.f_code.co_filename.startswith(_HOUSE):
            calls += 1

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
