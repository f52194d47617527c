"""Iterators are state of the session: where each stands is taken back exactly, and is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import Stepper
from tuigraph.debugger.describe import describe
from tuigraph.engine.execute import Execution, set_observer
from tuigraph.words import Words

Data = tf.data.Dataset


def noisy(source: tf.data.Dataset) -> tf.data.Dataset:
    made = Data.from_generator(lambda: iter([(1.0,), (2.0,), (3.0,)]), (tf.float32,), ([],))
    mixed = source.cache().shuffle(3, seed=1).map(lambda x: tf.cast(x, tf.float32) + tf.random_uniform([]))
    return Data.zip((mixed, made.repeat())).repeat(3).batch(4)


def until_the_end(session: tf.Session, element: Any) -> list[Any]:
    found = []
    for _ in range(99):
        try:
            found.append(session.run(element))
        except tf.errors.OutOfRangeError:
            return found
    raise AssertionError("no end")


class Checked(Stepper):
    """Sees to it that a step that is taken back and run again gives the same values."""

    def run(self, session: Any, execution: Execution, request: Any) -> None:
        while not execution.finished:
            execution.step()
            first = [value.copy() if isinstance(value, np.ndarray) else value for value in execution.values]
            execution.back()
            execution.step()
            np.testing.assert_equal([repr(v) for v in execution.values], [repr(v) for v in first])


def elements(watched: bool) -> list[Any]:
    with tf.Graph().as_default():
        tf.set_random_seed(4)
        element = noisy(Data.range(5)).make_one_shot_iterator().get_next()
        former = set_observer(Checked() if watched else None)
        try:
            with tf.Session() as session:
                found = until_the_end(session, element)
        finally:
            set_observer(former)
    return found


def test_a_step_back_takes_an_iterator_back() -> None:
    plain = elements(watched=False)
    assert len(plain) == 4
    np.testing.assert_equal(elements(watched=True), plain)


def test_each_session_stands_where_it_has_come_to_and_says_so() -> None:
    with tf.Graph().as_default():
        iterator = Data.range(10).shuffle(4, seed=2).batch(3).make_initializable_iterator()
        element = iterator.get_next()
        with tf.Session() as one, tf.Session() as other:
            for session in (one, other):
                with pytest.raises(tf.errors.FailedPreconditionError, match="has not been initialized"):
                    session.run(element)
                session.run(iterator.initializer)
            one.run(element)
            one.run(element)
            other.run(element)
            say = Words("en").say
            rows = [(say(a), say(b)) for a, b in describe(iterator, {1: one, 2: other})[1:]]
    assert rows == [
        ("session 1", "2 elements so far"),
        ("  Batch", ""),
        ("    Shuffle", "3 of 4"),
        ("      Range", "9 of 10"),
        ("session 2", "1 element so far"),
        ("  Batch", ""),
        ("    Shuffle", "3 of 4"),
        ("      Range", "6 of 10"),
    ]


def test_a_string_handle_chooses_the_iterator_of_a_run() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        handle = tf.placeholder(tf.string, [])
        either = tf.data.Iterator.from_string_handle(handle, tf.int64, ()).get_next()
        small, large = [Data.range(n, n + 5).make_one_shot_iterator().string_handle() for n in (0, 100)]
        names = session.run([small, large])
        assert [session.run(either, {handle: names[i]}) for i in (0, 1, 0, 1)] == [0, 100, 1, 101]
        with pytest.raises(tf.errors.NotFoundError, match="No iterator of this session"):
            session.run(either, {handle: "no"})


def test_an_element_that_cannot_be_made_is_passed_over() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        checked = Data.range(4).map(lambda x: tf.check_numerics(1.0 / tf.cast(x - 1, tf.float32), "no number"))
        element = checked.make_one_shot_iterator().get_next()
        kept = checked.apply(tf.data.experimental.ignore_errors()).batch(9).make_one_shot_iterator().get_next()
        assert session.run(element) == -1.0
        with pytest.raises(tf.errors.InvalidArgumentError, match="no number"):
            session.run(element)
        assert session.run(element) == 1.0
        np.testing.assert_array_equal(session.run(kept), np.array([-1.0, 1.0, 0.5], np.float32))


def test_files_are_read_line_by_line_record_by_record_and_column_by_column(tmp_path: Path) -> None:
    text, rows, records = str(tmp_path / "a.txt"), str(tmp_path / "a.csv"), str(tmp_path / "a.tfrecord")
    Path(text).write_bytes(b"one\ntwo\r\nthree")
    Path(rows).write_bytes(b'n,s\n1,"x,\ny"\n,z\n')
    with tf.python_io.TFRecordWriter(records) as writer:
        writer.write(b"first")
        writer.write(b"second")
    with tf.Graph().as_default(), tf.Session() as session:

        def read(dataset: tf.data.Dataset) -> list[Any]:
            return until_the_end(session, dataset.make_one_shot_iterator().get_next())

        assert read(tf.data.TextLineDataset([text, text]).skip(2)) == [b"three", b"one", b"two", b"three"]
        assert read(tf.data.FixedLengthRecordDataset(text, 4, header_bytes=2)) == [b"e\ntw", b"o\r\nt", b"hree"]
        assert read(tf.data.TFRecordDataset(records)) == [b"first", b"second"]
        table = tf.data.experimental.CsvDataset(rows, [7, tf.string], header=True)
        assert read(table) == [(1, b"x,\ny"), (7, b"z")]
        assert read(Data.list_files(f"{tmp_path}/a.t*", shuffle=False)) == [records.encode(), text.encode()]
        data = Path(records).read_bytes()
        Path(records).write_bytes(data[:-6] + b"X" + data[-5:])
        with pytest.raises(tf.errors.DataLossError, match="corrupted record at 21"):
            read(tf.data.TFRecordDataset(records))


def test_what_cannot_be_a_dataset_is_refused() -> None:
    with tf.Graph().as_default():
        numbers = Data.range(3)
        variable = tf.Variable(1.0)
        with pytest.raises(ValueError, match="does not support datasets that capture stateful objects"):
            numbers.map(lambda x: tf.cast(x, tf.float32) * variable).make_one_shot_iterator()
        with pytest.raises(TypeError, match="must return a `Dataset` object"):
            numbers.flat_map(lambda x: x)
        with pytest.raises(ValueError, match="scalar boolean tensor"):
            numbers.filter(lambda x: x)
        with pytest.raises(ValueError, match="rank >= 1"):
            Data.from_tensor_slices(1)
        with pytest.raises(TypeError, match="different types"):
            numbers.concatenate(Data.from_tensors(1.0))
        with pytest.raises(RuntimeError, match="eager"):
            iter(numbers)
