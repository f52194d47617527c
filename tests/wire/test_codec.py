"""Every record survives the pipe, and a frame makes nothing but a message whose fields have their types."""

from __future__ import annotations

import io
import json
import math
import os
import threading
import types
import typing
from typing import Any, Literal, Union

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuigraph.wire.codec import Sender, bodies, encode, to_debuggee, to_screen
from tuigraph.wire.commands import Command, Move, Quit, Typed
from tuigraph.wire.messages import Load, Progress, ToDebuggee, ToScreen
from tuigraph.wire.record import Record
from tuigraph.wire.unit import Unit
from tuigraph.wire.views import Position, Series, Snapshot

TEXTS = st.text(st.characters(), max_size=8)  # halves of surrogate pairs too
SCALARS = {str: TEXTS, int: st.integers(-(2**70), 2**70), float: st.floats(), bool: st.booleans()}
WRONG: dict[type, object] = {str: 5, int: "x", float: "x", bool: "x", type(None): 5}
POSITION = Position(0, 1, 2, 1, 1, 2, 3, ("a:0", "b:0"), (), 0)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """What a field of this type may hold."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in SCALARS:
        return SCALARS[kind]
    if kind is type(None):
        return st.none()
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([values(each) for each in arguments])
    if origin is dict:
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*[values(each) for each in arguments])
    assert issubclass(kind, Record), kind
    return st.deferred(lambda: st.builds(kind, *[values(hint) for hint in typing.get_type_hints(kind).values()]))


def leaves(value: Any) -> list[tuple[list[Any], int]]:
    """The scalars in a nest of lists: the list that holds each, and its place."""
    found = []
    for i, item in enumerate(value):
        if isinstance(item, list):
            found += leaves(item)
        elif not isinstance(item, dict):
            found.append((value, i))
    return found


@given(values(ToDebuggee))
def test_what_a_screen_says_comes_back_equal(message: ToDebuggee) -> None:
    assert repr(to_debuggee(encode(message))) == repr(message)


@given(values(ToScreen))
def test_what_a_debuggee_says_comes_back_equal(message: ToScreen) -> None:
    assert repr(to_screen(encode(message))) == repr(message)


@given(values(ToDebuggee) | values(ToScreen), st.data())
def test_a_field_of_a_wrong_type_is_refused(message: ToDebuggee | ToScreen, data: st.DataObject) -> None:
    plain = json.loads(json.dumps(msgspec.to_builtins(message)))
    holder, place = data.draw(st.sampled_from(leaves([plain])))
    holder[place] = WRONG[type(holder[place])]
    for decode in (to_debuggee, to_screen):
        with pytest.raises(ValueError, match="no message"):
            decode(json.dumps(plain).encode())


@pytest.mark.parametrize("decode", [to_debuggee, to_screen])
@pytest.mark.parametrize(
    "plain",
    [
        *([], 3, None, "Quit", ["os.system", "x"], ["Done", 1], ["Quit", 1, 2], ["Unit", "x", "y"]),
        *(["Move", 5, "x"], ["Move", "sideways"], ["Move"], ["Seek", 1.5], ["Seek", True], {"Quit": []}),
    ],
)
def test_what_is_no_message_is_refused(decode: Any, plain: object) -> None:
    with pytest.raises(ValueError, match="no message"):
        decode(msgspec.msgpack.encode(plain))


@pytest.mark.parametrize("body", [b"", b"\xc1", b"[", b"[]", b'["Typed","\xff"]', b"[" * 100_000, b"\x91" * 100_000])
def test_noise_is_refused(body: bytes) -> None:
    for decode in (to_debuggee, to_screen):
        with pytest.raises(ValueError):  # noqa: PT011 (whatever its text)
            decode(body)


def test_each_side_takes_only_what_is_said_to_it() -> None:
    with pytest.raises(ValueError, match="no message"):
        to_screen(encode(Move("step")))
    with pytest.raises(ValueError, match="no message"):
        to_debuggee(encode(Progress(Snapshot(1, "running", "start", POSITION, 1))))


def test_numbers_of_numpy_are_sent_as_plain_ones() -> None:
    class Derived(float):
        """As `numpy.float64`."""

    series = Series("a", (Derived(0.5),), (Derived(math.inf),), 1)
    again = to_screen(encode(Progress(Snapshot(1, "running", "start", POSITION, 1, series=(series,)))))
    assert isinstance(again, Progress)
    assert repr(again.snapshot.series[0].values) == "(inf,)"


def test_frames_come_out_of_a_pipe_one_by_one() -> None:
    reader, writer = os.pipe()
    said: list[Command | Load] = [Typed("你好"), Load((Unit("x = 1\n" * 50_000, "a.py"),)), Quit()]
    sender = Sender(writer)

    def send() -> None:
        for message in said:
            sender.send(message)
        sender.close()

    threading.Thread(target=send).start()
    with os.fdopen(reader, "rb") as stream:
        assert [to_debuggee(body) for body in bodies(stream)] == said
    sender.close()


def test_nobody_reads_any_more() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    sender = Sender(writer)
    with pytest.raises(OSError, match="Broken pipe"):
        sender.send(Quit())
    sender.close()


def test_a_frame_that_is_cut_off_ends_the_stream() -> None:
    assert list(bodies(io.BytesIO(b"\0\0"))) == []
    assert list(bodies(io.BytesIO(b"\0\0\0\2ab\0\0\0\3cd"))) == [b"ab"]
