"""What an expression builds and gives, in words that TensorFlow and tuigraph have in common.

Run by TensorFlow 1.15's Python, ``python describe.py mathematics.json`` records a file anew from its own keys.
"""

import json
import os
import sys
from typing import Any

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))


def describe(tf: Any, expression: Any, config: Any = None) -> Any:
    """``{"builds": nodes, "static": ..., "gives": ...}``, or the class of the error instead of one of them."""
    names = {
        "tf": tf,
        "np": np,
        "c": tf.constant,
        "ph": tf.placeholder,
        "pd": tf.placeholder_with_default,
    }
    graph = tf.Graph()
    with graph.as_default():
        try:
            made = eval(expression, names)
        except Exception as error:
            return {"static": type(error).__name__}
        found = {
            "builds": [
                " ".join([op.name, op.type] + [t.name for t in op.inputs] + ["^" + c.name for c in op.control_inputs])
                for op in graph.get_operations()
            ],
            "static": static(tf, made),
        }
        if "ph(" not in expression and is_fetchable(tf, made):
            with tf.Session(config=config) as session:
                try:
                    session.run(tf.global_variables_initializer())
                    found["gives"] = plain(session.run(made))
                except tf.errors.OpError as error:
                    found["gives"] = type(error).__name__
        return found


def static(tf: Any, made: Any) -> Any:
    if isinstance(made, (list, tuple)):
        return [static(tf, m) for m in made]
    if isinstance(made, tf.Tensor):
        shape = made.get_shape()
        return [made.name, made.dtype.name, None if shape.ndims is None else shape.as_list()]
    return made.name if isinstance(made, tf.Operation) else None


def is_fetchable(tf: Any, made: Any) -> Any:
    if isinstance(made, (list, tuple)):
        return all(is_fetchable(tf, m) for m in made)
    return isinstance(made, (tf.Tensor, tf.Operation, tf.SparseTensor))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, complex):
        return [value.real, value.imag]
    return plain(value.tolist()) if isinstance(value, (np.ndarray, np.generic)) else value


def record(expressions: Any, path: Any) -> None:
    import tensorflow as tf
    from tensorflow.core.protobuf import rewriter_config_pb2

    off = rewriter_config_pb2.RewriterConfig(disable_meta_optimizer=True)
    config = tf.ConfigProto(graph_options=tf.GraphOptions(rewrite_options=off))
    found = {expression: describe(tf, expression, config) for expression in expressions}
    with open(path, "w") as file:
        lines = [json.dumps(key) + ": " + json.dumps(found[key]) for key in expressions]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    PATH = os.path.join(FOLDER, sys.argv[1])
    with open(PATH) as source:
        record(list(json.load(source)), PATH)
