"""The drawn graph and the lists of inputs and outputs: what a scope shows, and how one walks in them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import node
from tuigraph.tui.connections import Connections, Link
from tuigraph.tui.graph_index import GraphIndex
from tuigraph.tui.layered import Edge
from tuigraph.tui.link_tree import LinkTree
from tuigraph.tui.scope_graph import inside, outside, scope_graph
from tuigraph.wire.record import replace
from tuigraph.wire.views import GraphNodes, NodeCalls, NodeInfo

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
async def test_a_scope_is_drawn_with_what_runs_in_it(
    open_study: OpenStudy, size: tuple[int, int], language: str
) -> None:
    async with open_study(size=size, language=language) as study:
        await show_graph(study)
        await study.press("2", "d")
        assert [cell_len(line) for line in study.lines] == [size[0]] * size[1]
        study.line_with("│ ▶ Square")
        study.line_with("│ → sub")
        assert "━ loss/Square  Square i32[] ━" in study.text
        await study.press("backspace")
        study.line_with("║ ▶ loss")
        assert {"en": "loss/  4 nodes, 1 have run", "zh": "loss/  4 个节点, 1 个已执行"}[language] in study.text
        assert "━ loss ━" not in study.text
        await study.press("up")
        assert "predict  MatMul" in study.text
        await study.press("escape")
        study.line_with("▶ Square")


async def test_wires_of_the_selected_box_stand_out_and_arrows_follow_them(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("2", "d", "down")
        assert "━ loss/mse  Mean" in study.text
        await study.press("up", "up")
        assert "━ loss/sub  Sub" in study.text
        await study.press("up", "enter")
        assert "━ whole graph ━" in study.text
        assert "predict  MatMul" in study.text


async def test_ascii_drawing_is_ascii(open_study: OpenStudy) -> None:
    async with open_study(ascii=True) as study:
        await show_graph(study)
        await study.press("2", "d", "backspace")
        assert study.text.isascii()
        study.line_with("# > loss")
        study.line_with(":")  # the control edge


async def test_a_large_scope_offers_the_tree(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study, tuple(node(f"n_{i}", "Const") for i in range(201)))
        await study.press("2", "G", "d")
        assert "201 boxes are too many for a drawing" in study.text
        await study.press("enter")
        study.line_with("2 Graph")


async def test_tree_key_goes_to_the_box_in_the_tree(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("2", "d", "down", "t")
        assert "━ loss/mse Mean" in study.text


async def test_drawing_follows_the_program(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await show_graph(study)
        await study.press("2", "d", "backspace")
        study.client.emit(study.client.moments[0], next_node="theta/read", next_inputs=("theta",))
        await study.settle()
        study.line_with("║ ▶ theta")
        await study.press("w")
        assert "━ theta ━" in study.text
        study.line_with("│ ▶ read")


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
        await study.press("2", "g", "d")
        assert "1000 nodes" in study.text
        study.client.emit(study.client.moments[0], next_node="layer_1/add_3")
        await study.press("down")
        assert "1000 nodes" in study.text
