"""How often kernels run: the debugger's counts against a counter inside the kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.debugger.driver import calls, run, to_the_end
from tuigraph.engine import opdef
from tuigraph.wire.commands import Move

CHAPTER = """
import tuigraph as tf
w = tf.constant(3, name="w")
x = tf.add(w, 2, name="x")
y = tf.add(x, 5, name="y")
z = tf.multiply(x, 3, name="z")
"""
TWO_EVALS = CHAPTER + "with tf.Session() as sess:\n    print(y.eval())\n    print(z.eval())\n"
ONE_RUN = CHAPTER + "with tf.Session() as sess:\n    print(sess.run([y, z]))\n"


@pytest.fixture
def counted() -> Iterator[Counter[str]]:
    """Counts each call of a kernel, by the name of its node, inside the kernel itself."""
    import_module("tuigraph.engine.ops")
    counts: Counter[str] = Counter()

    def counting(make: Any) -> Any:
        def made(op: Any, store: Any) -> Any:
            kernel = make(op, store)

            def call(*operands: Any) -> Any:
                counts[op.name] += 1
                return kernel(*operands)

            return call

        return made

    kernels = [(definition, definition.kernel) for definition in opdef.registry.values()]
    for definition, kernel in kernels:
        object.__setattr__(definition, "kernel", counting(kernel))  # the records are frozen
    yield counts
    for definition, kernel in kernels:
        object.__setattr__(definition, "kernel", kernel)


def test_two_evals_run_the_shared_nodes_twice(counted: Counter[str]) -> None:
    driver = run(TWO_EVALS, to_the_end)
    assert driver.text == "10\n15\n"
    found = calls(driver)
    assert (found["w"], found["x"], found["y"], found["z"]) == (2, 2, 1, 1)
    assert found == dict(counted)


def test_one_run_of_both_runs_the_shared_nodes_once(counted: Counter[str]) -> None:
    driver = run(ONE_RUN, to_the_end)
    found = calls(driver)
    assert (found["w"], found["x"], found["y"], found["z"]) == (1, 1, 1, 1)
    assert found == dict(counted)


def test_counts_while_stepping_through_two_evals() -> None:
    driver = run(TWO_EVALS, *[Move("step")] * 30)
    seen = [(s.position.run, s.step.node) for s in driver.snapshots if s.step and s.position.run and s.position.step]
    assert [node for r, node in seen if r == 1 and "/" not in node] == ["w", "x", "y"]
    assert [node for r, node in seen if r == 2 and "/" not in node] == ["w", "x", "z"]
    assert calls(driver)["x"] == 2


def test_ledger_knows_the_runs_of_a_node() -> None:
    runs = {}

    def look(driver: Any) -> None:
        book = driver.debugger.timeline.ledger
        runs.update({name: list(book.node(1, name).runs.ranges) for name in ("x", "y", "z")})

    run(TWO_EVALS, to_the_end, look)
    assert runs == {"x": [[1, 2]], "y": [[1, 1]], "z": [[2, 2]]}


def test_a_side_of_a_conditional_that_was_not_taken_is_not_counted(counted: Counter[str]) -> None:
    source = """
import tuigraph as tf
p = tf.placeholder(tf.bool, name="p")
a = tf.constant(2.0)
r = tf.cond(p, lambda: tf.square(a, name="left"), lambda: tf.negative(a, name="right"))
with tf.Session() as sess:
    print(sess.run(r, {p: True}))
    print(sess.run(r, {p: True}))
    print(sess.run(r, {p: False}))
"""
    driver = run(source, to_the_end)
    assert driver.text.split() == ["4.0", "4.0", "-2.0"]
    found = calls(driver)
    assert (found["cond/left"], found["cond/right"]) == (2, 1)
    passed_by = driver.snapshots[-1].passed_by
    assert "cond/left" in passed_by
    assert not {"cond/right", "cond/Merge", "cond/Switch", "Const"} & {*passed_by}
    assert {name: n for name, n in counted.items() if n} == {name: n for name, n in found.items() if n}


def test_nodes_of_a_loop_are_counted_in_each_round(counted: Counter[str]) -> None:
    source = """
import tuigraph as tf
i = tf.while_loop(lambda i: i < 5, lambda i: tf.add(i, 1, name="next"), [tf.constant(0)])
with tf.Session() as sess:
    print(sess.run(i))
"""
    driver = run(source, to_the_end)
    assert driver.text == "5\n"
    found = calls(driver)
    assert found["while/next"] == counted["while/next"] == 5
