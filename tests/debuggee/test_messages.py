"""Messages survive the pipe, and a line makes nothing but a message."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tuigraph.debuggee.messages import Answer, Done, Load, Message, Pause, Progress, UnitSource, decode, encode
from tuigraph.debugger.commands import (
    Break,
    Complete,
    EndBranch,
    Evaluate,
    GoToUnit,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    ShowProfile,
    ShowValue,
    ShowWhy,
    Typed,
    Watch,
    WhatIf,
)
from tuigraph.debugger.snapshot import (
    BranchView,
    CauseView,
    Difference,
    GraphNodes,
    NodeInfo,
    NodeProfile,
    Output,
    Position,
    Problem,
    ProfileView,
    Series,
    Snapshot,
    StepView,
    StopPoint,
    WatchView,
    WhyView,
)

SNAPSHOT = Snapshot(
    number=3,
    state="stopped",
    reason="node",
    position=Position(0, 1, 2, 1, 1, 2, 3, ("a:0", "b:0"), (), 0),
    graph=1,
    nodes=(GraphNodes(1, (NodeInfo("a", "Add", "float32", "[?,3]", ("x:0",), (), "f.py", 3),), 1),),
    step=StepView("a", ("x",), "a = x + y = 1 + 2 -> 3", 1.5),
    series=(Series("loss", (0.0, 1.0), (math.inf, 2.5), 2),),
    output=(Output("out", "你好\ud800\n\x00"),),
    problem=Problem("E", "two\nlines", -1, 1),
)

REPLY = replace(
    SNAPSHOT,
    stops=(StopPoint("line", "12", "x > 3", 2, 5, ""),),
    watches=(WatchView("v", "[1 2]"),),
    branch=BranchView(3, (("a", "1"),), (Difference("b", "1", "2", True),), 1, (Difference("c", "", "2", True),), "no"),
    why=WhyView("a", (CauseView(1, 0, "a", "node", "Add", 2, "3", True),), ("a = 1 / 0 -> inf",)),
    profile=ProfileView("time", (NodeProfile(1, "a", "Add", 3, "1-3", 2, 7.5, 2.5, 3, 4),), 1, 7.5),
)


@pytest.mark.parametrize(
    "message",
    [
        *(Move("back", 3), Break("a*", on=False), Evaluate("x\ny"), Complete("tf."), GoToUnit(2), Quit(), Pause()),
        *(Break("x", True, "dtype", "x > 'é'", 3, True), Watch("v[0]", False), Rewind("write", "v"), Typed("lt -r")),
        *(WhatIf("a:0", "[1,\n2]"), EndBranch(True), Seek(3), SaveValue("a", "[0]", "f.csv"), ShowValue("a", rows=3)),
        *(ShowWhy("a", 2, True), ShowProfile("again", 5)),
        *(Answer(SNAPSHOT, 7), Progress(SNAPSHOT), Answer(REPLY, 8)),
        Load((UnitSource("x = 1", "a.py", 4),), ("a.py", "-v"), True, True, (Done(Move("step")), Done(Quit(), 5)), "n"),
    ],
)
def test_a_message_is_one_line_and_comes_back_equal(message: Message) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == message


def test_nan_comes_back() -> None:
    series = Series("a", (0.0,), (math.nan,), 1)
    again = decode(encode(Progress(Snapshot(1, "running", "start", SNAPSHOT.position, 1, series=(series,)))))
    assert isinstance(again, Progress)
    assert math.isnan(again.snapshot.series[0].values[0])


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'["os.system","x"]', b'["Done",1]', b"3", b'["Quit",1,2]'])
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        decode(line)
