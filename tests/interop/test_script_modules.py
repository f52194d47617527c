"""The small modules that scripts expect beside graphs: flags, app, files, logging, tests, versions."""

from __future__ import annotations

import io
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf

SCRIPT = """
import tuigraph as tf
tf.app.flags.DEFINE_integer("steps", 3, "how many")
tf.flags.DEFINE_string(flag_name="name", default_value="x", docstring="old names of arguments")
tf.flags.DEFINE_bool("fast", False, "")
FLAGS = tf.app.flags.FLAGS

def main(argv):
    print(FLAGS.steps, FLAGS.name, FLAGS.fast, argv[1:])
    return 5

if __name__ == "__main__":
    tf.app.run()
"""


def test_a_script_reads_its_flags(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    command = [sys.executable, str(path), "--steps=7", "--fast", "rest"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("7 x True ['rest']\n", 5), done.stderr


def test_files(tmp_path: Path) -> None:
    folder, path = str(tmp_path / "a" / "b"), str(tmp_path / "a" / "b" / "file.txt")
    tf.gfile.MakeDirs(folder)
    with tf.gfile.GFile(path, "w") as file:
        file.write("one\ntwo\n")
    with tf.gfile.Open(path) as file:
        assert (file.readline(), file.read(), file.size()) == ("one\n", "two\n", 8)
    with tf.gfile.FastGFile(path, "rb") as file:
        assert list(file) == [b"one\n", b"two\n"]
    assert tf.gfile.Exists(path)
    assert tf.io.gfile.isdir(folder)
    assert tf.gfile.Glob(folder + "/*.txt") == [path]
    assert tf.gfile.ListDirectory(folder) == ["file.txt"]
    assert [found for _, _, found in tf.gfile.Walk(folder)] == [["file.txt"]]
    assert tf.gfile.Stat(path).length == 8
    tf.gfile.Copy(path, path + "2")
    with pytest.raises(tf.errors.AlreadyExistsError, match="overwrite=True"):
        tf.gfile.Rename(path, path + "2")
    tf.gfile.Rename(path, path + "2", overwrite=True)
    tf.gfile.Remove(path + "2")
    tf.gfile.DeleteRecursively(folder)
    assert not tf.gfile.Exists(folder)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    for action in (
        lambda: tf.gfile.GFile(missing).read(),
        lambda: tf.gfile.Remove(missing),
        lambda: tf.gfile.ListDirectory(missing),
        lambda: tf.gfile.Stat(missing),
    ):
        with pytest.raises(tf.errors.NotFoundError, match="missing"):
            action()


def test_logging_has_tensorflows_levels(caplog: Any) -> None:
    tf.logging.set_verbosity("INFO")
    tf.logging.info("seen %d", 1)
    for _ in range(5):
        tf.logging.log_every_n(tf.logging.WARN, "every", 2)
        tf.logging.log_first_n(tf.logging.ERROR, "first", 1)
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.logging.warning("not seen")
    assert [r.getMessage() for r in caplog.records] == ["seen 1", "every", "first", "every", "every"]
    assert tf.logging.get_verbosity() == tf.logging.ERROR
    tf.logging.set_verbosity(tf.logging.WARN)


class Cases(tf.test.TestCase):
    """Run by the test below; some are meant to fail."""

    __test__ = False

    def test_passes(self) -> None:
        with self.cached_session():
            x = tf.constant([1.0, 2.0])
            self.assertAllEqual(x, [1, 2])
            self.assertAllClose({"a": [1.0, 2.0]}, {"a": self.evaluate(x) + 1e-9})
            self.assertAllCloseAccordingToType(np.array([1], np.float16), np.array([1.0009], np.float16))
            self.assertShapeEqual(np.zeros(2), x)
        with self.assertRaisesOpError("must feed"), self.session() as session:
            session.run(tf.placeholder(tf.float32))
        self.assertAllEqual(tf.get_default_graph().seed, 87654321)

    def test_fails(self) -> None:
        self.assertAllClose(tf.constant([1.0]), [1.1])

    def test_fails_without_an_error(self) -> None:
        with self.assertRaisesOpError("anything"):
            pass


def test_unit_tests_have_tensorflows_assertions() -> None:
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Cases)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    assert (result.testsRun, sorted(str(test).split()[0] for test, _ in result.failures), result.errors) == (
        4,  # with test_session, which is skipped
        ["test_fails", "test_fails_without_an_error"],
        [],
    )


def test_this_is_tensorflow_1() -> None:
    assert tf.compat.v1.Session is tf.Session
    assert tf.VERSION == tf.version.VERSION == "1.15.5"
    assert not tf.executing_eagerly()
    tf.disable_v2_behavior()
    tf.disable_eager_execution()
    with pytest.raises(NotImplementedError, match="enable_eager_execution"):
        tf.enable_eager_execution()


def test_text_and_bytes() -> None:
    assert (tf.compat.as_bytes("é"), tf.compat.as_text("é".encode()), tf.compat.as_str_any(3)) == (
        "é".encode(),
        "é",
        "3",
    )
    with pytest.raises(TypeError, match="binary or unicode"):
        tf.compat.as_str(3)


def test_options_of_sessions_are_accepted() -> None:
    config = tf.ConfigProto(gpu_options=tf.GPUOptions(allow_growth=True), allow_soft_placement=True)
    metadata = tf.RunMetadata()
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        assert session.run(tf.constant(3), options=options, run_metadata=metadata) == 3
