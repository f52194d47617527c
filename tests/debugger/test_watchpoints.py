"""Breakpoints on expressions: the program stops where one changes, or where a condition begins to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.debugger.driver import Act, Driver, run, to_the_end
from tuigraph.wire.commands import Break, Move, Typed

PROGRAM = """\
import tuigraph as tf
v = tf.Variable(1.0, name="v")
w = tf.Variable(0.0, name="w")
x = tf.placeholder(tf.float32, [], name="x")
loss = tf.square(v - x, name="loss")
up = v.assign_sub(0.5 * x, name="up")
other = w.assign_add(1.0, name="other")
sess = tf.Session()
sess.run([v.initializer, w.initializer])
rate, seen = 0.1, []
for i in range(4):
    sess.run(other)
    got = sess.run([loss, up], {x: float(i)})
    if i == 2:
        rate = 0.2
        seen.append(rate)
def count(n):
    own = 0
    for j in range(n):
        if j % 3 == 0:
            own += 1
    return own
count(7)
got = sess.run(up, {x: 0.0})
"""


def stops(*acts: Act) -> list[tuple[int, str]]:
    """Lines and last nodes of the stops, in a program that ends as it does alone."""
    driver = run(PROGRAM, *acts, to_the_end)
    assert driver.last.state == "finished"
    assert driver.names["got"] == -2.0
    return [
        (s.position.line, s.step.node if s.position.run and s.step is not None else "")
        for s in driver.snapshots
        if s.reason == "breakpoint"
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("change v", [(9, "v/Assign"), *[(13, "up")] * 3]),  # not where nothing is taken off it
        ("change rate", [(11, ""), (16, "")]),
        ("change seen", [(11, ""), (11, "")]),
        ("change loss", [(13, "loss")] * 4),
        ("change len(seen) if rate > 0.1", [(11, "")]),
        ("change value('loss:0') ignore 3", [(13, "loss")]),
        ("when w > 2", [(12, "other")]),
        ("when i in (1, 2)", [(12, "")]),
        ("when loss > 2 and rate < 0.2", [(13, "loss")]),
        ("change nobody", []),
        ("change sess.run('w:0')", [(9, "w/Assign"), *[(12, "other")] * 4]),  # which is on no timeline
    ],
)
def test_stops_where_an_expression_changes_or_a_condition_begins_to_hold(
    asked: str, expected: list[tuple[int, str]]
) -> None:
    assert stops(Typed(f"b {asked}")) == expected


def test_names_of_a_function_are_those_of_where_it_was_set() -> None:
    found = stops(Break("19", kind="line", once=True), Move("continue"), Typed("b change own"))
    assert found == [(19, ""), (19, ""), (19, ""), (19, "")]


def test_what_has_changed_is_told_and_kept_for_the_next_start(tmp_path: Path) -> None:
    first = run(PROGRAM, Typed("b change v"), Move("continue"), Move("continue"), kept_in=tmp_path / "kept.json")
    assert "v: no value yet -> 1.0\nv: 1.0 -> 0.5\n" in first.text
    again: list[Driver] = [run(PROGRAM, Move("continue"), Typed("bl"), kept_in=tmp_path / "kept.json")]
    assert "change v  (reached 1 time)\n" in again[0].text
    assert "v: no value yet -> 1.0\n" in again[0].text


def test_an_expression_that_fails_says_why_in_the_list() -> None:
    driver = run(PROGRAM, Typed("b when 1 / 0"), Typed("b change )"), to_the_end, Typed("bl"))
    assert "when 1 / 0  (reached 0 times)  ZeroDivisionError" in driver.text
    assert "change )" not in driver.text
