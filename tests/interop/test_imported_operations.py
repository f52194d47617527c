"""Every recorded operation gives the same bits after its graph went through a GraphDef."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.recorded.describe import FOLDER

FILES = sorted(Path(FOLDER).glob("*.json"))


def built(expression: str) -> tuple[tf.Graph, list[Any]]:
    names = {"tf": tf, "np": np, "c": tf.constant, "pd": tf.placeholder_with_default}
    with tf.Graph().as_default() as graph:
        made = eval(expression, names)
    given = list(made) if isinstance(made, (list, tuple)) else [made]
    return graph, [t for t in given if isinstance(t, tf.Tensor)]


def bits(value: Any) -> Any:
    array = np.asarray(value)
    return array.dtype.str, array.shape, array.tolist() if array.dtype.hasobject else array.tobytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_imported_operation_gives_what_the_built_one_gives(path: Path) -> None:
    compared = 0
    for expression, expected in json.loads(path.read_text(encoding="utf-8")).items():
        if "gives" not in expected or "ph(" in expression:
            continue
        graph, tensors = built(expression)
        if not tensors:
            continue
        with tf.Session(graph=graph) as session:
            try:
                values = session.run(tensors)
            except (tf.errors.OpError, ValueError, TypeError):
                continue
        with tf.Graph().as_default() as other:
            tf.import_graph_def(graph.as_graph_def(), name="inner")
        with tf.Session(graph=other) as session:
            again = session.run([f"inner/{t.name}" for t in tensors])
        assert list(map(bits, again)) == list(map(bits, values)), expression
        compared += 1
    assert compared > 10


@pytest.mark.parametrize("separator", ["-", b"-", "é", b"\xff"])
def test_text_of_attributes_is_taken_as_text_or_bytes(separator: Any) -> None:
    text = separator.encode() if isinstance(separator, str) else separator
    with tf.Graph().as_default() as graph:
        joined = tf.string_join(["a", "b"], separator=separator, name="joined")
        assert joined.op.get_attr("separator") == text
    with tf.Graph().as_default() as other:
        tf.import_graph_def(graph.as_graph_def(), name="")
        with tf.Session(graph=other) as session:
            assert session.run("joined:0") == b"a" + text + b"b"
