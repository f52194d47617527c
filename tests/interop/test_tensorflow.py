"""Checkpoints, meta graphs and event files in both directions, and random draws, with a real TensorFlow.

It runs in an environment of its own: TUIGRAPH_TF_PYTHON names an interpreter that has TensorFlow 1.15 or 2.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.interop import program
from tests.interop.values import differing, values
from tuigraph.engine import philox
from tuigraph.training import bundle, bundle_writer

PYTHON = os.environ.get("TUIGRAPH_TF_PYTHON", "")
SCRIPT = Path(__file__).with_name("in_tensorflow.py")

pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="no TensorFlow: TUIGRAPH_TF_PYTHON does not name an interpreter that has it"),
    pytest.mark.timeout(1200),
]


def tensorflow(command: Any, prefix: Any) -> None:
    result = subprocess.run([PYTHON, str(SCRIPT), command, prefix], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-4000:]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: Any) -> Any:
    prefix = str(tmp_path_factory.mktemp("saved") / "m")
    tensorflow("save", prefix)
    return prefix


@pytest.mark.parametrize(("ending", "shards"), [("", 1), ("-sharded", 2), ("-constants", 1)])
def test_a_checkpoint_of_tensorflow_is_read(saved: Any, ending: str, shards: int) -> None:
    found = bundle.read(saved + ending)
    expected = values()
    if ending != "-constants":
        expected = {name: value for name, value in expected.items() if not name.startswith(("uint32", "uint64"))}
    assert differing(expected, found) == []
    assert len({entry.file for entry in bundle.entries(saved + ending).values()}) == shards


def test_tensorflow_restores_a_checkpoint_of_ours(tmp_path: Path) -> None:
    bundle_writer.write(str(tmp_path / "m"), values())
    tensorflow("restore", str(tmp_path / "m"))


def test_tensorflow_restores_a_checkpoint_whose_replacement_was_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = str(tmp_path / "m")
    bundle_writer.write(prefix, {"v": np.float32(1)})

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bundle, "_link", die)
    with pytest.raises(KeyboardInterrupt):
        bundle_writer.write(prefix, values())
    assert {entry.file for entry in bundle.entries(prefix).values()} == {prefix + ".data-00001-of-00002"}
    tensorflow("restore", prefix)


def test_our_files_are_tensorflows_byte_for_byte(saved: Any, tmp_path: Path) -> None:
    bundle_writer.write(str(tmp_path / "m"), values())
    ours, theirs = (Path(p + ".data-00000-of-00001").read_bytes() for p in (str(tmp_path / "m"), saved + "-constants"))
    assert ours == theirs


def test_random_draws_are_tensorflows(tmp_path: Path) -> None:
    tensorflow("draw", str(tmp_path / "draws"))
    draws = {
        "random_uniform": philox.uniform,
        "random_normal": philox.normal,
        "truncated_normal": philox.truncated_normal,
    }
    with np.load(tmp_path / "draws.npz") as recorded:
        assert len(recorded.files) == 14
        for key in recorded.files:
            name, dtype, seed = key.split()
            stream = philox.stream(87654321, int(seed))
            size = recorded[key].size
            if name == "random_shuffle":
                _, stream = philox.permutation(stream, size)
                values, _ = philox.permutation(stream, size)
            else:
                _, stream = draws[name](stream, size, dtype)
                values, _ = draws[name](stream, size, dtype)
            assert (values == recorded[key]).all(), key


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: Any) -> Any:
    """What TensorFlow finds when it takes up its own program."""
    prefix = str(tmp_path_factory.mktemp("written") / "m")
    tensorflow("write", prefix)
    tensorflow("resume", prefix)
    return prefix, json.loads(Path(prefix + ".json").read_text())


def without_gradients(found: Any) -> Any:
    """The nodes of a gradient subgraph need not be TensorFlow's."""
    made = [node for node in found["nodes"] if not node[0].startswith("gradients/")]
    return {**found, "nodes": [node for node in made if not any("gradients/" in name for name in node[2])]}


def close(found: Any, expected: Any) -> None:
    values, wanted = found.pop("values"), expected.pop("values")
    assert found == expected
    for value, other in zip(values, wanted, strict=True):
        np.testing.assert_allclose(value, other, rtol=1e-5)


def test_a_program_of_tensorflow_is_taken_up(resumed: Any) -> None:
    prefix, expected = resumed
    with tf.Graph().as_default():
        found = program.resume(tf, prefix)
    close(found, dict(expected))


def test_tensorflow_takes_up_a_program_of_ours(resumed: Any, tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    with tf.Graph().as_default():
        program.write(tf, prefix)
    tensorflow("resume", prefix)
    close(without_gradients(json.loads(Path(prefix + ".json").read_text())), without_gradients(resumed[1]))
