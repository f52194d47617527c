"""The run that the next statement asks for is known before it begins, without running any of the program's code."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

import tuigraph as tf
from tests.debugger.driver import Driver
from tuigraph.debugger.ahead import Ahead
from tuigraph.wire.commands import Command, Move
from tuigraph.wire.views import RunAhead

PROGRAM = """
import tuigraph as tf
x = tf.Variable(3, name="x")
a = tf.placeholder(tf.int32, name="a")
f = x * x * a + a + 2
i = tf.while_loop(lambda i: i < 5, lambda i: i + 1, [tf.constant(0)])
init = tf.global_variables_initializer()
def ask(session):
    return session.run(f, {a: 1})
with tf.Session() as sess:
    init.run()
    print(sess.run(
        [f, x],
        feed_dict={a: 4}))
    f.eval({"mul_1:0": 5, a: 1}); x.eval()
    for _ in range(2):
        result = {"f": [sess.run(i), ask(sess)]}
    sess.run("add:0", {a: 2})
"""


def test_the_run_that_is_stepped_into_has_the_number_of_nodes_that_was_told() -> None:
    told: list[tuple[str, int]] = []
    came: list[int] = []

    def go_on(driver: Driver) -> Command | None:
        at = driver.last.position
        if driver.last.state == "finished":
            return None
        driver.acts.append(go_on)
        if at.run:
            came.append(at.steps)
            assert at.ahead is None
            return Move("finish" if at.step == 1 else "next")
        if at.ahead is not None:
            told.append((at.ahead.call, at.ahead.nodes))
        return Move("step")

    Driver(PROGRAM, go_on).go()
    nodes = dict(told)
    assert [nodes for _, nodes in told] == came
    assert list(nodes) == ["init.run()", "run([f, x], ...)", "f.eval(...)", "run(i)", "run('add:0', ...)"]


class Trap:
    """An object that must not be touched."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(name)


@pytest.mark.parametrize(
    ("statement", "ahead"),
    [
        ("y = me.session.run(pair[0])", RunAhead("run(pair[0])", 1)),
        ("v.initializer.run(session=me.session)", RunAhead("v.initializer.run(...)", 3)),
        ("me.session.run(trap)", RunAhead("me.session.run(trap)", 0)),
        ("me.session.run(fetches())", RunAhead("me.session.run(fetches())", 0)),
        ("me.session.run(pair[0], trap)", RunAhead("me.session.run(pair[0], ...)", 0)),
        ("me.session.run(elsewhere)", RunAhead("run(elsewhere)", 0)),
        ("nobody.run(v)", RunAhead("nobody.run(v)", 0)),
        ("trap.run(v)", None),
        ("subprocess.run(v)", None),
        ("x = me.session.run(v) if v is None else 3", None),
        ("if v is None: me.session.run(v)", None),
        ("def f(): return me.session.run(v)", None),
        ("f = lambda: me.session.run(v)", None),
    ],
)
def test_only_what_is_there_to_be_looked_up_is_told(statement: str, ahead: RunAhead | None) -> None:
    with tf.Graph().as_default() as graph:
        v = tf.Variable(3, name="v")
        me = SimpleNamespace(session=tf.Session(graph=graph))
        names = {
            "me": me,
            "v": v,
            "pair": (tf.constant(1), 2),
            "trap": Trap(),
            "elsewhere": tf.Graph().get_operations(),
        }
        names["subprocess"] = SimpleNamespace(run=print)
    assert Ahead().of(ast.parse(statement).body[0], names) == ahead
    me.session.close()
