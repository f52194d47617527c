"""What goes wrong in numbers is ignored in a run, as `np.errstate` ignores it, and only there."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.engine import quiet


@pytest.fixture(autouse=True, params=["the variable", "np.errstate"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, and as it is with a NumPy that has no such variable."""
    tf.reset_default_graph()
    if request.param == "np.errstate":
        monkeypatch.setattr(quiet, "_variable", None)


def settings_in_a_run() -> tuple[Any, int]:
    seen: list[tuple[Any, int]] = []
    look = tf.py_func(lambda: seen.append((np.geterr(), np.getbufsize())) or np.int32(0), [], tf.int32)
    with tf.Session() as session:
        session.run(look)
    return seen[0]


def test_all_is_ignored_in_a_run_and_as_it_was_behind_it() -> None:
    with np.errstate(divide="raise", invalid="warn", over="print"):
        before = np.geterr()
        assert set(settings_in_a_run()[0].values()) == {"ignore"}
        assert np.geterr() == before
        with pytest.raises(FloatingPointError):
            np.float32(1) / np.float32(0)


def test_other_settings_stay_as_the_program_has_them() -> None:
    for size in (np.getbufsize(), 1024, 2048):
        former = np.setbufsize(size)
        try:
            assert settings_in_a_run()[1] == size
        finally:
            np.setbufsize(former)


def test_an_error_in_a_run_leaves_the_settings_as_they_were() -> None:
    before = np.geterr()
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError):
        session.run(tf.check_numerics(tf.log(-tf.Variable(1.0).initialized_value()), "no number"))
    assert np.geterr() == before


def test_a_run_in_a_run_ends_with_the_settings_of_the_outer_one() -> None:
    seen: list[Any] = []
    session = tf.Session()
    one = tf.constant(1.0) + 1.0

    def inner() -> Any:
        with np.errstate(all="raise"):
            session.run(one)
            seen.append(np.geterr()["divide"])
        seen.append(np.geterr()["divide"])
        return np.int32(0)

    session.run(tf.py_func(inner, [], tf.int32))
    assert seen == ["raise", "ignore"]


def test_each_thread_has_settings_of_its_own() -> None:
    x = tf.placeholder(tf.float32, [None])
    request = x / 0.0
    session = tf.Session()
    wrong: list[Any] = []

    def work(size: int) -> None:
        with np.errstate(divide="raise"):
            np.setbufsize(size)
            for _ in range(200):
                session.run(request, {x: [1.0, 2.0]})
                if (np.geterr()["divide"], np.getbufsize()) != ("raise", size):
                    wrong.append(size)

    workers = [threading.Thread(target=work, args=(16 * k,), daemon=True) for k in (64, 128, 256)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert not wrong
