"""Event files: what TensorBoard finds in them, while they are written and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import tuigraph as tf
from tests.work import lines_run


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as made:
        yield made


def only_file(folder: Any) -> Any:
    (path,) = Path(folder).glob("events.out.tfevents.*")
    return path


def kinds(path: Any) -> Any:
    return [event.WhichOneof("what") for event in tf.train.summary_iterator(path)]


def summary(tag: str = "loss", value: float = 1.0) -> Any:
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])


def test_a_file_begins_with_its_version_and_the_graph(tmp_path: Path) -> None:
    v = tf.Variable(1.0, name="v")
    with tf.summary.FileWriter(str(tmp_path / "a" / "b"), v.graph) as writer:
        assert writer.get_logdir() == str(tmp_path / "a" / "b")
    path = only_file(tmp_path / "a" / "b")
    assert kinds(path) == ["file_version", "graph_def", "meta_graph_def"]
    events = list(tf.train.summary_iterator(str(path)))
    assert events[0].file_version == "brain.Event:2"
    assert tf.GraphDef.FromString(events[1].graph_def) == v.graph.as_graph_def(add_shapes=True)
    assert "trainable_variables" in tf.MetaGraphDef.FromString(events[2].meta_graph_def).collection_def


def test_tensorboard_reads_scalars_histograms_and_the_graph(tmp_path: Path) -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    merged = tf.summary.merge([tf.summary.scalar("loss", x), tf.summary.histogram("h", [1.0, 2.0])])
    with tf.summary.FileWriter(str(tmp_path), x.graph) as writer, tf.Session() as session:
        for step in range(5):
            writer.add_summary(session.run(merged, {x: step / 2}), step)
    read = EventAccumulator(str(tmp_path), size_guidance={"histograms": 0}).Reload()
    assert [(e.step, e.value) for e in read.Scalars("loss")] == [(i, i / 2) for i in range(5)]
    assert [e.histogram_value.num for e in read.Histograms("h")] == [2] * 5
    assert [n.name for n in read.Graph().node] == [n.name for n in x.graph.as_graph_def().node]


def test_what_is_added_can_be_read_at_once(tmp_path: Path) -> None:
    writer = tf.summary.FileWriter(str(tmp_path))
    writer.add_summary(summary(), 1)
    assert kinds(only_file(tmp_path)) == ["file_version", "summary"]
    writer.close()


def test_a_closed_writer_warns_and_reopens_with_another_file(tmp_path: Path) -> None:
    writer = tf.summary.FileWriter(str(tmp_path))
    writer.close()
    with pytest.warns(UserWarning, match="closed FileWriter"):
        writer.add_summary(summary(), 1)
    writer.reopen()
    writer.add_summary(summary(), 2)
    writer.close()
    assert sorted(len(kinds(path)) for path in tmp_path.iterdir()) == [1, 2]


def test_a_tag_is_described_once(tmp_path: Path) -> None:
    note = tf.summary.text("note", tf.constant("a"))
    with tf.Session() as session, tf.summary.FileWriter(str(tmp_path)) as writer:
        for step in range(2):
            writer.add_summary(session.run(note), step)
    values = [event.summary.value[0] for event in list(tf.train.summary_iterator(only_file(tmp_path)))[1:]]
    assert [v.HasField("metadata") for v in values] == [True, False]


def test_other_events(tmp_path: Path) -> None:
    with tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 3)
        writer.add_run_metadata(tf.RunMetadata(), "run", 4)
        with pytest.raises(ValueError, match="already used"):
            writer.add_run_metadata(tf.RunMetadata(), "run", 5)
        with pytest.raises(TypeError, match="Graph"):
            writer.add_graph("no graph")
        writer.add_event(tf.Event(step=9))
    events = list(tf.train.summary_iterator(only_file(tmp_path)))[1:]
    found = [(event.WhichOneof("what"), event.step) for event in events]
    assert found == [("session_log", 3), ("tagged_run_metadata", 4), (None, 9)]


def test_a_damaged_file_is_told_from_one_that_ends(tmp_path: Path) -> None:
    with tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_summary(summary(), 1)
    path = only_file(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-3])
    with pytest.raises(tf.errors.DataLossError, match="cut off"):
        kinds(path)
    path.write_bytes(content[:-10] + b"\xff" + content[-9:])
    with pytest.raises(tf.errors.DataLossError, match="damaged"):
        kinds(path)
    with pytest.raises(tf.errors.NotFoundError):
        kinds(tmp_path / "missing")


def test_writers_of_one_folder_are_shared_by_the_cache(tmp_path: Path) -> None:
    first = tf.summary.FileWriterCache.get(str(tmp_path))
    assert tf.summary.FileWriterCache.get(str(tmp_path)) is first
    tf.summary.FileWriterCache.clear()
    second = tf.summary.FileWriterCache.get(str(tmp_path))
    assert second is not first
    tf.summary.FileWriterCache.clear()


def test_a_summary_costs_no_more_when_many_were_written_before(tmp_path: Path) -> None:
    x = tf.placeholder(tf.float32, [])
    loss = tf.summary.scalar("loss", x)
    with tf.Session() as session, tf.summary.FileWriter(str(tmp_path)) as writer:
        session.run(loss, {x: 0.0})

        def write(steps: Any) -> None:
            for step in steps:
                writer.add_summary(session.run(loss, {x: 0.5}), step)

        first = lines_run(lambda: write(range(100)))
        write(range(100, 2_000))
        assert lines_run(lambda: write(range(2_000, 2_100))) <= 1.1 * first
    [path] = tmp_path.iterdir()
    assert len(kinds(path)) == 2_101


COMPRESSION = tf.python_io.TFRecordCompressionType


@pytest.mark.parametrize(
    "options", [None, "GZIP", COMPRESSION.ZLIB, tf.python_io.TFRecordOptions(COMPRESSION.GZIP, compression_level=9)]
)
def test_records_of_any_bytes_compressed_or_not(tmp_path: Path, options: Any) -> None:
    path = str(tmp_path / "records")
    with tf.python_io.TFRecordWriter(path, options) as writer:
        writer.write(b"")
        writer.flush()
        writer.write(b"\0abc")
    assert list(tf.python_io.tf_record_iterator(path, options)) == [b"", b"\0abc"]
    with tf.Graph().as_default(), tf.Session() as session:
        names = tf.train.string_input_producer([path], num_epochs=1, shuffle=False)
        read = tf.TFRecordReader(options=options).read_up_to(names, 9)
        session.run(tf.local_variables_initializer())
        tf.train.start_queue_runners(session)
        keys, values = session.run(read)
    assert [key.rpartition(b":")[2] for key in keys] == [b"0", b"16"]
    assert values.tolist() == [b"", b"\0abc"]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:8] + b"?" + data[9:], lambda data: data[:5]]
)
def test_a_damaged_record_is_an_error_that_says_where(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "records"
    with tf.python_io.TFRecordWriter(path) as writer:
        writer.write(b"abc")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(tf.errors.DataLossError, match="records is damaged or cut off at 0"):
        list(tf.python_io.tf_record_iterator(path))


def test_what_the_system_says_of_files_of_records_has_tensorflows_class(tmp_path: Path) -> None:
    missing = str(tmp_path / "no" / "records")
    for options in (None, tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.GZIP)):
        with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
            list(tf.python_io.tf_record_iterator(str(tmp_path), options))
        with pytest.raises(tf.errors.NotFoundError, match="No such file"):
            list(tf.python_io.tf_record_iterator(missing, options))
        with pytest.raises(tf.errors.NotFoundError, match="No such file"):
            tf.python_io.TFRecordWriter(missing, options)


@pytest.mark.parametrize(
    "write",
    [
        lambda folder: tf.summary.FileWriter(folder),
        lambda folder: tf.train.write_graph(tf.get_default_graph(), folder, "graph.pbtxt"),
        lambda folder: tf.saved_model.builder.SavedModelBuilder(folder),
        lambda folder: tf.gfile.Open(f"{folder}/x", "w").write("x"),
    ],
)
def test_a_folder_that_cannot_be_made_is_an_error_of_tensorflows_class(write: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(tf.errors.FailedPreconditionError, match="Not a directory"):
        write(str(tmp_path / "file" / "folder"))


@pytest.mark.parametrize("opened", [tf.python_io.TFRecordWriter, lambda path: tf.gfile.Open(path, "wb")])
@pytest.mark.parametrize(
    "write",
    [
        lambda file: (file.write(b"x"), file.flush()),
        lambda file: (file.write(b"x"), file.close()),
        lambda file: file.write(bytes(10**6)),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Python tries again when it lets go
def test_a_full_disk_is_an_exhausted_resource(write: Any, opened: Any) -> None:
    with pytest.raises(tf.errors.ResourceExhaustedError, match="/dev/full; No space left on device"):
        write(opened("/dev/full"))
