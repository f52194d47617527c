"""Breakpoints of every kind, conditions, ignore counts, filters and watches; kept from one start to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.debugger.driver import Driver, english, run, to_the_end
from tuigraph.debugger import expressions, filters, kept
from tuigraph.wire.commands import Break, Evaluate, Move, Seek, Watch

TRAINING = """\
import numpy as np
import tuigraph as tf
limit = 5.0
v = tf.Variable(1.0, name="v")
n = tf.Variable(0, name="n")
scaled = tf.multiply(v, 2.0, name="scaled")
whole = tf.cast(scaled, tf.int32, name="whole")
up = tf.assign_add(v, 1.0, name="up")
log = tf.log(v - 4.0, name="log")
sess = tf.Session()
sess.run([v.initializer, n.initializer])
for i in range(6):
    sess.run([whole, up])
    sess.run(log)
done = True
"""


def stops(driver: Driver) -> list[tuple[str, int]]:
    """What ran last, or else runs next, and the run, at each breakpoint."""
    found = []
    for s in driver.snapshots:
        if s.reason == "breakpoint":
            found.append((s.step.node if s.step and driver.last.stops[0].condition else s.next_node, s.position.run))
    return found


def test_by_type_and_by_dtype() -> None:
    driver = run(TRAINING, Break("Mul*", kind="type"), *[Move("continue")] * 3)
    assert stops(driver) == [("scaled", 2), ("scaled", 4), ("scaled", 6)]
    driver = run(TRAINING, Break("int32", kind="dtype"), *[Move("continue")] * 4)
    nodes = [node for node, _ in stops(driver)]
    assert nodes == ["n/initial_value", "n", "n/Assign", "whole"]


def test_on_the_nodes_that_a_line_has_made() -> None:
    driver = run(TRAINING, Break("7", kind="source"), *[Move("continue")] * 2)
    assert stops(driver) == [("whole", 2), ("whole", 4)]


def test_on_a_line_the_program_stops_each_time_before_the_statement() -> None:
    driver = run(TRAINING, Break("cell_0.py:14", kind="line"), *[Move("continue")] * 3, Evaluate("i"), echo=True)
    assert [(s.reason, s.position.line) for s in driver.snapshots[2:5]] == [("breakpoint", 14)] * 3
    assert driver.text.endswith("2\n")
    driver = run(TRAINING, Break("14", kind="line", condition="i == 4"), *[Move("continue")] * 2)
    assert [s.reason for s in driver.snapshots[2:]] == ["breakpoint", "end"]
    assert driver.program.namespace["i"] == 5


def test_to_the_cursor_stops_there_once() -> None:
    driver = run(TRAINING, Break("14", kind="line", once=True), Move("continue"), Move("continue"))
    assert [(s.reason, s.position.line) for s in driver.snapshots[2:]] == [("breakpoint", 14), ("end", 0)]
    assert driver.last.stops == ()
    driver = run(TRAINING, Break("whole", once=True), Move("continue"), Move("continue"))
    assert stops_of(driver) == ["breakpoint", "end"]


def stops_of(driver: Driver) -> list[str]:
    return [s.reason for s in driver.snapshots[2:]]


def test_a_condition_over_the_value_stops_after_the_node() -> None:
    driver = run(TRAINING, Break("scaled", condition="x > 7"), *[Move("continue")] * 2)
    assert stops(driver) == [("scaled", 8), ("scaled", 10)]
    first = next(s for s in driver.snapshots if s.reason == "breakpoint")
    assert first.step is not None
    assert first.step.equation == "scaled = v/read * scaled/y = 4.0 * 2.0 -> 8.0"


def test_a_condition_knows_the_names_of_the_program_as_values() -> None:
    driver = run(TRAINING, Break("up", condition="v >= limit and value('scaled') == 8"), Move("continue"))
    assert stops(driver) == [("up", 8)]
    nodes = driver.program.namespace["v"].graph.version
    assert nodes == run(TRAINING, to_the_end).program.namespace["v"].graph.version


def test_an_ignore_count_lets_the_first_ones_pass() -> None:
    driver = run(TRAINING, Break("scaled", ignore=4), Move("continue"), Move("continue"))
    assert stops(driver) == [("scaled", 10), ("scaled", 12)]
    assert driver.last.stops[0].hits == 6
    driver = run(TRAINING, Break("scaled", condition="x > 4", ignore=2), Move("continue"))
    assert stops(driver) == [("scaled", 10)]


def test_a_condition_that_cannot_be_evaluated_does_not_stop_and_says_so() -> None:
    driver = run(TRAINING, Break("scaled", condition="x.nothing"), Move("continue"))
    assert driver.last.reason == "end"
    assert "AttributeError" in english(driver.last.stops[0].trouble)
    driver = run(TRAINING, Break("scaled", condition="x >"))
    assert driver.last.stops == ()
    assert "invalid syntax" in driver.text


def test_the_filter_for_nan_and_inf_stops_at_the_first_of_them() -> None:
    driver = run(TRAINING, Break("has_inf_or_nan", kind="filter"), Move("continue"))
    assert driver.last.reason == "breakpoint"
    assert driver.last.step is not None
    assert (driver.last.step.node, driver.last.position.run) == ("log", 3)


def test_any_function_of_a_value_may_be_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "_filters", dict(filters._filters))
    register = "from tuigraph.debugger import add_tensor_filter\nadd_tensor_filter('is_seven', lambda x: x == 7)\n"
    driver = run([register, TRAINING], Move("continue"), Break("is_seven", kind="filter"), Move("continue"))
    assert driver.last.reason == "breakpoint"
    assert driver.last.step is not None
    assert (driver.last.step.node, driver.last.position.run) == ("up", 12)
    assert "There is no tensor filter named" in run(TRAINING, Break("none", kind="filter")).text


def test_filters_are_registered_as_in_tfdbg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "_filters", dict(filters._filters))
    filters.add_tensor_filter("both", lambda datum, tensor: datum.tensor_name == "a:1" and tensor > 1)
    passes = filters.get_tensor_filter("both")
    assert passes(filters.Datum("a", 1, 1), np.float32(2))
    assert not passes(filters.Datum("a", 0, 1), np.float32(2))
    with pytest.raises(ValueError, match="empty"):
        filters.add_tensor_filter("", lambda x: x)
    with pytest.raises(TypeError, match="callable"):
        filters.add_tensor_filter("x", 3)  # type: ignore[arg-type]
    assert filters.has_inf_or_nan(None, np.array([1.0, np.inf]))
    assert not filters.has_inf_or_nan(None, np.array([b"a"], object))
    assert not filters.has_inf_or_nan(None, np.int32(3))


def test_breakpoints_with_conditions_hold_in_loops_and_in_the_past() -> None:
    loop = """\
import tuigraph as tf
r = tf.while_loop(lambda i: i < 9, lambda i: tf.add(i, 1, name="next"), [tf.constant(0)])
sess = tf.Session()
sess.run(r)
"""
    driver = run(loop, Break("while/next", condition="x % 3 == 0"), *[Move("continue")] * 5)
    equations = [
        english(s.step.equation).split(" ")[-1] for s in driver.snapshots if s.reason == "breakpoint" and s.step
    ]
    assert equations == ["3", "6", "9"]
    driver = run(loop, to_the_end, Break("while/next", condition="x == 6"), Seek(0), Move("continue"), Move("continue"))
    found = [s for s in driver.snapshots if s.reason == "breakpoint"]
    assert [english(s.step.equation).split(" ")[-1] for s in found if s.step] == ["6"]
    assert found[0].position.behind > 0
    assert driver.last.position.behind == 0


def test_so_many_runs() -> None:
    driver = run(TRAINING, Move("runs", 4), Move("runs"), Move("step"), Move("runs", 100))
    assert [s.position.run for s in driver.snapshots[1:3]] == [4, 5]
    assert driver.snapshots[1].position.step == driver.snapshots[1].position.steps
    assert driver.last.reason == "end"


def test_watches_are_evaluated_at_each_stop() -> None:
    watches = [Watch("scaled"), Watch("v * 10 + len('ab')"), Watch("v/read:0"), Watch("nothing"), Watch("1 +")]
    driver = run(
        TRAINING, *watches, Break("up"), *[Move("continue")] * 2, Watch("scaled", on=False), Move("back_run", 2)
    )
    first, second, third, back = driver.snapshots[-4:]
    assert [w.value for w in first.watches[:3]] == ["2.0", "12.0", "1.0"]
    assert [w.value for w in second.watches[:3]] == ["4.0", "22.0", "2.0"]
    assert "NameError" in english(second.watches[3].value)
    assert "no value" in english(second.watches[4].value)
    assert [w.expression for w in third.watches] == ["v * 10 + len('ab')", "v/read:0", "nothing", "1 +"]
    assert english(back.watches[1].value) == "1.0  (v/read is of run 2)"


def test_a_watch_adds_no_node_and_sees_what_is_inside_comprehensions() -> None:
    driver = run(TRAINING, Watch("[v + k for k in range(2)]"), Watch("log + 1"), to_the_end)
    shown = {w.expression: w.value for w in driver.last.watches}
    assert english(shown["[v + k for k in range(2)]"]).startswith("[")
    assert shown["log + 1"] == str(np.log(np.float32(3.0)) + 1)
    assert driver.program.namespace["v"].graph.version == run(TRAINING, to_the_end).program.namespace["v"].graph.version


def test_an_expression_about_what_has_not_run_says_so() -> None:
    driver = run(TRAINING, Move("next", 9), Watch("log + 1"), Watch("v"))
    assert "has no value at this moment" in english(driver.last.watches[0].value)


def test_breakpoints_and_watches_are_kept_between_starts(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "kept.json"
    acts = Break("up", condition="x > 3", ignore=1), Break("float32", kind="dtype"), Watch("v")
    run(TRAINING, *acts, Break("whole", once=True), kept_in=file)
    again = run(TRAINING, Break("float32", kind="dtype", on=False), Move("continue"), kept_in=file)
    assert again.snapshots[0].watches[0].expression == "v"
    assert again.text.startswith("kept from the last time: up if x > 3 ignore 1, dtype float32, watch v  (`cl all`")
    assert [(s.kind, s.pattern, s.condition, s.ignore) for s in again.last.stops] == [("node", "up", "x > 3", 1)]
    assert again.last.position.run == 8
    run(TRAINING, Break("up", on=False), Watch("v", on=False), kept_in=file)
    assert not file.exists()
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"breakpoints": 3, "watches": []}', '{"breakpoints": [{"pattern": 3}], "watches": []}'],
)
def test_a_file_that_cannot_be_read_keeps_nobody_from_starting(tmp_path: Path, content: str) -> None:
    file = tmp_path / "kept.json"
    file.write_text(content)
    assert run(TRAINING, kept_in=file).last.stops == ()


def test_a_kept_breakpoint_that_no_longer_fits_is_told(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    gone = [{"pattern": "gone", "kind": "filter"}, {"pattern": "other.py:3", "kind": "line"}, {"pattern": "up"}]
    file.write_text(json.dumps({"breakpoints": gone, "watches": []}))
    driver = run(TRAINING, kept_in=file)
    assert [s.pattern for s in driver.last.stops] == ["up"]
    assert "gone" in driver.text
    assert "other.py" in driver.text


def test_each_program_has_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    one, other = kept.file_for("a/train.py"), kept.file_for("b/train.py")
    assert one != other
    assert one.is_relative_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert kept.file_for(tmp_path / "x.py") == kept.file_for("x.py")


def test_expressions_find_values_of_operations_and_variables() -> None:
    found: dict[str, Any] = {}

    def look(driver: Driver) -> None:
        for source in ("scaled", "v", "value('whole:0')", "np.shape(v)", "isnan(log)"):
            found[source] = expressions.evaluate(source, driver.names, expressions.Reader(driver.debugger.timeline))

    run(TRAINING, to_the_end, look)
    assert found == {"scaled": 12.0, "v": 7.0, "value('whole:0')": 12, "np.shape(v)": (), "isnan(log)": False}
