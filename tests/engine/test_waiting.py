"""Runs that hold an operation that waits and the one that frees it: TensorFlow 1.15.5 ends each of them, and so do we.

Each session gives up waiting after a while, so that a run that hangs fails.  Where TensorFlow has no order of its own,
what is asserted is what all orders share.
"""

from __future__ import annotations

import itertools
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import Stepper
from tests.random_programs.ways import Stepper as Wanderer
from tests.random_programs.ways import Whole
from tuigraph.engine import execute
from tuigraph.engine.queues import QueueCell

WAYS: dict[str, Callable[[], Any]] = {
    "plain": lambda: None,
    "observed": Whole,
    "each step twice": Stepper,
    "stepped and back": lambda: Wanderer(random.Random(7)),
}


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


@pytest.fixture(params=WAYS)
def run(request: pytest.FixtureRequest) -> Any:
    """Runs requests one after the other in a session, in one of the ways there are."""

    def run(*requests: Any) -> list[Any]:
        former = execute.set_observer(WAYS[request.param]())
        try:
            with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=20_000)) as session:
                return [session.run(each) for each in requests]
        finally:
            execute.set_observer(former)

    return run


def queue(capacity: int, **more: Any) -> Any:
    return tf.FIFOQueue(capacity, tf.int32, shapes=[[]], **more)


def test_an_enqueue_that_waits_for_room_is_overtaken_by_the_dequeue(run: Any) -> None:
    q = queue(1)
    *_, first, second = run([q.enqueue(1), q.enqueue(2), q.dequeue(), q.dequeue()])[0]
    assert {int(first), int(second)} == {1, 2}


@pytest.mark.parametrize("turned", [False, True])
def test_a_dequeue_gets_what_an_enqueue_of_the_same_run_brings(run: Any, turned: bool) -> None:
    q = queue(5)
    if turned:
        put, got = q.enqueue(3), q.dequeue()
    else:
        got, put = q.dequeue(), q.enqueue(3)
    assert run([got, put])[0][0] == 3


def test_more_elements_than_there_is_room_for(run: Any) -> None:
    q = queue(2)
    got = run([q.enqueue_many([list(range(7))]), q.dequeue_many(3), *[q.dequeue() for _ in range(4)]])[0]
    assert sorted([*got[1].tolist(), *map(int, got[2:])]) == list(range(7))


def test_two_queues_that_wait_for_each_other(run: Any) -> None:
    one, other = queue(1), queue(1)
    x, y = one.dequeue(), other.dequeue()
    assert run([x, y, other.enqueue(x + 1), one.enqueue(5)])[0][:2] == [5, 6]


def test_a_batch_that_is_half_in_lets_others_go_on(run: Any) -> None:
    """The elements of both go in one by one, and those of the second come out only when the first is all in."""
    one, other = queue(1), queue(1)
    first, second = one.enqueue_many([[1, 2, 3]]), other.enqueue_many([[4, 5, 6]])
    out = [one.dequeue() for _ in range(3)]
    with tf.control_dependencies([first]):
        out += [other.dequeue() for _ in range(3)]
    got = run([first, second, *out])[0][2:]
    assert [sorted(map(int, got[:3])), sorted(map(int, got[3:]))] == [[1, 2, 3], [4, 5, 6]]


def test_a_chain_of_queues_asked_for_from_its_end(run: Any) -> None:
    queues = [queue(1) for _ in range(6)]
    passing = [after.enqueue(before.dequeue() * 2) for before, after in itertools.pairwise(queues)]
    assert run([queues[-1].dequeue(), *reversed(passing), queues[0].enqueue(1)])[0][0] == 32


def test_what_depends_on_one_that_waits_sees_what_happened_before(run: Any) -> None:
    """Also where what it waits for is left out of a plain run, or computed once for two."""
    q, log = queue(3), queue(10)
    got = q.dequeue()
    with tf.control_dependencies([got]):
        silent = tf.constant(1.0) * 2.0
        grouped = tf.group(tf.no_op())
    with tf.control_dependencies([silent, grouped]):
        late = log.enqueue(2)
    with tf.control_dependencies([log.enqueue(1)]):
        put = q.enqueue(7)
    _, size, _, taken = run([late, got, put], log.size(), [log.size()], log.dequeue_many(2))
    assert (size, taken.tolist()) == (2, [1, 2])


def test_a_priority_queue_waits_for_all_of_a_batch(run: Any) -> None:
    q = tf.PriorityQueue(4, [tf.int32], shapes=[[]])
    puts = [q.enqueue([np.int64(key), key]) for key in (5, 3, 4)]
    assert run([q.dequeue_many(3)[1], *puts])[0][0].tolist() == [3, 4, 5]


def test_a_shuffle_queue_keeps_what_it_has_to(run: Any) -> None:
    q = tf.RandomShuffleQueue(4, 2, tf.int32, shapes=[[]])
    first, second, _ = run([q.dequeue(), q.dequeue(), q.enqueue_many([[1, 2, 3, 4]])], q.size())[0]
    assert first != second


def test_a_padding_queue_pads_what_comes_later(run: Any) -> None:
    q = tf.PaddingFIFOQueue(2, tf.int32, shapes=[[None]])
    batch = q.dequeue_many(2)
    assert run([batch, q.enqueue([[1]]), q.enqueue([[2, 3]])])[0][0].tolist() == [[1, 0], [2, 3]]


def test_readers_wait_for_the_names_of_files(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("a\nb\nc\n")
    names = tf.FIFOQueue(1, tf.string, shapes=[[]])
    reader = tf.TextLineReader()
    lines = [reader.read(names)[1] for _ in range(4)]
    got = run([*lines, names.enqueue(str(path)), names.enqueue(str(path))], reader.num_records_produced())
    assert (sorted(got[0][:4]), got[1]) == ([b"a", b"a", b"b", b"c"], 4)


def test_a_loop_that_brings_and_a_loop_that_takes(run: Any) -> None:
    q = queue(2)

    def bring(i: Any) -> Any:
        with tf.control_dependencies([q.enqueue(i)]):
            return i + 1

    brought = tf.while_loop(lambda i: i < 8, bring, [0], parallel_iterations=1)
    taken = tf.while_loop(lambda i, s: i < 8, lambda i, s: (i + 1, s * 10 + q.dequeue()), [0, 0])[1]
    assert sorted(f"{run([brought, taken])[0][1]:08d}") == list("01234567")


def test_a_round_that_takes_before_it_brings(run: Any) -> None:
    q = queue(1)

    def body(i: Any, total: Any) -> Any:
        got = q.dequeue()
        with tf.control_dependencies([q.enqueue(i * 2)]):
            return i + 1, total + got

    assert run(tf.while_loop(lambda i, s: i < 5, body, [0, 0])[1]) == [20]


def test_a_loop_in_a_loop_waits_for_what_stands_beside_it(run: Any) -> None:
    q = queue(1)
    inner = lambda i: tf.while_loop(lambda j, s: j < 2, lambda j, s: (j + 1, s + q.dequeue()), [0, 0])[1]  # noqa: E731
    outer = tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, s + inner(i)), [0, 0])[1]
    assert run([outer, q.enqueue_many([[1, 2, 3, 4, 5, 6]])])[0][0] == 21


def test_a_loop_whose_start_is_waited_for(run: Any) -> None:
    q = queue(1)
    start = q.dequeue()
    assert run([tf.while_loop(lambda i, s: i < 5, lambda i, s: (i + 1, s + i), [start, 0])[1], q.enqueue(2)])[0][0] == 9


def test_the_first_round_brings_what_another_loop_variable_starts_with(run: Any) -> None:
    q = queue(1)

    def body(i: Any, s: Any) -> Any:
        with tf.control_dependencies([q.enqueue(i + 7)]):
            return i + 1, s

    start = q.dequeue()
    assert run(tf.while_loop(lambda i, s: i < 1, body, [0, start])[1]) == [7]


@pytest.mark.parametrize("holds", [True, False])
def test_a_branch_brings_what_is_waited_for(run: Any, holds: bool) -> None:
    q = queue(1)
    got = q.dequeue()
    taken = tf.cond(tf.constant([holds])[0], lambda: q.enqueue(4), lambda: q.enqueue(5))
    assert run([got, taken])[0][0] == (4 if holds else 5)


def test_a_branch_waits_for_what_stands_beside_it(run: Any) -> None:
    q = queue(1)
    taken = tf.cond(tf.constant([True])[0], lambda: q.dequeue() + 1, lambda: tf.constant(0))
    assert run([taken, q.enqueue(4)])[0][0] == 5


def test_a_model_takes_from_two_queues_and_is_trained(run: Any) -> None:
    """Slots are used again behind what may overtake, with the values that each queue by itself would give."""
    inputs, labels = tf.FIFOQueue(2, tf.float32, [[3]]), tf.FIFOQueue(2, tf.float32, [[]])
    x, y = inputs.dequeue(), labels.dequeue()
    w = tf.Variable([1.0, 2.0, 3.0])
    loss = tf.square(tf.reduce_sum(tf.sin(x * w) * 2.0) - y)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    puts = [labels.enqueue(0.5), inputs.enqueue([[0.1, 0.2, 0.3]])]
    alone = run(tf.global_variables_initializer(), puts[0], puts[1], [loss, train], w)
    together = run(tf.global_variables_initializer(), [loss, train, *puts], w)
    assert (alone[3][0], alone[4].tolist()) == (together[1][0], together[2].tolist())


# ---------------------------------------------------------------- errors


def test_a_dequeue_of_a_queue_that_the_run_closes_is_refused(run: Any) -> None:
    q = queue(1)
    with pytest.raises(tf.errors.OutOfRangeError, match=r"(?s)insufficient elements.*fifo_queue_Dequeue"):
        run([q.dequeue(), q.close()])


def test_an_enqueue_is_cancelled_by_a_close_of_the_same_run(run: Any) -> None:
    q = queue(1)
    with pytest.raises(tf.errors.CancelledError, match="fifo_queue_enqueue_1"):
        run(q.enqueue(1), [q.enqueue(2), q.close(cancel_pending_enqueues=True)])


def test_an_error_beside_one_that_waits_ends_the_run_and_puts_back_what_was_taken() -> None:
    q = queue(5)
    wrong = tf.check_numerics(tf.log(tf.cast(q.size(), tf.float32) - 2.0), "no number")
    with tf.control_dependencies([wrong]):
        late = q.enqueue(9)
    with tf.Session() as session:
        session.run(q.enqueue(1))
        with pytest.raises(tf.errors.InvalidArgumentError, match="no number"):
            session.run([q.dequeue_many(3), late])
        assert session.run(q.size()) == 1
        assert session.run([q.dequeue(), q.enqueue(2)])[0] == 1  # nothing of the failed run stands in line


def test_a_run_in_which_nothing_frees_what_waits_ends_with_the_time_it_was_given() -> None:
    one, other = queue(1), queue(1)
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=50)) as session:
        with pytest.raises(tf.errors.DeadlineExceededError, match="fifo_queue"):
            session.run([one.dequeue(), other.dequeue()])
        assert session.run([one.dequeue(), one.enqueue(2)])[0] == 2


def test_closing_the_session_ends_a_run_in_which_nothing_can_go_on() -> None:
    begun, seen = threading.Event(), []
    got = queue(1).dequeue()
    tell = tf.py_func(lambda: begun.set() or np.int32(1), [], tf.int32)
    request = [got, tell, queue(1).dequeue()]
    session = tf.Session()

    def wait() -> None:
        with pytest.raises(tf.errors.CancelledError):
            session.run(request)
        seen.append(True)

    worker = threading.Thread(target=wait, daemon=True)
    worker.start()
    assert begun.wait(20)
    session.close()
    worker.join(20)
    assert seen == [True]


@pytest.mark.parametrize("observed", [False, True])
def test_an_interrupt_ends_a_run_in_which_nothing_can_go_on_and_the_session_is_as_it_was(observed: bool) -> None:
    """Ctrl-C comes while the run waits: what was taken is back in its place, and nobody stands in line any more."""
    one, other = queue(3), queue(1)
    pair, nothing, last = one.dequeue_many(2), other.dequeue(), one.dequeue_many(2)
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=20_000)) as session:
        session.run(one.enqueue(5))
        threads, lines = threading.active_count(), session.store.cells.values()
        main = threading.main_thread().ident
        assert main is not None

        def interrupt() -> None:
            while sum(len(cell.taking) for cell in list(lines) if isinstance(cell, QueueCell)) < 3:
                time.sleep(0.01)
            signal.pthread_kill(main, signal.SIGINT)

        former = signal.signal(signal.SIGINT, signal.default_int_handler)
        formerly = execute.set_observer(Stepper() if observed else None)
        worker = threading.Thread(target=interrupt, daemon=True)
        try:
            worker.start()
            with pytest.raises(KeyboardInterrupt):
                session.run([pair, nothing, last])
        finally:
            execute.set_observer(formerly)
            signal.signal(signal.SIGINT, former)
            worker.join(20)
        assert threading.active_count() == threads
        assert not any(cell.taking or cell.putting for cell in lines if isinstance(cell, QueueCell))
        assert session.run([one.size(), other.size()]) == [1, 0]
        assert session.run([pair, one.enqueue(6)])[0].tolist() == [5, 6]


# ---------------------------------------------------------------- beside other threads


def test_another_thread_frees_a_run_in_which_nothing_can_go_on() -> None:
    begun = threading.Event()
    one, other = queue(1), queue(1)
    x, y = one.dequeue(), other.dequeue()
    tell = tf.py_func(lambda: begun.set() or np.int32(1), [], tf.int32)
    put, bring = other.enqueue(3), one.enqueue(4)
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=20_000)) as session:
        worker = threading.Thread(target=lambda: begun.wait(20) and session.run(bring), daemon=True)
        worker.start()
        assert session.run([x, y, put, tell])[:2] == [4, 3]
        worker.join(20)


def test_runs_of_several_threads_share_a_queue() -> None:
    """Each brings as much as it takes, and there is room for one element."""
    q = queue(1)
    request = [q.enqueue_many([[1, 2, 3]]), q.dequeue_many(2), q.dequeue()]
    size, got = q.size(), []
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=20_000)) as session:

        def work() -> None:
            for _ in range(20):
                _, pair, one = session.run(request)
                got.extend([*pair.tolist(), int(one)])

        workers = [threading.Thread(target=work, daemon=True) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(20)
        assert sorted(got) == [1] * 60 + [2] * 60 + [3] * 60
        assert session.run(size) == 0


# ---------------------------------------------------------------- what it costs


def counting(looks: Callable[[], Any]) -> Any:
    return tf.while_loop(lambda rounds: looks(), lambda rounds: rounds + 1, [0])


def test_a_loop_looks_at_the_size_of_a_queue_until_the_same_run_has_filled_it(run: Any) -> None:
    q = queue(2)
    rounds = counting(lambda: q.size() < 2)
    with tf.control_dependencies([rounds]):
        taken = q.dequeue_many(4)
    seen = tf.while_loop(lambda size: size < 2, lambda size: q.size(), [0])
    results = run([rounds, taken, q.enqueue_many([[1, 2, 3, 4]])], [seen, q.enqueue_many([[5, 6]])])
    assert results[0][1].tolist() == [1, 2, 3, 4]
    assert results[1][0] == 2


@pytest.mark.parametrize("by_handle", [False, True])
def test_a_loop_looks_at_a_variable_until_the_same_run_has_assigned_it(run: Any, by_handle: bool) -> None:
    v = tf.Variable(0.0, use_resource=by_handle)
    first, second = counting(lambda: v < 5), counting(lambda: v < 7)
    with tf.control_dependencies([first]):
        last = tf.assign(v, 8.0)
    assert run(v.initializer, [second, first, v.assign(6.0), last])[1][-1] == 8


@pytest.mark.parametrize("taken", [False, True])
def test_a_loop_in_a_branch_looks_at_what_another_branch_may_write(run: Any, taken: bool) -> None:
    v = tf.Variable(0.0, use_resource=True)
    looks = tf.cond(tf.constant(taken), lambda: counting(lambda: v.read_value() < 5), lambda: -1)
    writes = tf.cond(tf.constant(True), lambda: tf.identity(v.assign(7.0)), lambda: 0.0)
    rounds, value = run(v.initializer, [looks * 2, writes + 1])[1]
    assert value == 8
    assert taken or rounds == -2


def test_two_loops_take_turns_by_a_variable_that_both_look_at(run: Any) -> None:
    v = tf.Variable(0, use_resource=True)

    def player(mine: int) -> Any:
        def turn(i: Any) -> Any:
            waited = counting(lambda: tf.not_equal(v.read_value() % 2, mine))
            with tf.control_dependencies([waited]), tf.control_dependencies([v.assign_add(1)]):
                return i + 1

        return tf.while_loop(lambda i: i < 3, turn, [0])

    assert run(v.initializer, [player(0), player(1)], v)[1:] == [[3, 3], 6]


def test_a_loop_asks_a_python_function_until_another_has_been_called() -> None:
    called: list[int] = []
    rounds = counting(lambda: tf.reshape(tf.py_func(lambda: not called, [], tf.bool), []))
    with tf.Session() as session:
        assert session.run([rounds, tf.py_func(lambda: called.append(1) or 5, [], tf.int64)])[1] == 5


def test_a_plan_without_a_choice_is_a_straight_line() -> None:
    one, other = queue(1), queue(1)
    passed = other.enqueue(one.dequeue())
    with tf.Session() as session:
        for request in (one.dequeue(), passed, [one.dequeue(), one.size()]):
            assert session._prepared(request, None, False).plan.overlap is None
        assert session._prepared([one.dequeue(), other.dequeue()], None, False).plan.overlap is not None
