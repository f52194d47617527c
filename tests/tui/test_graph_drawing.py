"""The drawn graph and the lists of inputs and outputs: what a scope shows, and how one walks in them."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import node
from tuigraph.tui.connections import Connections, Link
from tuigraph.tui.graph_index import GraphIndex
from tuigraph.tui.layered import Edge
from tuigraph.tui.link_tree import LinkTree
from tuigraph.tui.scene import Scenery
from tuigraph.tui.scope_graph import inside, outside, scope_graph
from tuigraph.wire.record import replace
from tuigraph.wire.views import GivenName, GraphNodes, NodeCalls, NodeInfo, ValueView

NODES = (
    node("X", "Placeholder"),
    node("theta", "VariableV2"),
    node("theta/zero", "Const"),
    node("theta/Assign", "Assign", ("theta:0", "theta/zero:0")),
    node("theta/read", "Identity", ("theta:0",)),
    node("predict", "MatMul", ("X:0", "theta/read:0")),
    node("loss/sub", "Sub", ("predict:0",)),
    node("loss/Square", "Square", ("loss/sub:0",)),
    node("loss/Const", "Const"),
    node("loss/mse", "Mean", ("loss/Square:0", "loss/Const:0")),
    node("gradients/loss/sub_grad/Neg", "Neg", ("loss/sub:0",)),
    NodeInfo("init", "NoOp", "", "", (), ("^theta/Assign",), "", 1),
)


def index_of(nodes: tuple[NodeInfo, ...] = NODES) -> GraphIndex:
    index = GraphIndex()
    index.add(nodes)
    return index


def test_whole_graph_shows_scopes_as_boxes_and_edges_between_them() -> None:
    index = index_of()
    graph = scope_graph(index, Connections(index), "")
    assert {key: part.kind for key, part in graph.parts.items()} == {
        **{"X": "node", "theta": "scope", "predict": "node", "loss": "scope", "gradients": "scope", "init": "node"},
    }
    assert set(graph.edges) == {
        *(Edge("X", "predict"), Edge("theta", "predict"), Edge("predict", "loss"), Edge("loss", "gradients")),
        Edge("theta", "init", control=True),
    }


def test_a_scope_shows_itself_and_what_lies_around_it() -> None:
    index = index_of()
    graph = scope_graph(index, Connections(index), "theta")
    assert graph.parts["theta"].kind == "node"
    assert Edge("theta", "theta/read") in graph.edges
    assert Edge("theta/read", "<predict") in graph.edges
    assert Edge("theta/Assign", "<init", control=True) in graph.edges
    assert graph.parts["<predict"].kind == "outside"


def test_an_open_scope_is_a_box_of_usual_size_where_another_open_scope_reads_it() -> None:
    index = index_of()
    scenery = Scenery(index, Connections(index), slack=0)
    scene = scenery.draw({"loss", "gradients", "gradients/loss"}, lambda part: (12, 2))
    assert scene.drawn["", "loss"].frame
    others = [drawn for drawn in scene.drawn.values() if not drawn.frame]
    assert {drawn.part.name for drawn in others if drawn.part.kind == "outside"} >= {"loss", "predict"}
    assert {drawn.place.height for drawn in others} == {2}


def test_much_that_lies_around_a_scope_becomes_one_box() -> None:
    sources = tuple(node(f"v_{i}", "Const") for i in range(100))
    index = index_of((*sources, node("sum/AddN", "AddN", tuple(f"v_{i}:0" for i in range(100)))))
    graph = scope_graph(index, Connections(index), "sum")
    assert len(graph.parts) < 30
    assert next(part.count for part in graph.parts.values() if not part.name) > 70


def test_parts_of_names() -> None:
    assert inside("a/b", "a/b/c/d") == "a/b/c"
    assert inside("a/b", "a/bc") == ""
    assert outside("a/b", "a/x/y") == "a/x"
    assert outside("a/b", "z/y") == "z"


def test_connections_grow_with_the_graph() -> None:
    index = index_of(NODES[:5])
    connections = Connections(index)
    assert connections.outputs("theta") == [Link("theta/Assign"), Link("theta/read")]
    assert connections.outputs("theta/read") == []
    index.add(NODES[5:])
    assert connections.outputs("theta/read") == [Link("predict")]
    assert connections.inputs("init") == [Link("theta/Assign", control=True)]


def test_inputs_are_unfolded_to_a_depth_and_each_node_once() -> None:
    diamond = (
        node("a", "Const"),
        node("b", "Neg", ("a:0",)),
        node("c", "Neg", ("a:0",)),
        node("d", "Add", ("b:0", "c:0")),
    )
    index = index_of(diamond)
    tree = LinkTree(Connections(index), "d", outwards=False, depth=5)
    assert [(row.depth, row.link.node) for row in tree.rows] == [(0, "d"), (1, "b"), (2, "a"), (1, "c"), (2, "a")]
    assert [row in tree.repeated for row in tree.rows] == [False, False, False, False, True]
    assert len(LinkTree(Connections(index), "d", outwards=False, depth=1).rows) == 3


def test_a_loop_ends_and_a_wide_graph_is_cut() -> None:
    loop = (node("a", "Merge", ("b:0",)), node("b", "NextIteration", ("a:0",)))
    assert len(LinkTree(Connections(index_of(loop)), "a", outwards=False, depth=20).rows) == 3
    wide = index_of((node("a", "Const"), *(node(f"n_{i}", "Neg", ("a:0",)) for i in range(5000))))
    tree = LinkTree(Connections(wide), "a", outwards=True, depth=2)
    assert tree.cut
    assert len(tree.rows) == 1


async def show_graph(study: Study, nodes: tuple[NodeInfo, ...] = NODES) -> None:
    study.client.moments = study.client.moments[:1]
    study.client.emit(
        study.client.moments[0],
        position=replace(study.client.moments[0].position, session=1, run=1, step=1, steps=9),
        nodes=(GraphNodes(1, nodes, len(nodes)),),
        calls=(NodeCalls(1, "X", 1, 1), NodeCalls(1, "loss/sub", 1, 1)),
        next_node="loss/Square",
        next_inputs=("loss/sub",),
    )
    await study.settle()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_graph_is_drawn_with_what_runs_in_it(
    open_study: OpenStudy, size: tuple[int, int], language: str
) -> None:
    async with open_study(size=size, language=language) as study:
        await show_graph(study)
        await study.press("2")
        assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        study.line_with("┏▶Square ━")
        study.line_with("┌→sub ─")
        if size == (80, 24):
            await study.press("z")
            assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        study.line_with("╭ loss ─")
        if size == (80, 24):
            await study.press("z")
        assert "━ loss/Square Square int32 " in study.text
        await study.press("backspace")
        study.line_with("┏▶loss ━")
        assert {"en": "loss 4 nodes", "zh": "loss 4 个节点"}[language] in study.text
        assert "╭ loss ─" not in study.text
        await study.press("up")
        assert "predict MatMul" in study.text


async def test_a_graph_larger_than_its_pane_says_so_and_is_seen_where_it_grows_and_runs(open_study: OpenStudy) -> None:
    chain = tuple(node(f"n_{i}", "Const", (f"n_{i - 1}:0",) if i else ()) for i in range(20))
    async with open_study(size=(80, 24)) as study:
        moment = study.client.moments[0]
        study.client.emit(moment, nodes=(GraphNodes(1, chain, len(chain)),))
        await study.settle()
        study.line_with("·n_19 ─")
        assert re.search(r"─ n_19 Const int32  1\d more boxes ↑ ─", study.text)
        at = replace(moment.position, session=1, run=1, step=3, steps=20)
        study.client.emit(moment, position=at, next_node="n_9", next_inputs=("n_8",))
        await study.settle()
        study.line_with("┏▶n_9 ━")
        assert "more boxes ↑↓ ─" in study.text
        await study.press("2", "end")
        assert "more boxes ↑ ━" in study.text


async def test_arrows_go_from_box_to_box(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("2", "down")
        assert "━ loss/mse Mean" in study.text
        await study.press("up", "up")
        assert "━ loss/sub Sub" in study.text
        await study.press("up", "enter")
        assert "━ predict MatMul" in study.text


async def test_ascii_drawing_is_ascii(open_study: OpenStudy) -> None:
    async with open_study(ascii=True) as study:
        await show_graph(study)
        await study.press("2", "backspace")
        assert study.text.isascii()
        study.line_with("*>loss *")
        study.line_with("#.gradients =")


async def test_an_empty_pane_says_why_in_as_many_lines_as_that_takes(open_study: OpenStudy) -> None:
    async with open_study(size=(120, 40)) as study:
        assert study.app.screen.query_one("#drawing").size.width < 56
        study.line_with("No nodes yet: the graph grows as the code runs.")


async def test_a_large_graph_opens_as_a_tree(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study, tuple(node(f"n_{i}", "Const") for i in range(301)))
        study.line_with("· n_0", "Const int32")


async def test_a_key_turns_between_drawing_and_tree_with_the_cursor_on_the_same_node(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("2", "down", "d")
        assert "━ loss/mse Mean int32 ━" in study.text
        study.line_with("▶ Square")
        await study.press("d")
        assert "━ loss/mse Mean" in study.text
        study.line_with("·mse ─")


async def test_a_frame_stays_open_until_the_run_ends_and_variables_stay_closed(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        run = replace(study.client.moments[0].position, session=1, run=1, step=2, steps=9)
        study.client.emit(study.client.moments[0], position=run, next_node="theta/read", next_inputs=("theta",))
        await study.settle()
        study.line_with("uare ────")
        study.line_with("▶theta ━")
        study.client.emit(study.client.moments[0], position=replace(run, run=0, session=0))
        await study.settle()
        assert "uare ────" not in study.text


async def test_a_node_has_the_name_that_the_program_gives_it_and_its_value(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        moment = study.client.moments[0]
        step = replace(moment.position, session=1, run=1, step=2, steps=9)
        value = ValueView("predict:0", "42", "int32", "[]", 4, 1, 5, 0, False)
        given = (GivenName(1, "predict", "y"),)
        study.client.emit(moment, position=step, values=(value,), next_node="loss/sub", given=given)
        await study.settle()
        study.line_with("●y ─ predict ")
        study.line_with("└ 42 ")
        study.client.emit(moment, position=step, values=(replace(value, freed=3),), next_node="loss/mse")
        await study.settle()
        study.line_with("○y ─ predict ")
        study.client.emit(moment, position=step, passed_by=("predict",), next_node="loss/mse")
        await study.settle()
        study.line_with("∅y ─ predict ")


async def test_an_enlarged_drawing_tells_the_kind_of_each_node(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("2", "z")
        study.line_with("┃ Square int32 ┃")


async def test_inputs_and_outputs_are_listed_to_a_depth(open_study: OpenStudy) -> None:
    async with open_study(size=(80, 24)) as study:
        await show_graph(study)
        await study.press("slash")
        await study.type("mse")
        await study.press("enter", "I")
        assert "inputs of loss/mse  to depth 2" in study.text
        study.line_with("▾ ▶ loss/Square")
        study.line_with("▸ ● loss/sub", "Sub")
        assert "predict" not in study.text
        await study.press("plus", "plus")
        study.line_with("● X", "Placeholder")
        await study.press("j", "enter")
        assert "inputs of loss/Square" in study.text
        await study.press("tab")
        assert "outputs of loss/Square" in study.text
        await study.press("backspace", "escape")
        study.line_with("1 Lesson")


async def test_control_edges_are_marked_and_can_be_left_out(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("slash")
        await study.type("init")
        await study.press("enter", "I")
        study.line_with("theta/Assign", "control")
        await study.press("x")
        assert "theta/Assign" not in study.text
        assert "without control edges" in study.text


async def test_a_scope_of_a_hundred_thousand_nodes_is_drawn(open_study: OpenStudy) -> None:
    nodes = tuple(
        node(
            f"layer_{i // 1000}/add_{i % 1000}",
            "Add",
            (f"layer_{(i - 1) // 1000}/add_{(i - 1) % 1000}:0",) if i else (),
        )
        for i in range(100_000)
    )
    async with open_study() as study:
        await show_graph(study, nodes)
        study.line_with("▸   layer_0", "1000 nodes")
        await study.press("d")
        study.line_with("╔·layer_0 ═")
        study.client.emit(study.client.moments[0], next_node="layer_1/add_3")
        await study.press("down")
        study.line_with("▶layer_1 ━")
