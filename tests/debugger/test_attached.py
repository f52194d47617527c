"""A debugger that begins in the middle of a program knows what was there before it."""

from __future__ import annotations

import io
import sys

import pytest

import tuigraph as tf
from tuigraph.debugger.plain import begin
from tuigraph.debugger.timeline import LIMIT
from tuigraph.engine.execute import set_observer


def test_sessions_variables_and_graphs_from_before_are_known() -> None:
    with tf.Graph().as_default() as mine, tf.Session() as first:
        v = tf.Variable(2.0, name="v")
        tf.Variable(1.0, name="w")
        first.run(v.initializer)
        first.run(v.assign_add(2.0))
        commands = "lv\nsessions\npt v\ngraph\nfirst.run(v.assign_add(1.0))\nlv\nq\n"
        out = io.StringIO()
        with pytest.raises(SystemExit):
            begin(sys._getframe(), io.StringIO(commands), out)
    assert mine is not None  # so that it has a name in the frame
    text = out.getvalue()
    assert "v  float32 []  4.0\n" in text
    assert "w  float32 []  not initialized\n" in text
    assert "no sessions yet" not in text
    assert "min 4  max 4" in text
    assert "10 nodes\n" in text
    assert "v  float32 []  5.0\n" in text


@pytest.mark.parametrize(("wish", "mebibytes"), [("", LIMIT >> 20), ("100", 100), ("much", LIMIT >> 20)])
def test_the_past_has_the_memory_that_is_wished_for(monkeypatch: pytest.MonkeyPatch, wish: str, mebibytes: int) -> None:
    monkeypatch.setenv("TUIGRAPH_MEMORY", wish)
    out = io.StringIO()
    debugger = begin(sys._getframe(), io.StringIO("c\n"), out)
    sys.settrace(None)
    set_observer(None)
    assert debugger.timeline.limit >> 20 == mebibytes
    assert ("much" in out.getvalue()) is (wish == "much")
