"""Savers: their nodes, the files they leave, and errors that change nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.training import bundle_writer, saver_nodes


@pytest.fixture(autouse=True)
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)
    with tf.Graph().as_default() as made:
        yield made


def started() -> Any:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def nodes(graph: Any, scope: Any) -> Any:
    found = graph.as_graph_def().node
    return [(n.name, n.op, list(n.input)) for n in found if n.name.startswith(scope)]


def test_nodes_are_tensorflows(graph: Any) -> None:
    tf.Variable([1.0, 2.0], name="v")
    tf.Variable(7, name="w")
    saver = tf.train.Saver()
    assert nodes(graph, "save/") == [
        ("save/filename/input", "Const", []),
        ("save/filename", "PlaceholderWithDefault", ["save/filename/input"]),
        ("save/Const", "PlaceholderWithDefault", ["save/filename"]),
        ("save/SaveV2/tensor_names", "Const", []),
        ("save/SaveV2/shape_and_slices", "Const", []),
        ("save/SaveV2", "SaveV2", ["save/Const", "save/SaveV2/tensor_names", "save/SaveV2/shape_and_slices", "v", "w"]),
        ("save/control_dependency", "Identity", ["save/Const", "^save/SaveV2"]),
        ("save/RestoreV2/tensor_names", "Const", []),
        ("save/RestoreV2/shape_and_slices", "Const", []),
        (
            "save/RestoreV2",
            "RestoreV2",
            ["save/Const", "save/RestoreV2/tensor_names", "save/RestoreV2/shape_and_slices"],
        ),
        ("save/Assign", "Assign", ["v", "save/RestoreV2"]),
        ("save/Assign_1", "Assign", ["w", "save/RestoreV2:1"]),
        ("save/restore_all", "NoOp", ["^save/Assign", "^save/Assign_1"]),
    ]
    assert saver.saver_def.save_tensor_name == "save/control_dependency:0"


def test_nodes_of_a_sharded_saver_that_reshapes_are_tensorflows(graph: Any) -> None:
    v, w = tf.Variable([1.0, 2.0], name="v"), tf.Variable(7, name="w")
    saver = tf.train.Saver({"a": w, "b": v}, reshape=True, sharded=True, name="sh", filename="ff")
    assert [(name, kind) for name, kind, _ in nodes(graph, "sh/")] == [
        ("sh/filename/input", "Const"),
        ("sh/filename", "PlaceholderWithDefault"),
        ("sh/Const", "PlaceholderWithDefault"),
        ("sh/StringJoin/inputs_1", "Const"),
        ("sh/StringJoin", "StringJoin"),
        ("sh/num_shards", "Const"),
        ("sh/ShardedFilename/shard", "Const"),
        ("sh/ShardedFilename", "ShardedFilename"),
        ("sh/SaveV2/tensor_names", "Const"),
        ("sh/SaveV2/shape_and_slices", "Const"),
        ("sh/SaveV2", "SaveV2"),
        ("sh/control_dependency", "Identity"),
        ("sh/MergeV2Checkpoints/checkpoint_prefixes", "Pack"),
        ("sh/MergeV2Checkpoints", "MergeV2Checkpoints"),
        ("sh/Identity", "Identity"),
        ("sh/RestoreV2/tensor_names", "Const"),
        ("sh/RestoreV2/shape_and_slices", "Const"),
        ("sh/RestoreV2", "RestoreV2"),
        ("sh/Reshape/shape", "Const"),
        ("sh/Reshape", "Reshape"),
        ("sh/Assign", "Assign"),
        ("sh/Reshape_1/shape", "Const"),
        ("sh/Reshape_1", "Reshape"),
        ("sh/Assign_1", "Assign"),
        ("sh/restore_shard", "NoOp"),
        ("sh/restore_all", "NoOp"),
    ]
    assert saver.saver_def.save_tensor_name == "sh/Identity:0"


def test_a_sharded_saver_writes_one_checkpoint_and_leaves_no_parts() -> None:
    with tf.device("/cpu:0"):
        v = tf.Variable([1.0, 2.0], name="v")
    with tf.device("/cpu:1"):
        w = tf.Variable(7, name="w")
    saver = tf.train.Saver(sharded=True)
    with started() as session:
        saver.save(session, "./m", write_meta_graph=False)
        assert sorted(os.listdir()) == ["checkpoint", "m.data-00000-of-00001", "m.index"]
        session.run([v.assign([0.0, 0.0]), w.assign(0)])
        saver.restore(session, "./m")
        assert session.run([v, w])[0].tolist() == [1, 2]


def test_a_variable_of_another_shape_is_restored_with_reshape() -> None:
    with tf.Graph().as_default():
        tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="v")
        with started() as session:
            tf.train.Saver().save(session, "./m")
    v = tf.Variable([0.0] * 4, name="v")
    with tf.Session() as session:
        tf.train.Saver(reshape=True).restore(session, "./m")
        assert session.run(v).tolist() == [1, 2, 3, 4]


def test_the_folder_is_made_but_not_what_it_stands_in() -> None:
    tf.Variable(1, name="v")
    saver = tf.train.Saver()
    with started() as session:
        assert saver.save(session, "D:/m") == "D:/m"
        assert tf.train.latest_checkpoint("D:") == "D:/m"
        with pytest.raises(ValueError, match=r"Parent directory of a/b/m doesn't exist.*os.makedirs\('a/b'\)"):
            saver.save(session, "a/b/m")


def test_the_list_of_checkpoints_has_paths_relative_to_its_folder(tmp_path: Path) -> None:
    tf.Variable(1, name="v")
    saver = tf.train.Saver()
    with started() as session:
        saver.save(session, "./a")
        saver.save(session, "one/b", global_step=np.int64(3))
    assert Path("one/checkpoint").read_text() == (
        'model_checkpoint_path: "b-3"\nall_model_checkpoint_paths: "../a"\nall_model_checkpoint_paths: "b-3"\n'
    )
    state = tf.train.get_checkpoint_state(str(tmp_path / "one"))
    assert state.model_checkpoint_path == str(tmp_path / "one" / "b-3")
    assert tf.train.latest_checkpoint(tmp_path / "one") == str(tmp_path / "one" / "b-3")


def test_without_a_list_there_is_no_latest_checkpoint(tmp_path: Path) -> None:
    assert tf.train.latest_checkpoint("nowhere") is None
    assert tf.train.get_checkpoint_state(tmp_path) is None
    Path("checkpoint").write_text("no such field: 1")
    assert tf.train.latest_checkpoint(tmp_path) is None
    Path("checkpoint").write_text('model_checkpoint_path: "gone"')
    assert tf.train.latest_checkpoint(tmp_path) is None


def test_relative_paths_are_kept_on_demand(tmp_path: Path) -> None:
    tf.Variable(1, name="v")
    with started() as session:
        tf.train.Saver(save_relative_paths=True).save(session, str(tmp_path / "m"))
        assert 'model_checkpoint_path: "m"' in Path("checkpoint").read_text()
        tf.train.Saver().save(session, str(tmp_path / "m"))
        assert f'model_checkpoint_path: "{tmp_path / "m"}"' in Path("checkpoint").read_text()


def test_a_checkpoint_is_kept_every_so_many_hours() -> None:
    tf.Variable(1, name="v")
    saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=1e-9)
    with started() as session:
        for step in range(3):
            saver.save(session, "./m", global_step=step, write_meta_graph=False)
    assert saver.last_checkpoints == ["./m-2"]
    assert sorted(Path().glob("*.index")) == [Path("m-0.index"), Path("m-1.index"), Path("m-2.index")]


def test_a_saver_takes_over_the_checkpoints_of_a_former_one() -> None:
    tf.Variable(1, name="v")
    with started() as session:
        old = tf.train.Saver(max_to_keep=2)
        old.save(session, "./m", global_step=1)
        old.save(session, "./m", global_step=2)
        new = tf.train.Saver(max_to_keep=2)
        new.recover_last_checkpoints(["./gone", *old.last_checkpoints])
        new.save(session, "./m", global_step=3)
    assert new.last_checkpoints == ["./m-2", "./m-3"]
    assert not Path("m-1.index").exists()


def test_building_can_be_put_off() -> None:
    saver = tf.train.Saver(defer_build=True)
    v = tf.Variable(1, name="v")
    with started() as session:
        with pytest.raises(RuntimeError, match="build"):
            saver.save(session, "./m")
        saver.build()
        saver.save(session, "./m")
        assert tf.train.load_variable("./m", "v") == session.run(v)


def test_a_saver_of_nothing() -> None:
    with pytest.raises(ValueError, match="No variables to save"):
        tf.train.Saver()
    with tf.Session() as session:
        assert tf.train.Saver(allow_empty=True).save(session, "./m") is None
        assert sorted(os.listdir()) == ["m.meta"]


# ---------------------------------------------------------------- errors


def two_variables() -> Any:
    a, b = tf.Variable([1.0, 2.0], name="a"), tf.Variable(5, name="b")
    return [a, b], tf.train.Saver()


def checkpoint(**values: Any) -> Any:
    bundle_writer.write("./m", values)
    return "./m"


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"a": np.array([7, 8], np.float32)}, tf.errors.NotFoundError, ["Key b not found in checkpoint ./m"]),
        (
            {"a": np.array([7, 8], np.float32), "b": np.array([1, 2], np.int32)},
            tf.errors.InvalidArgumentError,
            ["shapes of both tensors to match", "save/Assign_1"],
        ),
        (
            {"a": np.array([7, 8], np.float32), "b": np.float32(1)},
            tf.errors.InvalidArgumentError,
            ["tensor_name = b; expected dtype int32 does not equal original dtype float32"],
        ),
    ],
)
def test_a_restore_that_fails_changes_nothing(values: Any, error: Any, words: Any) -> None:
    variables, saver = two_variables()
    path = checkpoint(**values)
    with started() as session, pytest.raises(error) as caught:
        saver.restore(session, path)
    for word in [*words, "Restoring from checkpoint failed", __file__]:
        assert word in str(caught.value)
    with started() as session:
        with pytest.raises(error):
            saver.restore(session, path)
        assert [np.asarray(v).tolist() for v in session.run(variables)] == [[1, 2], 5]
    with tf.Session() as session:
        with pytest.raises(error):
            saver.restore(session, path)
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(variables[0])


def test_damage_is_told_with_the_name_of_the_variable() -> None:
    variables, saver = two_variables()
    with started() as session:
        saver.save(session, "./m")
        with open("m.data-00000-of-00001", "r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"\xff")
        with pytest.raises(tf.errors.DataLossError, match="Variable b"):
            saver.restore(session, "./m")
        assert session.run(variables[1]) == 5


def test_what_is_no_checkpoint_is_refused() -> None:
    _, saver = two_variables()
    with tf.Session() as session:
        with pytest.raises(ValueError, match="The passed save_path is not a valid checkpoint"):
            saver.restore(session, "./nothing")
        with pytest.raises(ValueError, match="None"):
            saver.restore(session, None)


def test_what_cannot_be_saved_is_refused() -> None:
    _, saver = two_variables()
    with started() as session:
        with pytest.raises(ValueError, match="collides"):
            saver.save(session, "checkpoint")
        with pytest.raises(ValueError, match="path components"):
            saver.save(session, "m", latest_filename="a/b")
        with pytest.raises(TypeError, match="Session"):
            saver.save("session", "m")
        Path("file").write_text("")
        with pytest.raises((tf.errors.OpError, ValueError)):
            saver.save(session, "file/m")
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value"):
        saver.save(session, "./m")
    assert sorted(os.listdir()) == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is writable for root")
def test_a_folder_that_cannot_be_written_is_told() -> None:
    _, saver = two_variables()
    os.mkdir("locked", 0o500)
    with started() as session, pytest.raises(tf.errors.PermissionDeniedError, match="locked"):
        saver.save(session, "locked/m")


def test_a_variable_is_saved_under_one_name() -> None:
    v = tf.Variable(1, name="v")
    with pytest.raises(ValueError, match="two names: b"):
        tf.train.Saver({"a": v, "b": v})
    with pytest.raises(TypeError, match="Name is not a string"):
        tf.train.Saver({1: v})
    with pytest.raises(TypeError, match="dict or a list"):
        tf.train.Saver(v)


def test_a_save_that_is_cut_short_keeps_the_former_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    (a, _), saver = two_variables()
    with started() as session:
        saver.save(session, "./m")
        session.run(a.assign([9.0, 9.0]))

        def cut_short(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(bundle_writer, "_link", cut_short)
            patched.setattr(os, "fsync", cut_short)
            with pytest.raises(KeyboardInterrupt):
                saver.save(session, "./m")
        saver.restore(session, "./m")
        assert session.run(a).tolist() == [1, 2]


# ---------------------------------------------------------------- readers


def test_a_reader_tells_what_is_in_a_checkpoint() -> None:
    path = checkpoint(v=np.array([1, 2], np.float32), w=np.int32(7))
    reader = tf.train.NewCheckpointReader(path)
    assert reader.get_variable_to_shape_map() == {"v": [2], "w": []}
    assert reader.get_variable_to_dtype_map() == {"v": tf.float32, "w": tf.int32}
    assert reader.has_tensor("v")
    assert not reader.has_tensor("x")
    assert reader.get_tensor("v").tolist() == [1, 2]
    assert reader.debug_string() == b"v (DT_FLOAT) [2]\nw (DT_INT32) []\n"
    assert tf.train.list_variables(path) == [("v", [2]), ("w", [])]
    assert tf.train.load_variable(path, "w:0") == 7
    with pytest.raises(tf.errors.NotFoundError, match="Key vv not found"):
        reader.get_tensor("vv")
    with pytest.raises(tf.errors.NotFoundError, match="Failed to find any matching files for nothing"):
        tf.train.NewCheckpointReader("nothing")
    with pytest.raises(ValueError, match="Couldn't find 'checkpoint' file"):
        tf.train.load_checkpoint(".")


def test_the_nodes_of_a_saver_can_be_run_by_name() -> None:
    (a, _), _ = two_variables()
    with started() as session:
        assert session.run("save/control_dependency:0", {"save/Const:0": "./m"}) == b"./m"
        session.run(a.assign([9.0, 9.0]))
        session.run("save/restore_all", {"save/Const:0": "./m"})
        assert session.run(a).tolist() == [1, 2]


def test_slice_that_the_tensor_is_not_is_refused(graph: Any) -> None:
    v = tf.Variable([1.0, 2.0], name="v")
    tf.train.Saver()
    with started() as session:
        feeds = {"save/Const:0": "./m", "save/SaveV2/shape_and_slices:0": ["2 0,1"]}
        with pytest.raises(tf.errors.InvalidArgumentError, match="does not match the shape of the tensor to save"):
            session.run("save/SaveV2", feeds)
    assert saver_nodes.saveables([v]) == [saver_nodes.Saveable("v", v.op.outputs[0])]


def test_what_the_system_does_not_give_has_tensorflows_class() -> None:
    os.makedirs("m.meta")
    os.makedirs("saved_model.pb")
    with pytest.raises(tf.errors.FailedPreconditionError, match=r"m\.meta; Is a directory"):
        tf.train.import_meta_graph("m.meta")
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError, match=r"\.pb; Is a directory"):
        tf.saved_model.loader.load(session, ["serve"], ".")
