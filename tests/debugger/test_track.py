"""How a variable moved, measured at a bounded number of assignments; values by session."""

from __future__ import annotations

import numpy as np
import pytest

from tests.debugger.driver import english, page_of, run, to_the_end
from tuigraph.debugger.track import MOST, Track, measure
from tuigraph.wire.commands import Move
from tuigraph.wire.questions import ShowValue

SCRIPT = """
import tuigraph as tf
n = tf.Variable(0.0, name="n")
v = tf.Variable([3.0, 4.0], name="v")
up = tf.assign_add(n, 1.0)
double = tf.assign(v, v * 2.0)
for start in (5.0, 7.0):
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    sess.run(up)
    sess.run(double)
    sess.run(tf.assign(n, start))
    total = tf.add(n, 0.5, name="total" if start == 5.0 else "other")
    sess.run(total)
"""


def test_track_has_the_values_of_scalars_and_the_norms_of_others() -> None:
    views = {(v.session, v.name): v for v in run(SCRIPT, to_the_end).last.variables}
    assert views[1, "n"].track == (0.0, 1.0, 5.0)
    assert views[2, "n"].track == (0.0, 1.0, 7.0)
    assert views[1, "v"].track == (5.0, 10.0)


def test_track_ends_at_the_moment_that_is_shown() -> None:
    driver = run(SCRIPT, to_the_end, *[Move("back_run")] * 2, lambda driver: None)
    views = {(v.session, v.name): v for v in driver.last.variables}
    assert views[2, "n"].track == (0.0, 1.0)


def test_track_of_many_assignments_is_spread_and_measured_once() -> None:
    values = list(np.arange(1000.0))
    asked: list[int] = []

    def value_after(place: int) -> float:
        asked.append(place)
        return float(values[place])

    track = Track()
    for count in (1, 5, 100, 1000):
        points = track.view(0, count, value_after)
        assert len(points) <= MOST
        assert list(points) == sorted(points)
    assert points[-1] >= 900
    assert len(asked) == len(set(asked))
    assert track.view(500, 500, value_after) == points


@pytest.mark.parametrize(
    ("value", "norm"), [(np.float32(2.5), 2.5), (np.array([3, -4]), 5.0), (np.True_, 1.0), (b"text", None)]
)
def test_measures(value: object, norm: float | None) -> None:
    assert measure(value) == norm if norm is not None else np.isnan(measure(value))


def test_values_of_two_sessions_are_told_apart() -> None:
    asked = [
        ShowValue("n", session=1),
        ShowValue("n", session=2),
        ShowValue("total", session=2),
        ShowValue("n", session=9),
    ]
    driver = run(SCRIPT, to_the_end, *asked, lambda driver: None)
    pages = [page_of(snapshot) for snapshot in driver.snapshots[-4:]]
    assert [page and page.cells for page in pages] == [(("5",),), (("7",),), (), ()]
    assert [page and page.session for page in pages] == [1, 2, 2, 9]
    assert pages[2] is not None
    assert "has no value in session 2" in english(pages[2].problem)
