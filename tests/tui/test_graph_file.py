"""``tuigraph graph FILE`` on a screen and as a picture: drawing, tree, search, who reads whom, unknown operations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tuigraph as tf
from tests.tui.conftest import Study
from tuigraph.cli import main, node_infos
from tuigraph.graph_file import nodes_of, unknown
from tuigraph.tui.graph_app import GraphApp


def write_graph(path: Path) -> Path:
    graph = tf.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        with tf.name_scope("layer"):
            kernel = tf.Variable(tf.zeros([4, 2]), name="kernel")
            with tf.control_dependencies([tf.no_op(name="first")]):
                tf.matmul(x, kernel, name="product")
    definition = graph.as_graph_def()
    definition.node.add(name="odd", op="NoSuchThing", input=["layer/product"])
    path.write_bytes(definition.SerializeToString())
    return path


def app_of(path: Path, language: str = "en") -> GraphApp:
    nodes = nodes_of(path)
    return GraphApp(path.name, node_infos(nodes), unknown(nodes), language, "dark", ascii=False)


async def test_the_graph_of_a_file_is_looked_at_whether_it_could_run_or_not(tmp_path: Path) -> None:
    app = app_of(write_graph(tmp_path / "g.pb"))
    async with app.run_test(size=(110, 30)) as pilot:
        study = Study(app, pilot, None)  # type: ignore[arg-type]
        await pilot.pause()
        first = study.text
        assert "g.pb: 8 nodes · unknown to tuigraph" in first
        assert "Placeholder float32 [?,4]" in first
        assert "║ 6 nodes" in first
        await pilot.press("slash", *"product", "enter")
        found = study.text
        assert re.search(r"product +MatMul float32", found)
        assert [re.search(rf"│{line} ", found) is not None for line in ("reads: 3", "  x", "read by: 1", "  odd")] == [
            True
        ] * 4
        assert "  layer/first  control" in found
        await pilot.press("tab", "end", "enter")  # to who reads it
        assert "tuigraph has no such operation" in study.text
        await pilot.press("d")
        assert "NoSuchThing" in study.text
        await pilot.press("z")
        assert "reads: 1" not in study.text
        await pilot.press("ampersand", *"op:MatMul", "enter")
        assert "Placeholder" not in study.text
        await pilot.resize_terminal(60, 20)
        await pilot.press("z", "question_mark")
        assert "The graph of a file" in study.text
    assert app.faults == []


def test_a_graph_is_a_picture_with_its_scopes_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_graph(tmp_path / "g.pb")
    assert main(["graph", str(path), "--svg", str(tmp_path / "g.svg")]) == 0
    shown = " ".join(re.findall(r">([^<]+)</text>", (tmp_path / "g.svg").read_text(encoding="utf-8")))
    assert [name for name in ("product", "kernel", "NoSuchThing", "MatMul") if name not in shown] == []
    assert main(["graph", str(path), "--svg", str(tmp_path / "no" / "g.svg")]) == 2
    assert "cannot write" in capsys.readouterr().err
