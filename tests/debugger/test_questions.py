"""A learner's answers are judged by what the engine did; seeking leads to any moment."""

from __future__ import annotations

from typing import Any

from tests.debugger.driver import Driver, state_hash, to_the_end
from tuigraph.debuggee.judging import judge
from tuigraph.debugger.debugger import Debugger
from tuigraph.wire.commands import AnswerPrediction, CheckExercise, Command, Evaluate, GoToUnit, Move, Seek
from tuigraph.wire.views import Verdict

BUILD = """
import tuigraph as tf
x = tf.constant(3, name='x')
y = tf.add(x, 2, name='y')
v = tf.Variable(0, name='v')
up = tf.assign_add(v, 1)
sess = tf.Session()
sess.run(v.initializer)
"""
USE = "print(sess.run(y))\nprint(sess.run(y))"
AFTER = "after = True"
CHECK = "if sess.run(v) != 10:\n    wrong(en='v is %d' % sess.run(v), zh='v 是 %d' % sess.run(v))"
EXERCISE = CheckExercise(1, "ten", CHECK, 1)


def play(*acts: Any, sources: tuple[str, ...] = (BUILD, USE, AFTER)) -> Driver:
    driver = Driver(list(sources), *acts)
    driver.debugger = Debugger(driver.program, driver, judge=judge)
    return driver.go()


def verdicts(driver: Driver) -> list[Verdict]:
    return [verdict for snapshot in driver.snapshots for verdict in snapshot.verdicts]


def test_prediction_is_judged_when_its_unit_has_run() -> None:
    ask = AnswerPrediction(1, "2", "", "calls('y')")
    driver = play(Move("continue"), ask, Move("continue"))
    assert verdicts(driver) == [Verdict(1, "", True, "2", "2", ())]
    assert driver.last.verdicts
    assert driver.last.position.unit == 2


def test_prediction_counts_from_the_start_of_its_unit_whatever_was_typed_before() -> None:
    ask = AnswerPrediction(1, "3", "", "calls('y')")
    driver = play(Move("continue"), Evaluate("sess.run(y)"), ask, Move("continue"))
    assert [(v.solved, v.right) for v in verdicts(driver)] == [(False, "2")]


def test_prediction_is_judged_on_the_way_to_another_unit_and_at_once_after_its_unit() -> None:
    early, late = AnswerPrediction(1, "c", "c", ""), AnswerPrediction(1, "", "", "sess.run(v)")
    driver = play(early, GoToUnit(2), late)
    assert [(v.solved, v.given, v.right) for v in verdicts(driver)] == [(True, "c", "c"), (False, "", "0")]


def test_exercise_is_checked_on_the_state_and_leaves_the_timeline_alone() -> None:
    driver = play(
        *[Move("continue")] * 2,
        EXERCISE,
        Evaluate("for _ in range(10): sess.run(up)"),
        Move("back", 4),
        EXERCISE,
    )
    first, second = verdicts(driver)
    assert (first.exercise, first.solved, dict(first.reason)) == ("ten", False, {"en": "v is 0", "zh": "v 是 0"})
    assert second.solved
    extents = [snapshot.extent for snapshot in driver.snapshots]
    assert extents[-1].now == extents[-2].now
    assert extents[-1].shown == extents[-1].now


def test_broken_check_and_broken_expectation_end_nothing() -> None:
    driver = play(
        AnswerPrediction(0, "1", "", "nothing_of_that_name"),
        *[Move("continue")] * 2,
        CheckExercise(1, "bad", "nothing_of_that_name", 1),
        to_the_end,
    )
    assert "nothing_of_that_name" in driver.text
    assert [v.solved for v in verdicts(driver)] == [False]
    assert driver.last.state == "finished"


def test_extent_tells_where_units_began() -> None:
    driver = play(to_the_end)
    extent = driver.last.extent
    assert len(extent.units) == 3
    assert extent.units[0] == 0 < extent.units[1] < extent.units[2] == extent.now == extent.shown


def test_seek_reaches_any_moment_from_both_sides_with_one_state() -> None:
    hashes: dict[int, set[str]] = {}

    def note(driver: Driver) -> Command | None:
        hashes.setdefault(driver.last.extent.shown, set()).add(state_hash(driver))
        return None

    moments = [3, 9, 5, 2, 9, 1, 5, 3, 2, 1]
    acts = [act for moment in moments for act in (Seek(moment), note)]
    driver = play(Move("continue"), Move("continue"), *acts)
    assert set(hashes) == set(moments)
    assert all(len(found) == 1 for found in hashes.values())
    assert driver.last.extent.shown == 1


def test_seek_runs_on_to_a_moment_that_is_not_there_yet() -> None:
    driver = play(Move("continue"), Seek(7))
    assert (driver.last.extent.shown, driver.last.position.behind) == (7, 0)
    assert driver.last.position.unit == 1


def test_verdict_is_not_lost_when_the_screen_is_told_something_meanwhile() -> None:
    driver = Driver([BUILD], Move("continue"), AnswerPrediction(0, "1", "1", ""))

    def slow_judge(*question: Any) -> Verdict:
        driver.debugger._questions.take()  # what a snapshot of the running program does
        return judge(*question)

    driver.debugger = Debugger(driver.program, driver, judge=slow_judge)
    assert [verdict.solved for verdict in verdicts(driver.go())] == [True]
