"""Ways through the past: to breakpoints, conditions, writes and any moment; forward again it is the same to the bit."""

from __future__ import annotations

import hashlib
import pickle
import random
import sys
import tempfile
from typing import Any

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.debugger.driver import Driver, english, run, state_hash, to_the_end
from tests.debugger.test_ledger import BUILD, RUN
from tuigraph.debugger import pace
from tuigraph.lessons import load
from tuigraph.wire.commands import Break, Move, Rewind, Seek

TRAINING = """\
import numpy as np
import tuigraph as tf
x = tf.constant([1.0, 2.0], name="x")
w = tf.Variable([1.0, 1.0], name="w")
n = tf.Variable(0, name="n")
loss = tf.reduce_sum(w * x, name="loss")
update = tf.assign(w, w * 0.5 - 1.0, name="update")
count = tf.assign_add(n, 1, name="count")
sess = tf.Session()
sess.run([w.initializer, n.initializer])
for i in range(6):
    sess.run([update, count, loss])
last = sess.run(loss)
"""


def at(driver: Driver) -> tuple[int, str]:
    return driver.last.position.run, driver.last.next_node


def test_back_to_the_last_write_of_a_variable_and_the_ones_before() -> None:
    seen: list[tuple[int, str]] = []

    def note(driver: Driver) -> None:
        seen.append(at(driver))

    back = [act for _ in range(8) for act in (Rewind("write", "w"), note)]
    driver = run(TRAINING, to_the_end, *back)
    assert seen == [*[(run, "update") for run in range(7, 1, -1)], (1, "w/Assign"), (1, "w/Assign")]
    assert "no earlier write of w" in driver.text
    before = {v.name: v.preview for v in driver.last.variables}
    assert before["w"] == ""


def test_back_to_the_write_of_something_that_is_no_variable() -> None:
    driver = run(TRAINING, to_the_end, Rewind("write", "loss"), Rewind("write", "nowhere"))
    assert driver.last.position.behind == 0
    assert "loss is no variable" in driver.text
    assert "nowhere has no value" in driver.text


def test_back_to_breakpoints_before_nodes_and_after_values() -> None:
    driver = run(TRAINING, to_the_end, Break("count"), Rewind("breakpoint"), Rewind("breakpoint"))
    assert at(driver) == (6, "count")
    assert driver.last.reason == "breakpoint"
    driver = run(TRAINING, to_the_end, Break("loss", condition="x > 0"), Rewind("breakpoint"), Rewind("breakpoint"))
    assert driver.last.reason == "prompt"
    assert driver.last.step is not None
    assert english(driver.last.step.equation).endswith("-> 3.0")
    assert "no breakpoint before" in driver.text


def test_back_to_where_a_condition_held_and_to_where_it_began_to_hold() -> None:
    driver = run(TRAINING, to_the_end, Rewind("condition", "n == 3"))
    assert driver.last.next_node == "count"  # the last moment at which n was 3 is before n becomes 4
    assert (driver.last.position.run, next(v.preview for v in driver.last.variables if v.name == "n")) == (5, "3")
    driver = run(TRAINING, to_the_end, Rewind("condition", "n >= 4"))
    assert driver.last.step is not None
    assert (driver.last.step.node, driver.last.position.run) == ("count", 5)
    driver = run(TRAINING, to_the_end, Rewind("condition", "n == 100"), Rewind("condition", "n =="))
    assert driver.last.position.behind == 0
    assert "no earlier moment with n == 100" in driver.text
    assert "syntax" in driver.text


def whole_state(driver: Driver) -> str:
    """The hash of `state_hash`, and of generators, queues and whatever else is private to a session."""
    digest = hashlib.sha256(state_hash(driver).encode())
    for session in driver.debugger.timeline.lives.open_sessions():
        for name, cell in sorted(session.store.private.items()):
            digest.update(f"{name} {_plain(cell.value)!r}".encode())
        for key, cell in sorted(session.store.cells.items()):
            digest.update(f"{key} {_plain(cell.value)!r}".encode())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.str, value.shape, pickle.dumps(value.tolist())
    return tuple(_plain(v) for v in value) if isinstance(value, (tuple, list)) else value


def wander(source: str | list[str], seed: int, visits: int, **options: Any) -> Driver:
    """From the end of a program, to moments at random and k forward, k back; each looks as it did the last time."""
    chance = random.Random(seed)
    hashes: dict[int, str] = {}
    seen = []

    def visit(driver: Driver) -> Any:
        timeline = driver.debugger.timeline
        moment = timeline.cursor
        state = whole_state(driver)
        assert hashes.setdefault(moment, state) == state, moment
        seen.append(moment)
        if len(seen) > visits:
            return None
        driver.acts.insert(0, visit)
        k = chance.randint(1, 50)
        moves: list[Any] = [Seek(chance.randint(timeline.first, timeline.now)), Move("back", k)]
        if timeline.past:
            moves.append(Move("step", min(k, timeline.now - timeline.cursor)))
        if seen[-2:-1]:
            moves.append(Seek(seen[-2]))
        return chance.choice(moves)

    driver = run(source, to_the_end, visit, **options)
    assert driver.last.problem is None
    assert len(seen) > visits
    return driver


@pytest.mark.parametrize("seed", range(15))
def test_random_graphs_are_the_same_at_each_moment_however_it_is_reached(seed: int) -> None:
    wander([BUILD.format(seed=seed), RUN.replace("made = None", "pass")], seed, 25)


@pytest.mark.parametrize("path", sorted((ROOT / "lessons").glob("*.py")), ids=lambda path: path.stem[:12])
def test_lessons_are_the_same_at_each_moment_however_it_is_reached(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    monkeypatch.setitem(sys.modules, "distributed", None)  # with other processes: tests/cluster/test_sessions.py
    made: list[Any] = []
    make = tempfile.TemporaryDirectory

    def keep() -> Any:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(tempfile, "TemporaryDirectory", keep)
    driver = wander([unit.source for unit in load(path).units], 7, 6)
    for folder in made:
        folder.cleanup()
    assert driver.last.state == "finished"


QUEUES = """\
import tuigraph as tf
q = tf.FIFOQueue(5, tf.float32, shapes=[[]], name="q")
s = tf.RandomShuffleQueue(5, 1, tf.float32, shapes=[[]], seed=3, name="s")
put, take = q.enqueue_many([tf.random_uniform([3], seed=1)]), q.dequeue()
both = tf.group(s.enqueue(take), name="both")
out = s.dequeue()
sess = tf.Session()
for i in range(4):
    sess.run(put)
    sess.run(both)
    sess.run([both, out])
    sess.run([both, out])
"""


@pytest.mark.parametrize("seed", range(3))
def test_queues_and_generators_are_the_same_at_each_moment(seed: int) -> None:
    wander(QUEUES, seed, 40)


def test_the_state_that_is_compared_holds_queues_and_generators() -> None:
    hashes: list[str] = []

    def note(driver: Driver) -> None:
        hashes.append(whole_state(driver))

    run("import tuigraph as tf\n" + QUEUES.split("\n", 1)[1], to_the_end, note, Move("back_run"), note)
    assert hashes[0] != hashes[1]


def test_to_any_moment_and_the_program_goes_on_from_the_newest() -> None:
    straight = run(TRAINING, to_the_end).program.namespace["last"]
    driver = run(
        TRAINING, Break("count"), *[Move("continue")] * 3, Seek(5), Seek(40), Break("count", on=False), to_the_end
    )
    assert driver.snapshots[-3].position.behind > 0
    assert driver.program.namespace["last"] == straight


WRITERS = """\
import tuigraph as tf
handle = tf.Variable([1.0, 2.0], name="handle", use_resource=True)
cell = tf.Variable([1.0, 2.0], name="cell", use_resource=False)
p = tf.placeholder(tf.float32, name="p")
checked = tf.check_numerics(p, "not finite", name="checked")
ups = [handle.assign_add(tf.stack([p, checked])), tf.scatter_add(cell, [0], [checked]), cell[1].assign(checked)]
train = tf.group(*ups)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(9):
    try:
        sess.run(train, {p: 1 / (7 - i) if i != 7 else float('inf')})
    except tf.errors.InvalidArgumentError as error:
        pass
"""


def test_runs_that_are_swept_have_the_past_of_runs_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assignments by reference and by handle, to parts and rows, checks between them, and runs that fail."""

    def past() -> list[str]:
        found: list[str] = []

        def note(driver: Driver) -> None:
            found.append(state_hash(driver))

        back = [act for _ in range(10) for name in ("handle", "cell") for act in (Rewind("write", name), note)]
        driver = run(WRITERS, to_the_end, note, *back)
        swept.append(any(r.pace.writers is not None and r.pace.runs > pace.TIMED_FIRST for r in kept_runs(driver)))
        return found

    swept: list[bool] = []
    quick = past()
    monkeypatch.setattr(pace, "TIMED_FIRST", 10**9)
    assert past() == quick
    assert swept == [True, False]
    assert len(set(quick)) > 12


def kept_runs(driver: Driver) -> list[Any]:
    return list(dict.fromkeys(stretch.run for stretch in driver.debugger.timeline.stretches()))
