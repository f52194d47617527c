"""Graphs of TensorFlow 1.15.5 with functions and with resource variables; and GraphDefs that say what cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.compat.proto import graph_pb2

import tuigraph as tf
from tuigraph.graph_file import nodes_of, unknown
from tuigraph.interop.lowering import lowered

RECORDED = Path(__file__).parent.parent / "recorded" / "graphs"  # its record.py says what the graphs are
ANSWERS = json.loads((RECORDED / "answers.json").read_text(encoding="utf-8"))
RUNS = ((1.0, 3), (-2.0, 5), (120.0, 4), (0.5, 0), (3.0, 9))


def functions() -> Any:
    return graph_pb2.GraphDef.FromString((RECORDED / "functions.pb").read_bytes())


def test_while_if_and_calls_of_functions_answer_as_in_tensorflow_and_have_its_gradients() -> None:
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(functions(), name="")
        x = graph.get_tensor_by_name("x:0")
        slopes = [tf.gradients(graph.get_tensor_by_name(f"{name}:0"), x)[0] for name in "abd"]
        for (value, rounds), wanted in zip(RUNS, ANSWERS["functions"]):
            with tf.Session() as session:
                session.run("init")
                fed = {"x:0": value, "n:0": rounds}
                found = session.run([f"{name}:0" for name in "abcd"], fed)
                written = session.run("w/Read/ReadVariableOp:0")
                assert [*found, written, *session.run(slopes, fed)] == wanted
    assert unknown(nodes_of(RECORDED / "functions.pb")) == {}


def test_a_graph_of_resource_variables_is_imported_and_trained() -> None:
    x = np.random.RandomState(0).rand(8, 3).astype("f")
    fed = {"x:0": x, "y:0": x.sum(1, keepdims=True)}
    losses = []
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(str(RECORDED / "resources.meta"))
        session.run("init")
        for _ in ANSWERS["resources"]:
            session.run("train", fed)
            losses.append(session.run("loss:0", fed))
        assert [v.op.name for v in tf.trainable_variables()] == ["scale", "shift", "w", "b"]
    assert losses == pytest.approx(ANSWERS["resources"], rel=1e-5)


def call_of(name: str, *inner: str) -> Any:
    """A graph that calls one function, whose nodes call these."""
    made = graph_pb2.GraphDef()
    functions: Any = made.library
    for function in {name, *inner}:
        one = functions.function.add()
        one.signature.name = function
        for number, called in enumerate(inner):
            node = one.node_def.add(name=f"n{number}", op="PartitionedCall")
            node.attr["f"].func.name = called
    made.node.add(name="call", op="PartitionedCall").attr["f"].func.name = name
    return made


def test_a_function_that_is_not_there_calls_itself_or_becomes_too_much_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = call_of("f")
    missing.node[0].attr["f"].func.name = "nowhere"
    with pytest.raises(ValueError, match=r"Node 'call' \(PartitionedCall\): the graph has no function 'nowhere'"):
        lowered(missing)
    with pytest.raises(ValueError, match=r"Node 'call/n0' \(PartitionedCall\): the function 'f' calls itself"):
        lowered(call_of("f", "f"))
    monkeypatch.setattr("tuigraph.interop.lowering.MOST", 10)
    with pytest.raises(ValueError, match="more than 10 nodes"):
        lowered(call_of("f", *(f"g{number}" for number in range(20))))


Lie = tuple[str, str, str]  # what is changed, how, and what is said of it


def graph_with(**changed: Any) -> Any:
    with tf.Graph().as_default() as graph:
        a = tf.constant([1.0, 2.0], name="a")
        tf.concat([a, a], 0, name="both")
        tf.add(a, 1.0, name="sum")
    definition = graph.as_graph_def()
    by_name = {node.name: node for node in definition.node}
    for what, value in changed.items():
        name, _, part = what.partition("__")
        node = by_name[name]
        if part == "inputs":
            del node.input[:]
            node.input.extend(value)
        elif value is None:
            del node.attr[part]
        else:
            node.attr[part].CopyFrom(tf.AttrValue(**value))
    return definition


@pytest.mark.parametrize(
    ("lie", "complaint"),
    [
        ({"sum__inputs": ["a"]}, "Node 'sum' (Add): it takes 2 inputs, not 1"),
        ({"sum__inputs": ["a", "a:1"]}, "Node 'sum' (Add): 'a:1' is not there: 'a' (Const) has 1 outputs"),
        ({"sum__inputs": ["a", "a:x"]}, "Node 'sum' (Add): 'a:x' is not there"),
        ({"sum__inputs": ["sum", "a"]}, "Node 'sum' (Add): it waits for itself"),
        ({"sum__inputs": ["^both", "a", "a"]}, "Node 'sum' (Add): a value stands behind what is merely waited for"),
        ({"sum__T": None}, "Node 'sum' (Add): it has no attribute 'T'"),
        ({"sum__T": {"type": 3}}, "Input of node 'sum' was passed float32 from 'a', incompatible with expected int32"),
        ({"sum__T": {"type": 999}}, "Node 'sum' (Add): Cannot convert value 999"),
        ({"sum__T": {"i": 1}}, "Node 'sum' (Add): its attribute 'T' is 1"),
        ({"sum__T": {"type": 10}}, "Node 'sum' (Add): its attribute 'T' is bool"),
        ({"both__N": {"i": 2**40}}, "Node 'both' (ConcatV2): "),
        ({"both__N": {"i": -1}}, "Node 'both' (ConcatV2): its attribute 'N' is -1"),
        ({"a__value": None}, "Node 'a' (Const): it has no attribute 'value'"),
        ({"a__value": {"i": 1}}, "Node 'a' (Const): its attribute 'value' is 1"),
        ({"a__dtype": {"type": 3}}, "Node 'a' (Const): its attribute 'value' is"),
    ],
    ids=str,
)
def test_a_graph_def_that_lies_is_refused_by_the_name_of_the_node(lie: Any, complaint: str) -> None:
    with tf.Graph().as_default() as graph:
        with pytest.raises(ValueError) as refused:  # noqa: PT011 - all of it is compared
            tf.import_graph_def(graph_with(**lie), name="")
        assert complaint in str(refused.value)
        assert graph.get_operations() == []  # it was seen before anything was made


@pytest.mark.parametrize("sizes", [(2**45,), (2**40, 2**40), (-3,), (1,) * 100], ids=str)
def test_a_tensor_that_cannot_be_is_refused_at_once(sizes: tuple[int, ...]) -> None:
    definition = graph_with()
    for size in sizes:
        definition.node[0].attr["value"].tensor.tensor_shape.dim.add(size=size)
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"Node 'a' \(Const\): "):
        tf.import_graph_def(definition, name="")


@pytest.mark.parametrize("padding", [b"FULL", b"EXPLICIT"])
@pytest.mark.parametrize("op_type", ["MaxPool", "AvgPool"])
def test_a_padding_that_there_is_not_is_refused_by_node(op_type: str, padding: bytes) -> None:
    with tf.Graph().as_default() as graph:
        {"MaxPool": tf.nn.max_pool, "AvgPool": tf.nn.avg_pool}[op_type](tf.ones([1, 2, 2, 1]), 2, 2, "SAME", name="p")
    definition = graph.as_graph_def()
    (node,) = (node for node in definition.node if node.op == op_type)
    node.attr["padding"].s = padding
    with tf.Graph().as_default(), pytest.raises(ValueError, match=rf"'padding' of .* is not in .* \(op: '{op_type}'\)"):
        tf.import_graph_def(definition, name="")


def test_case_lists_and_an_lstm_of_control_flow_v2_answer_and_train_as_in_tensorflow() -> None:
    x = np.linspace(-1, 1, 12).reshape(4, 3)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(graph_pb2.GraphDef.FromString((RECORDED / "lists.pb").read_bytes()), name="")
        session.run("init")
        for which, wanted in zip((0, 1, 2, 7, -1), ANSWERS["lists"]):
            fed = {"x:0": x, "n:0": which}
            session.run("train", fed)
            for name, value in session.run({name: f"{name}:0" for name in wanted}, fed).items():
                assert np.asarray(value) == pytest.approx(np.asarray(wanted[name]), rel=1e-5, abs=1e-6), name
        row = graph.get_tensor_by_name("x:0")
        slope = tf.gradients(graph.get_tensor_by_name("chosen:0"), row)[0]
        for which, wanted in zip((0, 1, 2, 7, -1), ANSWERS["lists"]):
            found = session.run(slope, {"x:0": x, "n:0": which})
            assert found == pytest.approx(np.asarray(wanted["slope_of_chosen"]), rel=1e-6)
    assert unknown(nodes_of(RECORDED / "lists.pb")) == {}
