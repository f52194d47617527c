"""Run something in the fast plan and one operation at a time, and compare."""

from __future__ import annotations

from typing import Any

import numpy as np

import tuigraph as tf
from tuigraph.engine import nest
from tuigraph.engine.execute import set_observer


class Stepper:
    """Takes every run one operation at a time, each of them twice: forwards, back and forwards again."""

    def session_opened(self, session: Any) -> None:
        pass

    def session_closed(self, session: Any) -> None:
        pass

    def run(self, session: Any, execution: Any, request: Any) -> None:
        while not execution.finished:
            execution.step()
            execution.back()
            execution.step()


def run_both_ways(requests: Any, feed: Any = None) -> list[Any]:
    """The values of the requests, each a run of its own, after initialising the variables; the same in both plans."""
    init = tf.global_variables_initializer()
    found = []
    for observer in (None, Stepper()):
        former = set_observer(observer)
        try:
            with tf.Session() as session:
                session.run(init)
                found.append([session.run(request, feed) for request in requests])
        finally:
            set_observer(former)
    for fast, stepped in zip(*found):
        for one, other in zip(nest.flatten(fast), nest.flatten(stepped)):
            np.testing.assert_array_equal(one, other)
    return found[0]
