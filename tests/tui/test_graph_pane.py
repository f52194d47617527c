"""The graph pane and its index: scopes, folding, search, and a hundred thousand nodes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.conftest import OpenStudy
from tests.tui.demo_program import node
from tests.tui.real import open_real
from tuigraph.tui.graph_index import GraphIndex
from tuigraph.wire.record import replace
from tuigraph.wire.views import GraphNodes
from tuigraph.words import Words


async def test_scopes_fold_and_unfold(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 6, "d", "G")
        assert "1 node" in study.line_with("▸   loss")
        await study.press("l")
        study.line_with("▾   loss")
        study.line_with("▸   gradients")
        await study.press("h")
        assert "gradients" not in study.text


async def test_search_unfolds_and_goes_to_the_node(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 6, "slash")
        await study.type("sum")
        study.line_with("· Sum")
        assert "/sum_  1/1" in study.text
        await study.press("enter")
        assert "━ loss/gradients/sub_grad/Sum " in study.text
        assert len(study.client.sent) == 6  # the letters were no commands


async def test_search_goes_on_with_the_arrow_keys_and_ends_with_escape(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press("d", *["s"] * 6, "slash")
        await study.type("add")
        assert "/add_  2/4" in study.text
        await study.press("down", "down")
        assert "/add_  4/4" in study.text
        await study.type("zz")
        assert "no match" in study.text
        await study.press("escape", "n")
        assert len(study.client.sent) == 7


async def test_whole_name_of_the_node_under_the_cursor_is_shown(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await study.press(*["s"] * 6, "d", "G", "l", "j", "l", "j", "l", "j")
        assert "━ loss/gradients/sub_grad/Sum " in study.text


async def test_a_hundred_thousand_nodes_are_walked_and_searched(open_study: OpenStudy) -> None:
    nodes = [node(f"layer_{i // 1000}/block_{i // 10 % 100}/add_{i % 10}", "Add") for i in range(100_000)]
    async with open_study() as study:
        moment = replace(study.client.moments[5], next_node="layer_77/block_42/add_7", next_inputs=())
        study.client.emit(moment, nodes=(GraphNodes(1, tuple(nodes), len(nodes)),))
        await study.settle()
        study.line_with("▶ add_7")
        for i in range(3):
            study.client.emit(moment, nodes=(), next_node=f"layer_{i}/block_{i}/add_3")
            await study.settle()
            study.line_with("▶ add_3")
        await study.press("slash")
        await study.type("layer_99/block_99/add_9")
        study.line_with("add_9")


def test_rows_are_in_the_order_of_creation_and_a_node_may_be_a_scope() -> None:
    index = GraphIndex()
    index.add([node("w", "VariableV2"), node("a/b/c", "Add"), node("w/read", "Identity"), node("d", "Add")])
    assert [entry.name for entry in index.rows] == ["w", "a", "d"]
    assert index.reveal("w/read") == 1
    assert [entry.name for entry in index.rows] == ["w", "w/read", "a", "d"]
    assert len(index) == 4
    assert index.entries["a"].size == 1
    assert index.entries["w"].size == 2
    assert index.visible("a/b/c") is index.entries["a"]


@given(
    st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join), max_size=30), st.integers(0, 30)
)
def test_revealing_shows_the_node_whatever_came_before(names: list[str], cut: int) -> None:
    index = GraphIndex()
    index.add(node(name, "Add") for name in names[:cut])
    for name in names[:cut]:
        index.reveal(name)
    index.add(node(name, "Add") for name in names[cut:])
    for name in names:
        row = index.reveal(name)
        assert index.rows[row].name == name
    assert [entry.row for entry in index.rows] == list(range(len(index.rows)))
    assert len(index) == len(set(names))


GRAPHS = """\
# %% [markdown]
# # Graphs

# %%
import tuigraph as tf
tf.reset_default_graph()
a = tf.constant(1)

# %%
mine = tf.Graph()
with mine.as_default():
    b = tf.constant(2)
a.name
"""


@pytest.mark.parametrize(
    ("language", "first", "second"), [("en", "graph 2", "graph 3: mine"), ("zh", "图 2", "图 3：mine")]
)
async def test_the_pane_says_which_graph_it_shows_where_there_are_several(
    tmp_path: Path, language: str, first: str, second: str
) -> None:
    lesson = tmp_path / "graphs.py"
    lesson.write_text(GRAPHS, encoding="utf-8")
    title = f"2 {Words(language)('pane_graph')}"
    async with open_real(lesson, (80, 24), language) as study:
        await study.press("c")
        assert f"{title} ─" in study.text  # the first graph of all has no node: nothing to mix up
        await study.press("n", "n")
        assert f"{title}  {second} ─" in study.text
        await study.press("n", "n")
        assert f"{title}  {first} ─" in study.text
