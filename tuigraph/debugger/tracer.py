"""Stops at statements, by `sys.settrace`, on the program's own frames and only while somebody steps by statement."""

from __future__ import annotations

import dis
import inspect
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

from tuigraph.debugger.program import Program, is_inline


class Tracer:
    """Calls `reached(frame)` when a statement of the program is about to run, and `returned` with what is returned."""

    def __init__(
        self, program: Program, reached: Callable[[FrameType], None], returned: Callable[[FrameType, Any], None]
    ) -> None:
        self._program = program
        self._reached = reached
        self.returned = returned
        self._skip_first = False

    def arm(self, frame: FrameType | None) -> None:
        """Trace from here on: new frames, and those of the program that are on the stack under `frame`.

        Without a frame, the program is about to run a unit whose first statement does not count.
        """
        self._skip_first = frame is None
        for inner in self._program.frames(frame):
            if self._program.is_own(inner.f_code) and not isinstance(inner.f_trace, (_FrameTrace, _InlineTrace)):
                inner.f_trace = (
                    _InlineTrace(self, inner.f_lasti)
                    if is_inline(inner.f_code)
                    else _FrameTrace(self, self._program.statement(inner))
                )
        if sys.version_info[:2] == (3, 12):  # of its own comprehensions, when a module is traced
            warnings.filterwarnings("ignore", "assigning None to unbound local", RuntimeWarning)
        sys.settrace(self._called)

    def arm_calls(self) -> None:
        """Trace the functions of the program that are called from here on."""
        sys.settrace(self._called)

    @staticmethod
    def disarm() -> None:
        if sys.gettrace() is not None:
            sys.settrace(None)

    def _called(self, frame: FrameType, event: str, argument: Any) -> _FrameTrace | _InlineTrace | None:
        if not self._program.is_own(frame.f_code):
            return None
        if is_inline(frame.f_code):
            return _InlineTrace(self)
        skip, self._skip_first = self._skip_first, False
        return _FrameTrace(self, None, skip)

    def line(self, frame: FrameType) -> None:
        self._reached(frame)

    def statement(self, frame: FrameType) -> tuple[int, int]:
        return self._program.statement(frame)


class _FrameTrace:
    """The trace function of one frame: joins the line events of a statement that stands on several lines."""

    def __init__(self, tracer: Tracer, current: tuple[int, int] | None, skip: bool = False) -> None:
        self._tracer = tracer
        self._current = current
        self._skip = skip
        self._raised = False  # the newest thing that happened

    def __call__(self, frame: FrameType, event: str, argument: Any) -> _FrameTrace:
        if event == "return" and not self._raised:
            self._tracer.returned(frame, argument)
        self._raised = event == "exception"
        if event == "line":
            statement = self._tracer.statement(frame)
            again = statement == self._current and statement[0] != statement[1]
            self._current = statement
            skip, self._skip = self._skip, False
            if not again and not skip:
                self._tracer.line(frame)
        return self


class _InlineTrace:
    """The trace function of a lambda, or of a comprehension, which is reached again after each of its rounds."""

    def __init__(self, tracer: Tracer, instruction: int = sys.maxsize) -> None:
        self._tracer = tracer
        self._newest = instruction, 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> _InlineTrace:
        if event == "line":
            instruction, line = self._newest
            self._newest = frame.f_lasti, frame.f_lineno
            if frame.f_lasti <= instruction or frame.f_lineno == line:  # no other way leads to the same line but back
                self._tracer.line(frame)
        return self


def gives_way(frame: FrameType) -> bool:
    """Whether a frame that is left can be gone on with: at a `yield` or an `await`."""
    return dis.opname[frame.f_code.co_code[frame.f_lasti]] == "YIELD_VALUE"


def is_task(frame: FrameType) -> bool:
    """Whether others run while a frame waits."""
    return bool(frame.f_code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR))
