"""Graphs through GraphDef and MetaGraphDef and back: names, order, loops, collections."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as made:
        yield made


def names(graph_def: Any) -> Any:
    return [node.name for node in graph_def.node]


def test_control_inputs_are_written_in_the_order_of_their_names(graph: Any) -> None:
    b, a = tf.constant(1, name="b"), tf.constant(2, name="a")
    done = tf.group(b, a, name="done")
    assert list(graph.as_graph_def().node[-1].input) == ["^a", "^b"]
    assert list(done.node_def.input) == ["^b", "^a"]


def test_importing_into_names_that_are_taken_numbers_them(graph: Any) -> None:
    tf.identity(tf.constant(1, name="a"), name="b")
    tf.import_graph_def(graph.as_graph_def(), name="")
    assert [(n.name, list(n.input)) for n in graph.as_graph_def().node] == [
        ("a", []),
        ("b", ["a"]),
        ("a_1", []),
        ("b_1", ["a_1"]),
    ]


REFUSED = ["", "a:0", "^a", "a\0b", "a\x1b", "a b", "a\n", "_a", "-a", "/a", "\u00e9", "a\\b", ">a"]


@pytest.mark.parametrize("name", REFUSED)
def test_names_that_no_node_may_have_are_refused_before_anything_is_made(name: str, graph: Any) -> None:
    tf.no_op(name="a")
    written = graph.as_graph_def()
    written.node.add(name=name, op="NoOp")
    with pytest.raises(ValueError, match="Node name contains invalid characters"):
        tf.import_graph_def(written)
    assert len(graph.get_operations()) == 1


@pytest.mark.parametrize("name", ["a/", ".a", "../x", "9"])
def test_names_that_tensorflow_takes_are_taken(name: str, graph: Any) -> None:
    made = tf.GraphDef()
    made.node.add(name=name, op="NoOp")
    tf.import_graph_def(made)
    assert [op.name for op in graph.get_operations()] == [f"import/{name}"]


def test_nodes_may_stand_in_any_order() -> None:
    with tf.Graph().as_default() as other:
        tf.add(tf.constant(1.0, name="x"), tf.constant(2.0, name="y"), name="z")
    definition = tf.GraphDef(node=reversed(other.as_graph_def().node))
    (z,) = tf.import_graph_def(definition, return_elements=["z:0"], name="in")
    with tf.Session() as session:
        assert session.run(z) == 3


def nested_loops() -> Any:
    def inner(i: Any, total: Any) -> Any:
        return tf.while_loop(lambda j, t: j < i, lambda j, t: (j + 1, t * x + 1.0), [0, total])[1]

    x = tf.placeholder(tf.float32, [], name="x")
    result = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, inner(i, t)), [0, x])
    return tf.identity(result[1], name="result")


def test_imported_loops_run_as_the_original_ones() -> None:
    with tf.Graph().as_default() as other:
        nested_loops()
        with tf.Session() as session:
            expected = session.run("result:0", {"x:0": 1.5})
    tf.import_graph_def(other.as_graph_def(), name="in")
    with tf.Session() as session:
        assert session.run("in/result:0", {"in/x:0": 1.5}) == expected


def test_imported_loops_have_gradients() -> None:
    def build() -> Any:
        x = tf.placeholder(tf.float32, [], name="x")
        return tf.identity(tf.while_loop(lambda i, t: i < 4, lambda i, t: (i + 1, t * x), [0, x])[1], name="result")

    with tf.Graph().as_default() as other:
        build()
    x, y = tf.import_graph_def(other.as_graph_def(), return_elements=["x:0", "result:0"], name="in")
    with tf.Session() as session:
        assert session.run(tf.gradients(y, x)[0], {x: 2.0}) == 5 * 2.0**4


@pytest.mark.parametrize("taken", [True, False])
def test_imported_conditionals_choose(taken: bool) -> None:
    with tf.Graph().as_default() as other:
        p = tf.placeholder(tf.bool, [], name="p")
        chosen = tf.cond(p, lambda: tf.cond(p, lambda: 1.0, lambda: 2.0), lambda: tf.constant(3.0))
        tf.add(chosen, 10.0, name="sum")
    tf.import_graph_def(other.as_graph_def(), name="in")
    with tf.Session() as session:
        assert session.run("in/sum:0", {"in/p:0": taken}) == (11 if taken else 13)


@pytest.mark.parametrize(
    ("program", "slopes"),  # at 3, 1.5 and -1
    [
        (lambda x: tf.cond(x > 1, lambda: tf.cond(x > 2, lambda: x * x, lambda: x * 5), lambda: -x), [6, 5, -1]),
        (lambda x: tf.cond(x < 1, lambda: x, lambda: tf.cond(x > 2, lambda: x * x, lambda: x)), [6, 1, 1]),
        (lambda x: tf.case([(x > 2, lambda: x * x), (x > 1, lambda: x + 1)], default=lambda: -x), [6, 1, -1]),
        (
            lambda x: tf.while_loop(
                lambda a, i: i < 3, lambda a, i: (tf.cond(a > 2, lambda: a * x, lambda: a + x), i + 1), [x, 0]
            )[0],
            [108, 13.5, 4],
        ),
    ],
)
def test_conditionals_that_are_imported_inside_of_others_and_of_loops_have_gradients(program: Any, slopes: Any) -> None:
    with tf.Graph().as_default() as graph:
        tf.identity(program(tf.placeholder(tf.float32, [], name="x")), name="y")
    x, y = tf.import_graph_def(graph.as_graph_def(), return_elements=["x:0", "y:0"])
    slope = tf.gradients(y, x)[0]
    with tf.Session() as session:
        assert [session.run(slope, {x: at}) for at in (3.0, 1.5, -1.0)] == slopes


def test_conditionals_in_loops_and_loops_in_conditionals_are_imported() -> None:
    with tf.Graph().as_default() as other:
        x = tf.placeholder(tf.float32, [], name="x")

        def halve_or_triple(i: Any, t: Any) -> Any:
            return i + 1, tf.cond(t > 10.0, lambda: t / 2.0, lambda: t * 3.0)

        looped = tf.while_loop(lambda i, t: i < 5, halve_or_triple, [0, x])[1]
        chosen = tf.cond(x > 2.0, lambda: tf.while_loop(lambda t: t < 50.0, lambda t: t * x, [x]), lambda: x - 1.0)
        tf.add(looped, chosen, name="sum")
    tf.import_graph_def(other.as_graph_def(), name="in")
    for value in (1.0, 3.0):
        with tf.Session(graph=other) as session:
            expected = session.run("sum:0", {"x:0": value})
        with tf.Session() as session:
            assert session.run("in/sum:0", {"in/x:0": value}) == expected


# ---------------------------------------------------------------- meta graphs


def test_collections_of_every_form_come_back() -> None:
    v = tf.Variable(1.0, name="v", trainable=False)
    kept = {"nodes": v.op, "tensors": v.value(), "words": "text", "whole": 7, "real": 0.5, "other": object()}
    for key, value in kept.items():
        tf.add_to_collection(key, value)
    meta = tf.train.export_meta_graph()
    assert "other" not in meta.collection_def
    with tf.Graph().as_default() as other:
        tf.train.import_meta_graph(meta, import_scope="in")
        found = {key: other.get_collection(key) for key in other.get_all_collection_keys()}
        assert [found[key][0].name for key in ("nodes", "tensors", "variables")] == ["in/v", "in/v/read:0", "in/v:0"]
        assert (found["words"], found["whole"], found["real"]) == (["in/text"], [7], [0.5])
        assert tf.trainable_variables() == []


def test_an_exported_scope_asks_for_what_it_takes_from_outside() -> None:
    v = tf.Variable(1.0, name="v")
    with tf.name_scope("part"), tf.device("/cpu:0"):
        tf.add(v, tf.Variable(2.0, name="w"), name="z")
    meta = tf.train.export_meta_graph(export_scope="part", clear_devices=True)
    assert names(meta.graph_def) == ["w/initial_value", "w", "w/Assign", "w/read", "z"]
    assert list(meta.graph_def.node[-1].input) == ["$unbound_inputs_v/read", "w/read"]
    assert {node.device for node in meta.graph_def.node} == {""}
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="unbound inputs"):
            tf.train.import_meta_graph(meta)
        tf.train.import_meta_graph(meta, input_map={"$unbound_inputs_v/read": tf.constant(5.0)})
        with tf.Session() as session:
            session.run("w/Assign")
            assert session.run("z:0") == 7


def test_savers_of_no_account_are_left_out() -> None:
    tf.Variable(1.0, name="v")
    tf.train.Saver(name="other")
    saver = tf.train.Saver()
    meta = saver.export_meta_graph(clear_extraneous_savers=True)
    assert {name.split("/")[0] for name in names(meta.graph_def)} == {"v", "save"}


def test_default_attributes_are_stripped_on_demand() -> None:
    tf.matmul(tf.ones([1, 1]), tf.ones([1, 1]), name="product")
    node = tf.train.export_meta_graph(strip_default_attrs=True).graph_def.node[-1]
    assert sorted(node.attr) == ["T", "_output_shapes"]


def test_graphs_are_written_as_text_or_bytes(tmp_path: Path, graph: Any) -> None:
    tf.Variable([1.0, 2.0], name="v")
    path = tf.train.write_graph(graph, str(tmp_path / "a" / "b"), "g.pbtxt")
    assert path == os.path.join(tmp_path, "a", "b", "g.pbtxt")
    assert Path(path).read_text().startswith('node {\n  name: "v/initial_value"')
    meta = str(tmp_path / "m.meta")
    for as_text in (True, False):
        written = tf.train.export_meta_graph(meta, as_text=as_text)
        with tf.Graph().as_default() as other:
            assert isinstance(tf.train.import_meta_graph(meta), tf.train.Saver)
            assert names(other.as_graph_def())[: len(written.graph_def.node)] == names(written.graph_def)
    Path(meta).write_bytes(b"\xff\xfe no graph")
    with pytest.raises(OSError, match="Cannot parse"):
        tf.train.import_meta_graph(meta)
    with pytest.raises(OSError, match="does not exist"):
        tf.train.import_meta_graph(str(tmp_path / "missing"))


def test_without_variables_there_is_no_saver() -> None:
    tf.constant(np.float32(1))
    meta = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        assert tf.train.import_meta_graph(meta) is None


def test_a_collection_that_is_damaged_is_named() -> None:
    tf.Variable(1.0, name="v")
    meta = tf.train.export_meta_graph()
    meta.collection_def["variables"].bytes_list.value[0] = b"\x0a\xff"
    with tf.Graph().as_default(), pytest.raises(ValueError, match="'variables' holds what is no VariableDef"):
        tf.train.import_meta_graph(meta)
