"""Variables in parts: what a checkpoint and a meta graph keep of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf

WHOLE = np.arange(10.0, dtype=np.float32).reshape(5, 2)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def in_parts(count: int, **options: Any) -> Any:
    return tf.get_variable(
        "w", [5, 2], initializer=tf.zeros_initializer(), partitioner=tf.fixed_size_partitioner(count), **options
    )


@pytest.mark.parametrize("use_resource", [False, True])
def test_parts_are_saved_as_one_variable_and_restored_in_other_parts(use_resource: bool) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        w = in_parts(2, use_resource=use_resource)
        session.run(w.assign(tf.constant(WHOLE)))
        tf.train.Saver().save(session, "./m")
    assert tf.train.list_variables("./m") == [("w", [5, 2])]
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.Saver({"w": in_parts(3)}).restore(session, "./m")
        assert session.run(tf.trainable_variables()[2]).tolist() == WHOLE[4:].tolist()
    with tf.Graph().as_default(), tf.Session() as session:
        whole = tf.get_variable("w", [5, 2])
        tf.train.init_from_checkpoint(".", {"/": "/"})
        session.run(whole.initializer)
        assert session.run(whole).tolist() == WHOLE.tolist()


def test_an_imported_graph_knows_that_its_variables_are_parts() -> None:
    with tf.Graph().as_default():
        in_parts(2)
        meta = tf.train.export_meta_graph()
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(meta, import_scope="again")
        first, second = tf.global_variables()
        assert first._save_slice_info.spec == "5 2 0,3:0,2"
        assert second._save_slice_info.full_name == "again/w"
        session.run(tf.global_variables_initializer())
        tf.train.Saver().save(session, "./m", write_meta_graph=False)
    assert tf.train.list_variables("./m") == [("again/w", [5, 2])]


def test_what_is_in_parts_is_fetched_as_a_tensor_only() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        w = in_parts(2)
        session.run(tf.global_variables_initializer())
        assert session.run(list(w))[1].shape == (2, 2)
        with pytest.raises(TypeError, match="kept in parts"):
            session.run(w)
        tf.train.Saver([w])
        with pytest.raises(ValueError, match="Slices must all be slices"):
            tf.train.Saver({"v": [tf.Variable(1.0)]})
