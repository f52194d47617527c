"""Graphs of TensorFlow 1.15.5 and what they answer there: ``PYTHON_OF_TENSORFLOW tests/recorded/graphs/record.py``.

`functions.pb` has control flow v2: While, If and StatelessIf, a function of `tf.function`, and a resource variable.
`lists.pb` has a Case and its gradient (Optional), an LSTM in a loop of control flow v2, trained (TensorLists), and
what else there is of lists.  `resources.meta` is a graph of resource variables with FusedBatchNormV3 and Adam.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import list_ops

FOLDER = Path(__file__).parent
RUNS = ((1.0, 3), (-2.0, 5), (120.0, 4), (0.5, 0), (3.0, 9))
STEPS = 20
LISTS = (0, 1, 2, 7, -1)


def data() -> Any:
    """What the second graph learns."""
    x = np.random.RandomState(0).rand(8, 3).astype("f")
    return x, x.sum(1, keepdims=True)


def functions() -> Any:
    graph = tf.Graph()
    with graph.as_default():
        x, n = tf.placeholder(tf.float32, [], name="x"), tf.placeholder(tf.int32, [], name="n")
        v, w = tf.get_variable("v", initializer=3.0), tf.get_variable("w", initializer=2.0)
        chosen = tf.cond(x > 0, lambda: x * v + tf.constant(1.0), lambda: x - tf.constant(5.0), name="chosen")

        def body(i: Any, a: Any, m: Any) -> Any:
            return i + 1, tf.cond(a > 50.0, lambda: a - x, lambda: a * 2.0 + 1.0), m

        _, looped, _ = tf.while_loop(lambda i, a, m: i < m, body, [tf.constant(0), x, n], name="looped")

        def with_effect() -> Any:
            with tf.control_dependencies([w.assign_add(1.0)]):
                return tf.identity(x)

        written = tf.cond(x > 100, with_effect, lambda: x, name="written")

        def body_of_function(y: Any, k: float = 2.0) -> Any:
            z = tf.nn.relu(y) * v + k
            mean, _ = tf.nn.moments(tf.stack([z, y]), [0])
            return z, mean

        z, mean = tf.function(body_of_function)(x)
        for name, value in (("a", chosen), ("b", looped), ("c", written), ("d", z + mean)):
            tf.identity(value, name=name)
        init = tf.global_variables_initializer()
        tf.train.write_graph(graph, str(FOLDER), "functions.pb", as_text=False)  # its gradients are taken where it goes
        slopes = [tf.gradients(graph.get_tensor_by_name(f"{name}:0"), x)[0] for name in "abd"]
        answers = []
        with tf.Session() as session:
            for given in RUNS:
                session.run(init)
                fed = dict(zip((x, n), given))
                found = session.run([f"{name}:0" for name in "abcd"], fed)
                answers.append([*map(float, (*found, session.run(w), *session.run(slopes, fed)))])
    return answers


def resources() -> Any:
    with tf.Graph().as_default():
        x, y = tf.placeholder(tf.float32, [None, 3], name="x"), tf.placeholder(tf.float32, [None, 1], name="y")
        scale = tf.get_variable("scale", initializer=[1.0, 1.5, 2.0])
        shift = tf.get_variable("shift", initializer=[0.0, 0.1, 0.2])
        hidden, _, _ = tf.nn.fused_batch_norm(tf.reshape(x, [-1, 1, 1, 3]), scale, shift)
        w, b = tf.get_variable("w", initializer=[[0.1], [0.2], [0.3]]), tf.get_variable("b", initializer=[0.0])
        loss = tf.reduce_mean(tf.square(tf.matmul(tf.reshape(hidden, [-1, 3]), w) + b - y), name="loss")
        tf.train.AdamOptimizer(0.05).minimize(loss, name="train")
        tf.global_variables_initializer()
        fed, losses = dict(zip((x, y), data())), []
        with tf.Session() as session:
            session.run("init")
            for _ in range(STEPS):
                session.run("train", fed)
                losses.append(float(session.run(loss, fed)))
        tf.train.export_meta_graph(str(FOLDER / "resources.meta"))
    return losses


def lists() -> Any:
    graph = tf.Graph()
    with graph.as_default():
        x, n = tf.placeholder(tf.float32, [4, 3], name="x"), tf.placeholder(tf.int32, [], name="n")
        row = x[0]
        chosen = tf.switch_case(n, {0: lambda: row * 2.0, 1: lambda: row + 10.0, 2: lambda: tf.exp(row)})
        cell = tf.nn.rnn_cell.LSTMCell(2, initializer=tf.constant_initializer(0.3))
        output, _ = tf.nn.dynamic_rnn(cell, x[None], dtype=tf.float32)
        loss = tf.reduce_sum(tf.square(output - 1.0))
        slopes = tf.gradients(loss, tf.trainable_variables())
        optimizer = tf.train.GradientDescentOptimizer(0.1)
        optimizer.apply_gradients(zip(slopes, tf.trainable_variables()), name="train")
        whole = list_ops.tensor_list_from_tensor(x, element_shape=[3])
        set_ = list_ops.tensor_list_set_item(whole, 1, row * 5.0)
        pushed = list_ops.tensor_list_push_back(whole, row + 1.0)
        _, popped = list_ops.tensor_list_pop_back(pushed, tf.float32)
        scattered = list_ops.tensor_list_scatter(x, [1, 0, 2, 4], [3])
        reserved = list_ops.tensor_list_set_item(list_ops.tensor_list_reserve([3], 3, tf.float32), 0, row)
        pairs = list_ops.tensor_list_from_tensor(tf.reshape(x, [2, 2, 3]), element_shape=[2, 3])
        parts = list_ops.tensor_list_split(x, [None, 3], [1, 3])
        found = {
            "chosen": chosen,
            "slope_of_chosen": tf.gradients(chosen, x)[0],
            "output": output,
            "loss": loss,
            "slope": slopes[0],
            "pushed": list_ops.tensor_list_stack(pushed, tf.float32),
            "popped": popped,
            "scattered": list_ops.tensor_list_stack(scattered, tf.float32),
            "reserved": list_ops.tensor_list_stack(reserved, tf.float32),
            "gathered": list_ops.tensor_list_gather(whole, [3, 1], tf.float32),
            "joined": list_ops.tensor_list_concat(pairs, tf.float32, element_shape=[2, 3]),
            "part": list_ops.tensor_list_get_item(parts, 1, tf.float32),
            "length": list_ops.tensor_list_length(list_ops.tensor_list_resize(whole, 6)),
            "shape": list_ops.tensor_list_element_shape(pairs, tf.int32),
            "slope_of_set": tf.gradients(tf.square(list_ops.tensor_list_stack(set_, tf.float32)), x)[0],
        }
        for name, value in found.items():
            tf.identity(value, name=name)
        tf.global_variables_initializer()
        tf.train.write_graph(graph, str(FOLDER), "lists.pb", as_text=False)
        answers = []
        with tf.Session() as session:
            session.run("init")
            for which in LISTS:
                fed = {x: np.linspace(-1, 1, 12).reshape(4, 3), n: which}
                session.run("train", fed)
                answers.append({name: value.tolist() for name, value in session.run(found, fed).items()})
    return answers


if __name__ == "__main__":
    tf.enable_control_flow_v2()
    tf.enable_resource_variables()
    answers = {"functions": functions(), "resources": resources(), "lists": lists()}
    (FOLDER / "answers.json").write_text(json.dumps(answers) + "\n")
