"""Checkpoints of other kinds: slices, the first format, dtypes that are not ours, objects; and wrong paths."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tuigraph as tf
from tuigraph.engine import errors
from tuigraph.training import bundle, bundle_writer, slices

RECORDED = Path(__file__).parent.parent / "recorded" / "checkpoints"
PART = np.array([[0.23903739, 0.92039955, 0.05051243], [0.49574447, 0.8355223, 0.02647042]], "f4")[[0, 1, 0, 1, 0]]


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


@pytest.mark.parametrize("name", ["part", "v1"])
def test_slices_of_tensorflow_are_joined(name: str) -> None:
    found = bundle.read(str(RECORDED / name))
    assert np.allclose(found["a/part"], PART, atol=1e-7)
    assert found["a/wide"].shape == (3, 7)
    assert np.allclose(found["a/wide"][0], [0.6787, 0.7142, 0.4698, 0.482, 0.6787, 0.7142, 0.4698], atol=1e-4)
    assert found["s"].tolist() == [b"a", b"bc"]
    assert found["w"].tolist() == [0, 1, 2, 3]
    shapes = {"a/part": [5, 3], "a/wide": [3, 7], "s": [2], "w": [4]}
    assert dict(tf.train.list_variables(str(RECORDED / name))) == shapes


@pytest.mark.parametrize("name", ["part", "v1"])
def test_partitioned_graph_of_tensorflow_is_restored_and_saved_in_slices(name: str, tmp_path: Path) -> None:
    saver = tf.train.import_meta_graph(str(RECORDED / "part.meta"))
    assert saver is not None
    with tf.Session() as session:
        saver.restore(session, str(RECORDED / name))
        parts = session.run([f"a/part/part_{number}:0" for number in range(3)])
        assert np.array_equal(np.concatenate(parts), bundle.read(str(RECORDED / "part"))["a/part"])
        again = saver.save(session, str(tmp_path / "again"))
    theirs, ours = bundle.entries(str(RECORDED / "part")), bundle.entries(str(again))
    assert [(extents, part.checksum) for extents, part in ours["a/part"].parts] == [
        (extents, part.checksum) for extents, part in theirs["a/part"].parts
    ]
    assert len(ours["a/wide"].parts) == 2


def test_other_dtypes_come_as_the_nearest() -> None:
    found = bundle.read(str(RECORDED / "bf"))
    assert found["b"].dtype == np.float32
    assert found["b"].tolist()[:2] == [1.5, -2.25]
    assert [found[name].dtype.name for name in ("q8", "qu8", "q32")] == ["int8", "uint8", "int32"]
    assert found["q8"].tolist() == [1, 2, 3]
    variable = tf.get_variable("b", [3])
    with tf.Session() as session:
        tf.train.Saver().restore(session, str(RECORDED / "bf"))
        assert session.run(variable).tolist() == found["b"].tolist()


def test_objects_are_restored_by_the_names_of_their_variables() -> None:
    with tf.variable_scope("d1"):
        kernel, bias = tf.get_variable("kernel", [3, 4]), tf.get_variable("bias", [4])
    with tf.Session() as session:
        tf.train.Saver().restore(session, str(RECORDED / "keras"))
        assert (
            session.run(kernel)[0].tolist()
            == np.array([-0.75577843, -0.20718437, 0.6033766, -0.28456664], "f4").tolist()
        )
        assert session.run(bias).tolist() == [0] * 4
        tf.get_variable("absent", [])
        with pytest.raises(errors.NotFoundError, match="Key absent not found"):
            tf.train.Saver().restore(session, str(RECORDED / "keras"))


@pytest.mark.parametrize("ending", [".index", ".data-00000-of-00001", ".meta", ""])
def test_path_of_a_part_says_which_one_to_give(tmp_path: Path, ending: str) -> None:
    shutil.copytree(RECORDED, tmp_path, dirs_exist_ok=True)
    given_path = str(tmp_path / f"part{ending}") if ending else str(tmp_path)
    hint = "part$" if ending else "the latest checkpoint in it"
    tf.Variable(0.0)
    for wrong in (lambda: bundle.entries(given_path), lambda: tf.train.Saver().restore(tf.Session(), given_path)):
        with pytest.raises((errors.NotFoundError, ValueError), match=hint):
            wrong()


def test_mistakes_of_files_have_the_classes_that_scripts_catch(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    bundle_writer.write(prefix, {"v": np.arange(100.0)})
    os.truncate(f"{prefix}.data-00000-of-00001", 799)
    with pytest.raises(errors.OutOfRangeError, match=r"Variable v .* ends before"):
        bundle.read(prefix)
    os.unlink(f"{prefix}.data-00000-of-00001")
    with pytest.raises(errors.NotFoundError, match=r"its file .* is missing"):
        bundle.read(prefix)
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.FailedPreconditionError, match="Not a directory"):
        bundle_writer.write(str(tmp_path / "file" / "m"), {"v": np.zeros(1)})


def test_full_disk_is_no_mistake_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    bundle_writer.write(str(tmp_path / "m"), {"v": np.zeros(1)})
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(errors.ResourceExhaustedError, match="No space left"):
        bundle_writer.write(str(tmp_path / "m"), {"v": np.ones(1)})
    assert bundle.read(str(tmp_path / "m")) == {"v": 0}


@pytest.mark.parametrize("v1", [False, True])
def test_a_flipped_byte_in_slices_is_found_or_harmless(tmp_path: Path, v1: bool) -> None:
    shutil.copytree(RECORDED, tmp_path, dirs_exist_ok=True)
    path, prefix = (tmp_path / "v1", tmp_path / "v1") if v1 else (tmp_path / "part.index", tmp_path / "part")
    good, right = path.read_bytes(), bundle.read(str(prefix))
    for position in range(len(good)):
        path.write_bytes(good[:position] + bytes([good[position] ^ 0xFF]) + good[position + 1 :])
        try:
            found = bundle.read(str(prefix))
        except (errors.DataLossError, errors.NotFoundError):
            continue
        assert all(np.array_equal(found[name], right[name]) for name in right)


@given(st.lists(st.integers(-(2**40), 2**40), min_size=2, max_size=2))
def test_keys_of_slices_sort_as_the_slices_do(numbers: list[int]) -> None:
    keys = [slices.key("v", ((number, 1),)) for number in numbers]
    assert (keys[0] < keys[1]) == (numbers[0] < numbers[1])


@pytest.mark.parametrize("words", [b"", b"3", b"3 0,4", b"3 0,2:0,1", b"3 x", b"3 -1,2", b"\xff 0,1"])
def test_slice_that_is_none_is_refused(words: bytes) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="shape and the slice"):
        slices.parse(words)


SAVING = """
import sys, numpy as np
from tuigraph.training import bundle_writer
for step in range(40):
    bundle_writer.write(sys.argv[1], {name: np.full(500, float(sys.argv[2])) for name in "ab"})
"""


def test_processes_that_save_into_one_place_leave_one_whole_checkpoint(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    processes = [
        subprocess.Popen([sys.executable, "-c", SAVING, prefix, str(n)], stderr=subprocess.PIPE) for n in (1, 2)
    ]
    for process in processes:
        assert process.communicate()[1] == b""
        assert process.returncode == 0
    found = bundle.read(prefix)
    assert set(found["a"]) == set(found["b"])
    assert len(set(found["a"])) == 1
    assert sorted(os.listdir(tmp_path)) == ["m.data-00000-of-00001", "m.index"]
