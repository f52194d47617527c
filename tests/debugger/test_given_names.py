"""The names that a program gives its nodes, found in its own frames without running any of its code."""

from __future__ import annotations

import tuigraph as tf
from tuigraph.debugger.given_names import GivenNames
from tuigraph.wire.views import GivenName


class Trap:
    """An object that must not be touched."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(name)


def test_a_graph_has_the_name_that_the_program_holds_it_by() -> None:
    mine, other = tf.Graph(), tf.Graph()
    names = GivenNames([other, mine].index)
    names.look({"_hidden": mine, "other": other, "mine": mine, "again": mine})
    assert names.untold() == (GivenName(0, "", "other"), GivenName(1, "", "mine"))
    assert names.of_graph(1) == "mine"
    assert names.of_graph(2) == ""


def test_tensors_operations_and_variables_have_the_name_that_they_were_given_first() -> None:
    names = GivenNames(lambda graph: 7)
    with tf.Graph().as_default():
        v = tf.Variable(3, name="x")
        f = v + 2
    names.look({"v": v, "f": f, "again": f, "init": v.initializer, "_hidden": f, "trap": Trap(), "n": 3})
    assert names.untold() == (
        *(GivenName(7, "x", "v"), GivenName(7, f.op.name, "f")),
        GivenName(7, "x/Assign", "init"),
    )
    names.look({"late": f, "parts": [f * 2, "text"]})
    assert names.untold() == (GivenName(7, "mul", "parts[0]"),)
    names.retell()
    assert len(names.untold()) == 4
