"""Lookup tables are state of the session: stepping back takes an entry out again, and what they hold is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format

import tuigraph as tf
from tests.engine.both_ways import Stepper
from tuigraph.debugger.describe import describe
from tuigraph.engine.execute import Execution, set_observer
from tuigraph.words import Words


class Checked(Stepper):
    """Sees to it that each step back leaves in the cells what they held before the step."""

    def run(self, session: Any, execution: Execution, request: Any) -> None:
        while not execution.finished:
            before = [cell.value for cell in session.store.cells.values()]
            execution.step()
            execution.back()
            known = zip(session.store.cells.values(), before)
            assert all(cell.value is value for cell, value in known)
            execution.step()


def test_a_step_back_takes_an_entry_out_again_and_each_session_has_its_own() -> None:
    with tf.Graph().as_default():
        table = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1)
        word = tf.placeholder(tf.string, [None])
        count = tf.placeholder(tf.int64, [None])
        insert, found = table.insert(word, count), table.lookup(word)
        former = set_observer(Checked())
        try:
            with tf.Session() as one, tf.Session() as other:
                one.run(insert, {word: ["a", "b"], count: [1, 2]})
                one.run(insert, {word: ["a"], count: [3]})
                assert one.run(found, {word: ["a", "b", "c"]}).tolist() == [3, 2, -1]
                assert other.run(found, {word: ["a"]}).tolist() == [-1]
                handle = one.run(table.resource_handle)
                lines = Words("en")
                told = [tuple(map(lines.say, row)) for row in describe(handle, {})]
        finally:
            set_observer(former)
    assert any("2 entries" in text for row in told for text in row), told
    assert ("b'a'", "3") in told


def test_the_projector_finds_its_configuration_beside_the_events(tmp_path: Path) -> None:
    projector = tf.contrib.tensorboard.plugins.projector
    config = projector.ProjectorConfig()
    embedding = config.embeddings.add()
    embedding.tensor_name, embedding.metadata_path = "words:0", "labels.tsv"
    embedding.sprite.single_image_dim.extend([28, 28])
    with tf.summary.FileWriter(str(tmp_path / "logs")) as writer:
        projector.visualize_embeddings(writer, config)
    text = (tmp_path / "logs" / "projector_config.pbtxt").read_text()
    assert text_format.Parse(text, projector.ProjectorConfig()) == config


def test_a_projector_needs_a_folder() -> None:
    projector = tf.contrib.tensorboard.plugins.projector
    with pytest.raises(ValueError, match="must have a logdir"):
        projector.visualize_embeddings(
            type("Writer", (), {"get_logdir": lambda self: None})(), projector.ProjectorConfig()
        )
