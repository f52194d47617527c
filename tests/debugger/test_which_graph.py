"""Of several graphs the one is shown that is built, runs or ran last, or that somebody chooses."""

from __future__ import annotations

from collections.abc import Callable

from tests.debugger.driver import Driver, printed, run
from tuigraph.wire.commands import Break, ChooseGraph, Move, Typed

TWO = """\
import tuigraph as tf
g = tf.Graph()
with g.as_default():
    y = tf.constant(2.0, name="y") * 3.0
print("built")
h = tf.Graph()
with h.as_default():
    z = tf.constant(1.0, name="z") + 1.0
with tf.Session(graph=g) as first:
    first.run(y)
print("ran")
mine = tf.constant(4.0, name="mine")
print("more")
"""


def shown(driver: Driver) -> str:
    """What the program calls the graph that is shown."""
    return driver.picture.given.get(driver.last.graph, {}).get("", f"graph {driver.last.graph}")


def test_the_graph_is_shown_that_is_built_or_ran_last() -> None:
    seen = {}

    def look(line: int) -> Callable[[Driver], None]:
        def note(driver: Driver) -> None:
            seen[line] = shown(driver)

        return note

    lines = (5, 8, 11, 13)
    breaks = [Break(str(line), kind="line") for line in lines]
    moves = [act for line in lines for act in (Move("continue"), look(line))]
    run(TWO, *breaks, *moves)
    assert seen == {5: "g", 8: "h", 11: "g", 13: "graph 1"}


def test_a_graph_is_chosen_by_number_or_name_until_the_program_moves() -> None:
    seen = []

    def look(driver: Driver) -> None:
        seen.append(shown(driver))

    driver = run(
        TWO,
        Break("y", kind="node"),
        Move("continue"),
        look,
        ChooseGraph("h"),
        look,
        Typed("ni z"),
        ChooseGraph("9"),
        look,
        Move("step"),
        look,
        Typed("graph 3"),
        look,
        Typed("graph"),
    )
    assert seen == ["g", "h", "h", "g", "h"]
    text = printed(driver.picture.output)
    assert "node z" in text
    assert "there is no graph 9 with nodes; there are: 2, 3" in text
    assert text.endswith("  graph 2  g  3 nodes\n> graph 3  h  3 nodes\n")


def test_a_node_of_another_graph_is_found_by_its_name() -> None:
    driver = run(TWO, Break("8", kind="line"), Move("continue"), Typed("ni y"))
    assert "node y\n" in driver.text
