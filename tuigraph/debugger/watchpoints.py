"""What a breakpoint on an expression compares, to stop where it changes, or where a condition begins to hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from tuigraph.debugger import expressions, format
from tuigraph.debugger.brief import bounded, brief, told
from tuigraph.debugger.place import names_of
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.containers import UNINITIALIZED
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Writes
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role
from tuigraph.wire.said import Text, said

KEPT = 100  # elements of a container that are compared, the last ones
_NONE: Any = object()  # no value yet
_UNSEEN: Any = object()


class Watched:
    """An expression, in the function that `frame` is in where it uses names of that, else in its module."""

    def __init__(self, source: str, is_condition: bool, frame: FrameType | None, namespace: Mapping[str, Any]) -> None:
        """Raises SyntaxError for what is no expression."""
        self._source = source
        self._code = expressions.compiled(source)
        self._is_condition = is_condition
        self._used = expressions.names_in(self._code)
        constants = self._code.co_consts
        self._texts = {text.partition(":")[0] for text in constants if isinstance(text, str)}  # value("loss:0")
        self._places: tuple[object, frozenset[int]] = None, frozenset()  # what was asked for last: a run asks again
        has_locals = frame is not None and frame.f_locals is not frame.f_globals
        is_local = frame is not None and has_locals and not self._used.isdisjoint(frame.f_locals)
        self._function = frame.f_code if frame is not None and is_local else None
        self._globals = frame.f_globals if frame is not None else namespace
        self.trouble: Text = ""  # why it could not be evaluated, the last time
        self._last = _NONE
        self._shown: Text = said("no_value_yet")

    def fresh(self, namespace: Mapping[str, Any]) -> None:
        """The program starts over, with other names."""
        self._globals, self._last, self._shown = namespace, _NONE, said("no_value_yet")

    def begin(self, frame: FrameType | None, timeline: Timeline) -> None:
        """From what it is now on; while the past is shown, from what it will be when it is looked at next."""
        self._last = _UNSEEN
        if not timeline.past:
            self.moved(frame, timeline)
            self._last = _NONE if self._last is _UNSEEN else self._last

    def moved(self, frame: FrameType | None, timeline: Timeline) -> Text | None:
        """How it has changed since it was looked at last; None where it has not, or has no value here."""
        names = self._names(frame)
        if names is None:
            return None
        try:
            value = expressions.evaluate_code(self._code, names, expressions.Reader(timeline))
            if value is UNINITIALIZED:
                return None
            value = expressions.is_true(value) if self._is_condition else value
            mark = _mark(value)
        except (
            expressions.FAILURES
        ) as error:  # also a name that is not there yet, or a value that has not been computed
            self.trouble = told(error)
            return None
        self.trouble = ""
        last, former = self._last, self._shown
        if last is not _UNSEEN and last is not _NONE and _same(last, mark):
            return None
        self._last, self._shown = np.array(mark) if type(mark) is np.ndarray else mark, _shown(value)
        if last is _UNSEEN or (self._is_condition and not value):
            return None
        if self._is_condition:
            return said("now_holds", condition=self._source)
        return said("has_changed", expression=self._source, before=former, after=self._shown)

    def places(self, plan: Plan, frame: FrameType | None) -> frozenset[int]:
        """The instructions of a plan after which it may have changed."""
        names = self._names(frame)
        if names is None:
            return frozenset()
        ops: set[Operation] = set()
        hangs_on_state = False
        for name in self._used.intersection(names):
            tensor = expressions.tensor_of(names[name])
            if tensor is not None:
                ops.add(tensor.op)
            else:
                hangs_on_state = hangs_on_state or not issubclass(type(names[name]), ModuleType)
        texts = self._texts
        hangs_on_state = hangs_on_state or any(op.role is Role.VARIABLE for op in ops) or bool(texts)
        asked = plan, ops, hangs_on_state
        if asked != self._places[0]:
            found = {
                pc
                for pc, op in enumerate(plan.operations)
                if op in ops or op.name in texts or (hangs_on_state and op.definition.writes is not Writes.NOTHING)
            }
            self._places = asked, frozenset(found.union(range(len(plan))[-1:]))
        return self._places[1]

    def _names(self, frame: FrameType | None) -> Mapping[str, Any] | None:
        """Those that the expression stands for here; None outside of its function."""
        if self._function is None:
            return self._globals
        while frame is not None and frame.f_code is not self._function:
            frame = frame.f_back
        return names_of(frame) if frame is not None else None


def _mark(value: Any) -> Any:
    """What is kept of a value to compare the next one with: of a container its last elements."""
    kind = type(value)
    if kind in (list, tuple):
        return kind, len(value), [id(element) for element in value[-KEPT:]]
    if kind is dict:
        return kind, len(value), [id(element) for element in list(value.values())[-KEPT:]]
    if issubclass(kind, np.ndarray | np.generic):
        return np.asarray(value)
    return value if kind in (bool, int, float, complex, str, bytes, type(None)) else (id(value), _shown(value))


def _same(mark: Any, other: Any) -> bool:
    if type(mark) is not type(other):
        return False
    if isinstance(mark, np.ndarray):
        if mark.dtype != other.dtype or mark.shape != other.shape:
            return False
        return bool(mark.tolist() == other.tolist()) if mark.dtype.hasobject else mark.tobytes() == other.tobytes()
    return bool(mark == other) or (mark != mark and other != other)


def _shown(value: Any) -> Text:
    if issubclass(type(value), np.ndarray | np.generic):
        return format.preview(value)
    with bounded():
        return brief(value)
