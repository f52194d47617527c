"""Checkpoint files: what is written is read, damage is found, and a kill loses nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tuigraph.engine import errors
from tuigraph.interop.protos import BundleEntryProto, BundleHeaderProto
from tuigraph.training import bundle, bundle_writer, table

DTYPES = [
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128"),
]
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
STRINGS = st.binary(max_size=200)


def same(a: Any, b: Any) -> Any:
    return (
        a.dtype == b.dtype
        and a.shape == b.shape
        and (a.tobytes() == b.tobytes() if a.dtype != object else (a == b).all())
    )


def strings(shape: Any, draw: Any) -> Any:
    array = np.empty(shape, object)
    for position in np.ndindex(shape):
        array[position] = draw(STRINGS)
    return array


@st.composite
def arrays(draw: Any) -> Any:
    dtype = draw(st.sampled_from([*DTYPES, "string"]))
    shape = draw(SHAPES)
    return strings(shape, draw) if dtype == "string" else draw(hnp.arrays(dtype, shape))


NAMES = st.text(st.characters(min_codepoint=33, exclude_categories=["Cs"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(values=st.dictionaries(NAMES, arrays(), max_size=8))
def test_what_is_written_is_read(tmp_path_factory: Any, values: Any) -> None:
    prefix = str(tmp_path_factory.mktemp("round") / "m")
    bundle_writer.write(prefix, values)
    found = bundle.read(prefix)
    assert found.keys() == values.keys()
    assert all(same(found[name], values[name]) for name in values)
    assert bundle.list_variables(prefix) == sorted((name, list(value.shape)) for name, value in values.items())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 3)])
def test_every_dtype_and_shape(tmp_path: Path, dtype: Any, shape: Any) -> None:
    value = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    bundle_writer.write(str(tmp_path / "m"), {"v": value})
    assert same(bundle.read(str(tmp_path / "m"))["v"], value)
    assert bundle.entries(str(tmp_path / "m"))["v"].dtype.numpy == dtype


def test_values_of_an_engine_need_not_be_contiguous_arrays(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    matrix = np.arange(12.0).reshape(3, 4)
    written = {"t": matrix.T, "s": matrix[:, ::2], "r": np.broadcast_to(np.float32(2), (3,)), "n": np.float32(1)}
    bundle_writer.write(prefix, {**written, "bytes": b"ends in zero\0"})
    found = bundle.read(prefix)
    assert all(same(found[name], np.asarray(value)) for name, value in written.items())
    assert found["bytes"].shape == ()
    assert found["bytes"].item() == b"ends in zero\0"


def test_a_value_of_many_chunks(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    value = np.random.default_rng(1).random(400_000)
    bundle_writer.write(prefix, {"small": np.int8(1), "large": value, "last": np.int8(2)})
    assert same(bundle.read(prefix, ["large"])["large"], value)
    assert bundle.read(prefix, ["last", "small"]) == {"last": 2, "small": 1}


def test_an_index_of_many_blocks(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    values = {f"layer_{number}/weights": np.int32(number) for number in range(20_000)}
    bundle_writer.write(prefix, values)
    assert os.path.getsize(prefix + ".index") > 2 * 262_144
    assert bundle.read(prefix) == values


def test_the_files_of_a_checkpoint(tmp_path: Path) -> None:
    for _ in range(3):
        bundle_writer.write(str(tmp_path / "m"), {"v": np.float32(1)})
        assert sorted(os.listdir(tmp_path)) == ["m.data-00000-of-00001", "m.index"]


def test_where_there_are_no_hard_links_a_checkpoint_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: Any) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", link)
    for number in range(3):
        bundle_writer.write(str(tmp_path / "m"), {"v": np.float32(number)})
        assert bundle.read(str(tmp_path / "m")) == {"v": number}
        assert sorted(os.listdir(tmp_path)) == ["m.data-00000-of-00001", "m.index"]


def test_a_prefix_is_not_a_pattern(tmp_path: Path) -> None:
    bundle_writer.write(str(tmp_path / "a"), {"v": np.float32(1)})
    bundle_writer.write(str(tmp_path / "[a]"), {"v": np.float32(2)})
    bundle_writer.write(str(tmp_path / "?"), {"v": np.float32(3)})
    bundle_writer.write(str(tmp_path / "?"), {"v": np.float32(4)})
    assert [bundle.read(str(tmp_path / name))["v"] for name in ("a", "[a]", "?")] == [1, 2, 4]


# ---- what cannot be written or found


def test_mistakes_have_tensorflows_error_classes(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    with pytest.raises(errors.NotFoundError, match="Failed to find any matching files"):
        bundle.read(prefix)
    with pytest.raises(errors.NotFoundError, match="make the folder"):
        bundle_writer.write(str(tmp_path / "missing" / "m"), {"v": np.float32(1)})
    with pytest.raises(errors.InvalidArgumentError):
        bundle_writer.write(prefix, {"": np.float32(1)})
    with pytest.raises(TypeError):
        bundle_writer.write(prefix, {"v": np.datetime64(1, "s")})
    assert os.listdir(tmp_path) == []
    bundle_writer.write(prefix, {"v": np.float32(1)})
    with pytest.raises(errors.NotFoundError, match="Key w not found in checkpoint"):
        bundle.read(prefix, ["v", "w"])


# ---- damage


SMALL = {
    "a/w": np.arange(6, dtype=np.float32).reshape(2, 3),
    "a/name": np.array([b"one", b"", b"three\0"], object),
    "z": np.array(7, np.int64),
}


def read_or_damage(prefix: Any) -> Any:
    """None for damage that was found; a wrong value must not come out."""
    try:
        found = bundle.read(prefix)
    except (errors.DataLossError, errors.OutOfRangeError) as error:
        return str(error)
    assert found.keys() == SMALL.keys()
    assert all(same(found[name], SMALL[name]) for name in SMALL)
    return None


@pytest.mark.parametrize("ending", [".index", ".data-00000-of-00001"])
def test_a_flipped_byte_is_found_or_harmless(tmp_path: Path, ending: str) -> None:
    prefix = str(tmp_path / "m")
    bundle_writer.write(prefix, SMALL)
    path = prefix + ending
    with open(path, "rb") as file:
        good = file.read()
    found = 0
    for position in range(len(good)):
        for flip in (0x01, 0x80, 0xFF):
            with open(path, "wb") as file:
                file.write(good[:position] + bytes([good[position] ^ flip]) + good[position + 1 :])
            message = read_or_damage(prefix)
            found += message is not None
            if ending != ".index":
                assert any(name in message for name in SMALL)
    # What may be harmless in an index: the metaindex that nobody reads, and the padding of the footer.
    assert found > (0.7 if ending == ".index" else 0.99) * 3 * len(good)


@pytest.mark.parametrize("ending", [".index", ".data-00000-of-00001"])
def test_a_truncated_file_is_found(tmp_path: Path, ending: str) -> None:
    prefix = str(tmp_path / "m")
    bundle_writer.write(prefix, SMALL)
    path = prefix + ending
    with open(path, "rb") as file:
        good = file.read()
    for length in range(len(good)):
        with open(path, "wb") as file:
            file.write(good[:length])
        assert read_or_damage(prefix)


def test_a_missing_file_of_data_names_the_variable(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    bundle_writer.write(prefix, SMALL)
    os.unlink(prefix + ".data-00000-of-00001")
    with pytest.raises(errors.NotFoundError, match=r"Variable z .*data-00000-of-00001 is missing"):
        bundle.read(prefix, ["z"])


def write_index(prefix: Any, items: Any, header: Any = None) -> None:
    header = header or BundleHeaderProto(num_shards=1)
    with open(prefix + ".index", "wb") as file:
        file.write(table.build([(b"", header.SerializeToString()), *items]))


def entry(shape: Any, **fields: Any) -> Any:
    proto = BundleEntryProto(**fields)
    for length in shape:
        proto.shape.dim.add(size=length)
    return proto.SerializeToString()


@pytest.mark.parametrize(
    "value",
    [
        entry([2**40], dtype=1, size=2**42),
        entry([2**62, 4], dtype=1, size=0),
        entry([2**40], dtype=7, size=2**42),
        entry([2**40], dtype=7, size=8),
        entry([1], dtype=7, size=8),
        entry([-1], dtype=1, size=4),
        entry([2], dtype=1, size=4),
        entry([0, 2**62, 2**62], dtype=1, size=0),
        entry([1] * 100, dtype=1, size=4),
        entry([1], dtype=1, size=4, offset=2**50),
        entry([1], dtype=1, size=4, offset=-4),
        entry([1], dtype=1, size=4, shard_id=1),
        entry([1], dtype=1, size=4, shard_id=-1),
        b"\xff\xff",
    ],
)
def test_hostile_entries_are_damage_and_allocate_nothing(tmp_path: Path, value: Any) -> None:
    prefix = str(tmp_path / "m")
    write_index(prefix, [(b"victim", value)])
    with open(prefix + ".data-00000-of-00001", "wb") as file:
        file.write(b"\x80" * 16)
    with pytest.raises((errors.DataLossError, errors.OutOfRangeError)):
        bundle.read(prefix)


def test_an_index_without_a_header_is_damage(tmp_path: Path) -> None:
    with open(tmp_path / "m.index", "wb") as file:
        file.write(table.build([(b"v", entry([], dtype=1, size=4))]))
    with pytest.raises(errors.DataLossError, match="header"):
        bundle.entries(str(tmp_path / "m"))


def test_a_name_that_is_not_text_is_damage(tmp_path: Path) -> None:
    write_index(str(tmp_path / "m"), [(b"\xff", entry([], dtype=1, size=4))])
    with pytest.raises(errors.DataLossError):
        bundle.entries(str(tmp_path / "m"))


def test_what_tuigraph_has_no_notion_of_is_listed_and_refused_by_name(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    write_index(prefix, [(b"handle", entry([2], dtype=20, size=4))])
    with open(prefix + ".data-00000-of-00001", "wb") as file:
        file.write(b"\0" * 16)
    assert bundle.list_variables(prefix) == [("handle", [2])]
    with pytest.raises(errors.UnimplementedError, match="Variable handle has a dtype"):
        bundle.read(prefix, ["handle"])
    for header in (BundleHeaderProto(endianness=1), BundleHeaderProto(version={"min_consumer": 2})):
        write_index(prefix, [], header)
        with pytest.raises(errors.UnimplementedError):
            bundle.entries(prefix)


# ---- kills


class Killed(BaseException):
    pass


def kill_at(monkeypatch: pytest.MonkeyPatch, call: Any) -> None:
    """From the given call on, nothing that changes the file system does anything: as if the process were dead."""
    calls = 0
    for name in ("replace", "link", "unlink", "fsync"):
        real = getattr(os, name)

        def deadly(*args: Any, real: Any = real) -> Any:
            nonlocal calls
            calls += 1
            if calls >= call:
                raise Killed
            return real(*args)

        monkeypatch.setattr(os, name, deadly)


@pytest.mark.parametrize("former", [True, False])
def test_a_save_that_dies_at_any_step_leaves_the_former_checkpoint_or_the_new_one(tmp_path: Path, former: bool) -> None:
    old, new = {"v": np.zeros(5), "w": np.array(b"old", object)}, {"v": np.ones(7), "w": np.array(b"newer", object)}
    outcomes = []
    for call in range(1, 100):
        prefix = str(tmp_path / f"m{call}")
        if former:
            bundle_writer.write(prefix, old)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, call)
            try:
                bundle_writer.write(prefix, new)
            except Killed:
                finished = False
            else:
                finished = True
        if not former and not os.path.exists(prefix + ".index"):
            outcomes.append("nothing")
        else:
            outcomes.append(bundle.read(prefix)["w"].item().decode())
        bundle_writer.write(prefix, old)  # what was left behind is in nobody's way
        assert bundle.read(prefix)["w"].item() == b"old"
        files = [file.name for file in tmp_path.glob(f"m{call}.*")]
        assert sorted(files) == [f"m{call}.data-00000-of-00001", f"m{call}.index"]
        if finished:
            break
    assert finished
    assert outcomes == sorted(outcomes, key=["old", "nothing", "newer"].index)
    assert outcomes[0] == ("old" if former else "nothing")
    assert outcomes.count("newer") < len(outcomes) - 3


SAVE_FOR_EVER = """
import sys, numpy as np
from tuigraph.training import bundle, bundle_writer
step = 0
while True:
    bundle_writer.write(sys.argv[1], {name: np.full(200_000, step, np.float64) for name in "ab"})
    print(flush=True)
    step += 1
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_process_leaves_a_whole_checkpoint(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    wait = random.Random(1)
    for _ in range(5):
        process = subprocess.Popen([sys.executable, "-c", SAVE_FOR_EVER, prefix], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait.uniform(0, 0.05))
        process.kill()
        process.communicate()
        found = bundle.read(prefix)
        assert (found["a"] == found["a"][0]).all()
        assert (found["b"] == found["a"]).all()
