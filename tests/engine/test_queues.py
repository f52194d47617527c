"""Queues and readers: order, waiting, closing, and state that belongs to the session."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.engine import execute


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def test_a_random_shuffle_queue_with_a_seed_gives_tensorflows_order() -> None:
    queue = tf.RandomShuffleQueue(20, 0, [tf.int32], shapes=[[]], seed=42)
    put, get = queue.enqueue_many([np.arange(10)]), queue.dequeue()
    with tf.Session() as sess:
        sess.run(put)
        assert [int(sess.run(get)) for _ in range(10)] == [2, 1, 5, 7, 6, 3, 0, 9, 8, 4]


def test_a_priority_queue_gives_the_smallest_first_and_equals_in_order() -> None:
    queue = tf.PriorityQueue(10, [tf.string], shapes=[[]])
    put = queue.enqueue_many([np.array([3, 1, 2, 1], np.int64), ["c", "a", "b", "a2"]])
    with tf.Session() as sess:
        sess.run(put)
        assert [sess.run(queue.dequeue())[1] for _ in range(4)] == [b"a", b"a2", b"b", b"c"]


def test_a_padding_queue_pads_a_batch_to_its_largest_element() -> None:
    x = tf.placeholder(tf.int32, [None])
    queue = tf.PaddingFIFOQueue(10, [tf.int32], shapes=[[None]])
    put, get = queue.enqueue([x]), queue.dequeue_many(2)
    with tf.Session() as sess:
        for row in ([1], [2, 3, 4]):
            sess.run(put, {x: row})
        assert sess.run(get).tolist() == [[1, 0, 0], [2, 3, 4]]


def test_a_failed_dequeue_leaves_the_queue_as_it_was() -> None:
    queue = tf.FIFOQueue(5, [tf.int32], shapes=[[]])
    with tf.Session() as sess:
        sess.run(queue.enqueue_many([[1, 2, 3]]))
        sess.run(queue.close())
        with pytest.raises(tf.errors.OutOfRangeError, match="insufficient elements"):
            sess.run(queue.dequeue_many(4))
        assert sess.run(queue.size()) == 3
        with pytest.raises(tf.errors.CancelledError, match="closed"):
            sess.run(queue.enqueue([9]))


def test_a_dequeue_waits_for_another_thread() -> None:
    queue = tf.FIFOQueue(1, [tf.int32], shapes=[[]])
    put, get = queue.enqueue([7]), queue.dequeue()
    with tf.Session() as sess:
        timer = threading.Timer(0.1, lambda: sess.run(put))
        timer.start()
        assert sess.run(get) == 7
        timer.join()


def test_closing_the_session_wakes_who_waits() -> None:
    queue = tf.FIFOQueue(1, [tf.int32], shapes=[[]])
    get = queue.dequeue()
    sess = tf.Session()
    seen: list[Any] = []

    def wait() -> None:
        try:
            sess.run(get)
        except tf.errors.CancelledError as error:
            seen.append(error)

    worker = threading.Thread(target=wait)
    worker.start()
    time.sleep(0.05)
    sess.close()
    worker.join(5)
    assert len(seen) == 1


def test_steps_back_put_elements_back() -> None:
    queue = tf.FIFOQueue(5, [tf.int32], shapes=[[]])
    put, get = queue.enqueue_many([[1, 2, 3]]), queue.dequeue()

    class BackAndForth:
        def session_opened(self, session: Any) -> None: ...
        def session_closed(self, session: Any) -> None: ...
        def run(self, session: Any, execution: execute.Execution, request: Any) -> None:
            while not execution.finished:
                execution.step()
            while execution.undo:
                execution.back()
            execution.advance()

    with tf.Session() as sess:
        sess.run(put)
        former = execute.set_observer(BackAndForth())
        try:
            assert [int(sess.run(get)) for _ in range(3)] == [1, 2, 3]
        finally:
            execute.set_observer(former)


def test_lines_of_several_files_come_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo")
    (tmp_path / "b.txt").write_bytes(b"three\n")
    names = tf.FIFOQueue(5, [tf.string], shapes=[[]])
    reader = tf.TextLineReader()
    key, line = reader.read(names)
    with tf.Session() as sess:
        sess.run(names.enqueue_many([[str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]]))
        sess.run(names.close())
        assert [sess.run(line) for _ in range(3)] == [b"one", b"two", b"three"]
        with pytest.raises(tf.errors.OutOfRangeError):
            sess.run(key)
        assert sess.run([reader.num_records_produced(), reader.num_work_units_completed()]) == [3, 2]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    names = tf.FIFOQueue(1, [tf.string], shapes=[[]])
    line = tf.TextLineReader().read(names)[1]
    with tf.Session() as sess:
        sess.run(names.enqueue([str(tmp_path / "nope.txt")]))
        with pytest.raises(tf.errors.NotFoundError, match=r"nope\.txt"):
            sess.run(line)


@pytest.mark.parametrize(
    ("record", "says"), [("1,x", "not a valid float"), ("1", "Expect 2 fields but have 1"), (",2", "required")]
)
def test_a_bad_csv_record_says_what_is_wrong(record: str, says: str) -> None:
    columns = tf.decode_csv(tf.constant(record), [tf.constant([], tf.int32), [0.0]])
    with tf.Session() as sess, pytest.raises(tf.errors.InvalidArgumentError, match=says):
        sess.run(columns)


def test_batches_through_threads() -> None:
    numbers = tf.train.range_input_producer(10, shuffle=False, num_epochs=1)
    batch = tf.train.batch([numbers.dequeue()], batch_size=4, allow_smaller_final_batch=True)
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord=coord)
        seen = []
        with contextlib.suppress(tf.errors.OutOfRangeError):
            while True:
                seen.append(sess.run(batch).tolist())
        coord.request_stop()
        coord.join(threads)
    assert seen == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_a_queue_runner_survives_in_a_meta_graph() -> None:
    with tf.Graph().as_default():
        numbers = tf.train.range_input_producer(3, shuffle=False, num_epochs=1, name="numbers")
        numbers.dequeue(name="number")
        saved = tf.train.export_meta_graph()
    tf.train.import_meta_graph(saved)
    with tf.Session() as sess:
        sess.run(tf.variables_initializer(tf.local_variables()))
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord=coord)
        assert [sess.run("number:0") for _ in range(3)] == [0, 1, 2]
        coord.request_stop()
        coord.join(threads)


def test_a_queue_runner_that_is_added_twice_comes_back_as_two() -> None:
    with tf.Graph().as_default():
        queue = tf.FIFOQueue(2, [tf.int32], shapes=[[]])
        runner = tf.train.QueueRunner(queue, [queue.enqueue(1)])
        for _ in range(2):
            tf.train.add_queue_runner(runner)
        saved = tf.train.export_meta_graph()
    tf.train.import_meta_graph(saved)
    one, other = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    assert one is not other


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: tf.FIFOQueue(2, [tf.int32], shapes=[[], []]), ValueError),
        (lambda: tf.FIFOQueue(2, [tf.int32], shapes=[[None]]), ValueError),
        (lambda: tf.FIFOQueue("a", [tf.int32]), TypeError),  # type: ignore[arg-type]
        (lambda: tf.PaddingFIFOQueue(2, [tf.int32], shapes=None), ValueError),
        (lambda: tf.PriorityQueue(2, [tf.string]), TypeError),
        (lambda: tf.FIFOQueue(2, [tf.int32], shapes=[[]]).enqueue_many(3), ValueError),
        (lambda: tf.QueueBase.from_list(0, [3]), TypeError),  # type: ignore[list-item]
    ],
)
def test_queues_that_cannot_be(make: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        make()


def test_elements_of_another_shape_are_refused_in_the_run() -> None:
    queue, value = tf.FIFOQueue(3, [tf.int32], shapes=[[2]]), tf.placeholder(tf.int32)
    one, several = queue.enqueue([value]), queue.enqueue_many([value])
    with tf.Session() as sess:
        for put, bad in ((one, [1, 2, 3]), (several, [1, 2])):
            with pytest.raises(tf.errors.InvalidArgumentError):
                sess.run(put, {value: bad})
        sess.run(several, {value: [[1, 2], [3, 4]]})
        assert sess.run(queue.dequeue_up_to(2)).tolist() == [[1, 2], [3, 4]]


def test_closing_a_closed_queue_is_cancelled() -> None:
    queue = tf.FIFOQueue(3, [tf.int32])
    with tf.Session() as sess:
        sess.run(queue.close())
        with pytest.raises(tf.errors.CancelledError, match="already closed"):
            sess.run(queue.close())


def test_a_tensor_chooses_among_queues() -> None:
    queues, which = [tf.FIFOQueue(3, [tf.int32], [[]]) for _ in range(2)], tf.placeholder(tf.int32, [])
    chosen = tf.QueueBase.from_list(which, queues).dequeue()
    with tf.Session() as sess:
        sess.run([queue.enqueue([i]) for i, queue in enumerate(queues)])
        assert [sess.run(chosen, {which: i}) for i in (1, 0)] == [1, 0]


def test_a_reader_gives_several_records_up_to_the_end_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1\n2\n3\n")
    names = tf.FIFOQueue(3, [tf.string], shapes=[[]])
    _, lines = tf.TextLineReader().read_up_to(names, 2)
    with tf.Session() as sess:
        sess.run(names.enqueue([str(tmp_path / "a")]))
        assert [sess.run(lines).tolist() for _ in range(2)] == [[b"1", b"2"], [b"3"]]


# ---------------------------------------------------------------- closing, with threads that wait


class Waiting(threading.Thread):
    """A call in a thread of its own, which is blocked when this returns; `ends` gives its result or its error."""

    def __init__(self, sess: tf.Session, queue: Any, fetch: Any, feed: Any = None) -> None:
        super().__init__(daemon=True)
        self.run_it = lambda: sess.run(fetch, feed)
        self.outcome: Any = "waits"
        cell = sess.store.cells["", queue.name]
        before = len(cell.putting) + len(cell.taking)  # type: ignore[attr-defined]
        self.start()
        while len(cell.putting) + len(cell.taking) <= before and self.outcome == "waits":  # type: ignore[attr-defined]
            time.sleep(0.001)

    def run(self) -> None:
        try:
            self.outcome = self.run_it()
        except tf.errors.OpError as error:
            self.outcome = f"{type(error).__name__}: {error}".split("\n")[0]

    def ends(self) -> Any:
        self.join(30)
        return self.outcome


def full_queue() -> tuple[Any, Any, Any, tf.Session]:
    queue, element = tf.FIFOQueue(2, tf.int32, shapes=[()]), tf.placeholder(tf.int32)
    put, sess = queue.enqueue(element), tf.Session()
    for i in range(2):
        sess.run(put, {element: i})
    return queue, element, put, sess


def test_what_waits_when_a_queue_is_closed_goes_through_and_what_comes_later_does_not() -> None:
    queue, element, put, sess = full_queue()
    get = queue.dequeue()
    waiting = [Waiting(sess, queue, put, {element: i}) for i in (2, 3)]
    closing = Waiting(sess, queue, queue.close())
    late = Waiting(sess, queue, put, {element: 9})
    assert not sess.run(queue.is_closed())
    assert [int(sess.run(get)) for _ in range(4)] == [0, 1, 2, 3]
    assert [w.ends() for w in waiting] == [None, None]
    assert closing.ends() is None
    assert late.ends() == "CancelledError: FIFOQueue 'fifo_queue' is closed."
    with pytest.raises(tf.errors.OutOfRangeError, match=r"insufficient elements \(requested 1, current size 0\)"):
        sess.run(get)
    with pytest.raises(tf.errors.CancelledError, match="already closed"):
        sess.run(queue.close())


def test_what_waits_is_cancelled_where_close_asks_for_it() -> None:
    queue, element, put, sess = full_queue()
    waiting = [Waiting(sess, queue, put, {element: i}) for i in (2, 3)]
    sess.run(queue.close(cancel_pending_enqueues=True))
    assert [w.ends() for w in waiting] == ["CancelledError: Enqueue operation was cancelled"] * 2
    assert sess.run(queue.dequeue_up_to(5)).tolist() == [0, 1]
    sess.run(queue.close(cancel_pending_enqueues=True))  # once more is no error, unlike close()


def test_several_elements_that_wait_for_room_all_go_in_before_the_queue_closes() -> None:
    queue = tf.FIFOQueue(2, tf.int32, shapes=[()])
    sess, get = tf.Session(), queue.dequeue()
    sess.run(queue.size())
    filling = Waiting(sess, queue, queue.enqueue_many([[0, 1, 2, 3, 4]]))
    closing = Waiting(sess, queue, queue.close())
    assert [int(sess.run(get)) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert (filling.ends(), closing.ends()) == (None, None)


def test_who_waits_first_is_served_first() -> None:
    queue, element, put, sess = full_queue()
    waiting = [Waiting(sess, queue, put, {element: i}) for i in range(2, 12)]
    get = queue.dequeue()
    assert [int(sess.run(get)) for _ in range(12)] == list(range(12))
    assert [w.ends() for w in waiting] == [None] * 10


@pytest.mark.parametrize(
    ("make", "says", "later"),
    [
        (lambda: tf.FIFOQueue(10, tf.int32, shapes=[()]), "requested 1, current size 0", [1, 2, 3]),
        (lambda: tf.PaddingFIFOQueue(10, tf.int32, shapes=[()]), "requested 1, current size 0", [1, 2, 3]),
        (lambda: tf.RandomShuffleQueue(10, 2, tf.int32, shapes=[()], seed=1), "requested 3, current size 2", [1, 2, 3]),
    ],
    ids=["fifo", "padding", "shuffle"],
)
def test_too_few_elements_at_the_close_are_there_for_the_next(make: Any, says: str, later: list[int]) -> None:
    queue, sess = make(), tf.Session()
    sess.run(queue.enqueue_many([[1, 2, 3]]))
    many = Waiting(sess, queue, queue.dequeue_many(4))
    rest = Waiting(sess, queue, queue.dequeue_up_to(4))
    sess.run(queue.close())
    assert says in many.ends()
    assert rest.ends().tolist() == later
    assert sess.run(queue.dequeue_many(0)).tolist() == []


# ---------------------------------------------------------------- what a queue's node says of it


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (lambda: tf.FIFOQueue(11, tf.int32, shapes=[()], shared_name="q"), "has capacity 10 but requested .* was 11"),
        (lambda: tf.FIFOQueue(10, tf.int64, shapes=[()], shared_name="q"), "has component types int32 but .* int64"),
        (
            lambda: tf.FIFOQueue(10, tf.int32, shapes=[[1]], shared_name="q"),
            r"component shapes \[\[\]\] but .*\[\[1\]\]",
        ),
        (lambda: tf.FIFOQueue(10, tf.int32, shared_name="q"), r"component shapes \[\[\]\] but .* \[\]"),
        (
            lambda: tf.PaddingFIFOQueue(10, tf.int32, shapes=[()], shared_name="q"),
            "Expected FIFOQueue, found PaddingFIFO",
        ),
    ],
)
def test_queues_of_one_name_have_to_agree(other: Any, says: str) -> None:
    queue = tf.FIFOQueue(10, tf.int32, shapes=[()], shared_name="q")
    with tf.Session() as sess:
        sess.run(queue.enqueue(5))
        assert sess.run(tf.FIFOQueue(10, tf.int32, shapes=[()], shared_name="q").size()) == 1
        with pytest.raises(tf.errors.InvalidArgumentError, match=says):
            sess.run(other().size())


def test_components_that_bring_different_numbers_of_elements_are_refused() -> None:
    a, b = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
    queue = tf.FIFOQueue(10, [tf.int32, tf.int32], shapes=[(), ()])
    with pytest.raises(ValueError, match="Dimensions 2 and 1 are not compatible"):
        queue.enqueue_many([[1, 2], [1]])
    put = queue.enqueue_many([a, b])
    with tf.Session() as sess:
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"component 1. Expected \[2\], got \[1\]"):
            sess.run(put, {a: [1, 2], b: [1]})
        assert sess.run(queue.size()) == 0


def test_batches_need_elements_of_known_shapes() -> None:
    queue = tf.FIFOQueue(10, [tf.int32])
    with tf.Session() as sess:
        sess.run(queue.enqueue([1]))
        for batch in (queue.dequeue_many(1), queue.dequeue_up_to(1)):
            with pytest.raises(tf.errors.InvalidArgumentError, match="require the components to have specified shapes"):
                sess.run(batch)


@pytest.mark.parametrize("shapes", [(), [], [()], [[]], tf.TensorShape([]), [tf.TensorShape([])]])
def test_a_priority_queue_of_one_component_may_be_given_its_shape_alone(shapes: Any) -> None:
    queue = tf.PriorityQueue(3, tf.int32, shapes=shapes)
    assert [s.as_list() for s in queue.shapes] == [[], []]


@pytest.mark.parametrize("least", [-1, 10])
def test_a_shuffle_queue_cannot_keep_more_than_it_holds(least: int) -> None:
    with (
        tf.Session() as sess,
        pytest.raises(tf.errors.InvalidArgumentError, match=f"min_after_dequeue {least} must be"),
    ):
        sess.run(tf.RandomShuffleQueue(10, least, tf.int32).size())
