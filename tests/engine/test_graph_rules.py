"""What graphs, devices and imported definitions refuse or record, as TensorFlow 1.15.5 does."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


@pytest.mark.parametrize(
    ("blocks", "device"),
    [
        (("/cpu:0",), "/device:CPU:0"),
        (("/job:worker/task:3", "/device:gpu:1"), "/job:worker/task:3/device:GPU:1"),
        (("/cpu:0", None), ""),
        (("/cpu:0", "/job:ps"), "/job:ps/device:CPU:0"),
        (("/cpu",), "/device:CPU:*"),
        ((lambda op: "/cpu:1",), "/cpu:1"),
    ],
)
def test_devices_complete_each_other_and_functions_replace_them(blocks: tuple[Any, ...], device: str) -> None:
    graph = tf.get_default_graph()
    if len(blocks) == 1:
        with graph.device(blocks[0]):
            made = tf.constant(1)
    else:
        with graph.device(blocks[0]), graph.device(blocks[1]):
            made = tf.constant(1)
    assert made.device == device


@pytest.mark.parametrize("name", ["nonsense", "/foo:1", "/cpu:x", "/cpu:0/gpu:0"])
def test_a_malformed_device_is_a_value_error(name: str) -> None:
    with pytest.raises(ValueError, match=r"Unknown attribute|invalid literal|multiple device types"), tf.device(name):
        pass


def test_colocated_nodes_name_their_group_and_take_its_device() -> None:
    with tf.device("/cpu:1"):
        a = tf.constant(1, name="a")
    with tf.device("/cpu:0"), tf.colocate_with(a):
        b = tf.constant(2)
    assert (b.op.colocation_groups(), b.device) == ([b"loc:@a"], "/device:CPU:1")
    v = tf.Variable(1.0, name="v")
    assert [op.colocation_groups() for op in (v.initializer, v.value().op)] == [[b"loc:@v"]] * 2


def test_the_name_scope_belongs_to_the_thread() -> None:
    graph, names = tf.get_default_graph(), []

    def build() -> None:
        with graph.as_default(), tf.name_scope("t"):
            names.append(tf.constant(1, name="x").name)

    with tf.name_scope("main"):
        worker = threading.Thread(target=build)
        worker.start()
        worker.join()
    assert names == ["t/x:0"]


def test_attributes_come_as_protocol_buffers() -> None:
    x = tf.placeholder(tf.float32, [None, 2])
    assert [d.size for d in x.op.get_attr("shape").dim] == [-1, 2]
    assert tf.constant(3).op.get_attr("value").int_val[0] == 3
    assert tf.Variable(1.0).op.get_attr("container") == b""


def test_python_cannot_branch_on_a_tensor_or_walk_over_it() -> None:
    x = tf.constant([1, 2])
    for use in (bool, list):
        with pytest.raises(TypeError) as caught:
            use(x)
        assert type(caught.value).__name__ == "OperatorNotAllowedInGraphError"
    assert bool(tf.Variable(0)) is True


def definition(*nodes: tuple[str, str, tuple[str, ...]]) -> Any:
    made = tf.GraphDef()
    for name, op_type, inputs in nodes:
        made.node.add(name=name, op=op_type, input=inputs)
    return made


@pytest.mark.parametrize(
    ("graph_def", "error"),
    [
        (definition(("a", "NoSuchOp", ())), tf.errors.NotFoundError),
        (definition(("a", "NoOp", ("^missing",))), ValueError),
        (definition(("a", "NoOp", ()), ("a", "NoOp", ())), ValueError),
    ],
)
def test_a_definition_that_cannot_be_imported(graph_def: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        tf.import_graph_def(graph_def)


def test_an_imported_input_has_to_have_the_type_of_what_it_replaces() -> None:
    with tf.Graph().as_default() as source:
        tf.add(tf.placeholder(tf.int32, name="x"), 1, name="y")
    graph_def = source.as_graph_def()
    with pytest.raises(ValueError, match="incompatible with expected int32"):
        tf.import_graph_def(graph_def, input_map={"x:0": tf.constant(1.0)})
    with pytest.raises(TypeError):
        tf.import_graph_def(graph_def, return_elements=[3])  # type: ignore[list-item]
    (y,) = tf.import_graph_def(graph_def, input_map={"x:0": 4}, return_elements=["y:0"], name="p")
    assert (y.op.inputs[0].name, tf.Session().run(y)) == ("p/_inputs/Const:0", 5)


def test_no_two_nodes_have_one_name() -> None:
    """The slot of an imported variable is made once more, under the name that it has."""
    v = tf.Variable([1.0, 2.0], name="v")
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(v * v))
    meta = tf.train.export_meta_graph()
    with tf.Graph().as_default() as graph:
        tf.train.import_meta_graph(meta)
        loss = tf.reduce_sum(tf.square(tf.trainable_variables()[0].value()))
        with pytest.raises(ValueError, match="Duplicate node name in graph: 'v/Momentum'"):
            tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
        names = [op.name for op in graph.get_operations()]
    assert len(names) == len(set(names))
