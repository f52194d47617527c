"""Any Python object in a line of text: bounded, and whatever its own methods do.

A `__repr__` of the program may raise, return anything, or never come to an end; who looks at a value must not suffer.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import numpy as np

from tuigraph.engine.graph import Graph
from tuigraph.engine.ops.pipelines import IteratorHandle
from tuigraph.engine.ops.queues import QueueBase
from tuigraph.engine.ops.tables import Entries, Table
from tuigraph.engine.pipelines import NotBegun, Pipeline, Standing
from tuigraph.engine.queues import Contents, Queue
from tuigraph.engine.session import BaseSession
from tuigraph.engine.tensor_lists import Elements
from tuigraph.wire.said import JOINED, Said, Text, joined, length, said
from tuigraph.words import message
from tuigraph.words.errors import SaidError

WIDTH = 60  # characters
ELEMENTS = 6  # of a container
LEVELS = 2  # of containers in one another
PATIENCE = 0.3  # seconds of computing, on a machine that may be busy
LONGEST = 5.0  # seconds of anything
DIGITS = 10_000  # bits of an integer that is written out

_BRACKETS: dict[type, str] = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", deque: "[]"}


class Endless(BaseException):
    """The program's code has run for too long."""


class _Allowance(threading.local):
    """The seconds that a thread gives the program's code: one span for all that is asked about together."""

    given = False
    spent = False


_allowance = _Allowance()


@contextmanager
def bounded() -> Iterator[None]:
    """Python code that the block calls is ended by `Endless` after `PATIENCE`.

    A trace function could count lines, but none is called at a stop that a trace function has made.
    """
    if _allowance.given:
        if _allowance.spent:
            raise Endless
        yield
        return
    caller, over, lock = threading.get_ident(), threading.Event(), threading.Lock()
    mine = _allowance.__dict__

    def watch() -> None:
        with lock:  # until the block begins
            pass
        began, used = time.monotonic(), time.process_time()
        while not over.wait(PATIENCE):
            if time.process_time() - used >= PATIENCE or time.monotonic() - began > LONGEST:
                if _is_at_its_edge(caller):
                    continue
                with lock:
                    if not over.is_set():
                        mine["spent"] = True
                        _raise_in(caller, Endless)
                return

    with lock:
        threading.Thread(target=watch, name="tuigraph-patience", daemon=True).start()
        _allowance.given, _allowance.spent = True, False
    try:
        yield
    finally:
        try:
            with lock:
                over.set()
        except Endless:
            over.set()
        if _allowance.spent:
            _take(caller)
        _allowance.given = False


_EDGES = tuple(function.__code__ for function in (type(bounded()).__enter__, type(bounded()).__exit__))


def _is_at_its_edge(thread: int) -> bool:
    """Whether only what begins or ends the block is at work: what is raised there would go around its end."""
    frame = sys._current_frames().get(thread)
    return frame is not None and frame.f_code in (*_EDGES, bounded.__wrapped__.__code__)  # type: ignore[attr-defined]


def _raise_in(thread: int, what: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(what))


def _take(caller: int) -> None:
    """Let no `Endless` be on its way to this thread any more.

    One that is taken back by setting none leaves the interpreter's signal up, and a traced frame of Python 3.11 then
    never begins.  So another is set, which replaces the one that has not come, and it is waited for.
    """
    try:
        _raise_in(caller, Endless)
        while True:
            time.sleep(0)
    except Endless:
        return


def kind(thing: Any) -> str:
    """The name of its class."""
    return str(type.__dict__["__name__"].__get__(type(thing)))


def brief(thing: Any, width: int = WIDTH, levels: int = LEVELS) -> Text:
    """A line of at most so many characters, but for a sentence that stands at its end."""
    try:
        text = _built_in(thing, width, levels) or _of_the_engine(thing)
    except Exception:  # a thread of the program has changed it meanwhile
        text = said("any_object", kind=kind(thing))
    return cut(text if text is not None else _by_itself(thing), width)


def told(error: BaseException) -> Text:
    """What an exception says of itself: a sentence of ours, or its class and its text."""
    text = text_of(error)
    if issubclass(type(error), SaidError):
        return text
    return joined((f"{kind(error)}: ", text)) if text else kind(error)


def text_of(error: BaseException) -> Text:
    """What an exception says: a sentence of ours, or its `str`."""
    if issubclass(type(error), SaidError):
        said_by_us: Text = vars(error)["said"]
        return said_by_us
    try:
        with bounded():
            return str.__str__(str(error))
    except BaseException as another:
        return said("no_text", kind=kind(another))


def cut(text: Text, width: int = WIDTH) -> Text:
    """At most so many characters of it; a sentence is whole or not there."""
    if length(text) <= width or (isinstance(text, Said) and text.id != JOINED):
        return text
    if isinstance(text, str):
        return text[: max(width - 1, 0)] + "…"
    kept: list[Text] = []
    for part in text.fields.values():
        assert isinstance(part, (str, Said))  # `joined`
        kept.append(cut(part, width))
        width -= length(part)
        if width <= 0:
            break
    return joined(kept)


def _by_itself(thing: Any) -> Text:
    try:
        with bounded():
            return str.__str__(repr(thing))
    except Endless:
        return said("any_endless", kind=kind(thing))
    except BaseException as error:
        return said("any_raises", kind=kind(thing), error=kind(error))


def _built_in(thing: Any, width: int, levels: int) -> Text | None:
    """Of the containers and large things that Python itself would write out whole."""
    exact = type(thing)
    if exact is int and thing.bit_length() > DIGITS:
        return said("any_integer", n=thing.bit_length())
    if exact in (str, bytes, bytearray):
        return repr(thing[: 2 * width]) + ("…" if len(thing) > 2 * width else "")
    if issubclass(exact, np.ndarray):
        return f"array {thing.dtype} {list(thing.shape)}"
    if exact is dict:
        pairs = (joined((brief(part, width, levels - 1) for part in pair), ": ") for pair in thing.items())
        return _listed("{}", pairs, len(thing), levels)
    if exact in _BRACKETS:
        parts = (brief(element, width, levels - 1) for element in thing)
        if exact in (set, frozenset) and not thing:
            return f"{exact.__name__}()"
        return _listed(_BRACKETS[exact], parts, len(thing), levels)
    return None


def _listed(brackets: str, parts: Iterable[Text], count: int, levels: int) -> Text:
    if not levels:
        return f"{brackets[0]}…{brackets[1]}" if count else brackets
    shown = list(islice(parts, ELEMENTS))
    more = [said("any_in_all", n=count)] if count > len(shown) else []
    end = ",)" if brackets == "()" and count == 1 else brackets[1]
    return joined((brackets[0], joined([*shown, *more], ", "), end))


def _of_the_engine(thing: Any) -> Text | None:
    exact = type(thing)
    if issubclass(exact, BaseSession):
        id = message("any_closed_session") if thing.closed else message("any_session")
        return said(id, kind=kind(thing), n=len(thing.graph._operations))
    if issubclass(exact, Graph):
        return said("any_graph", kind=kind(thing), n=len(thing._operations))
    if issubclass(exact, QueueBase):
        return f"{kind(thing)} {thing.name}"
    if issubclass(exact, Queue):
        name = f"{thing.definition.kind} {thing.cell.name}: "
        return joined((name, held(thing.contents, thing.definition.capacity)))
    if issubclass(exact, Pipeline):
        return f"{thing.kind}Dataset"
    if issubclass(exact, IteratorHandle):
        return joined((f"Iterator {thing.cell.name}: ", standing(thing.cell.value)))
    if exact in (Standing, NotBegun):
        return standing(thing)
    if exact is Elements:
        return said("tensor_array", name=thing.name, n=len(thing.cells.value))
    if exact is Table:
        return joined((f"Table {thing.cell.name}: ", entries(thing.cell.value)))
    if exact is Entries:
        return entries(thing)
    return held(thing) if exact is Contents else None


def standing(value: Any) -> Text:
    """Where an iterator stands."""
    if not isinstance(value, Standing):
        return said("iterator_not_begun")
    found = said("iterator_given", n=value.given)
    return said("iterator_ended", given=found) if value.ended else found


def entries(value: Any) -> Text:
    """How much a lookup table holds."""
    return said("table_holds", n=len(value)) if isinstance(value, Entries) else said("iterator_not_begun")


def held(contents: Contents, capacity: int = -1) -> Text:
    """How much a queue holds."""
    n = len(contents.elements)
    found = said("queue_holds", n=n) if capacity < 0 else said("queue_holds_of", n=n, most=capacity)
    return said("queue_closed", holds=found) if contents.closed else found
