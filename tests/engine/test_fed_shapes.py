"""Feeds of a shape that came before have a plan of their own, which computes the same bits with less work."""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.random_programs.program import make
from tests.random_programs.ways import Whole, all_ways, bits
from tuigraph.engine import execute, prepared

PROGRAMS = 80


def instructions(session: Any) -> list[list[int]]:
    """How many there are in each plan of a request, the one for any shapes first."""
    return [[len(p.plan), *map(len, p.plan.variants.values())] for p in session._plans.values()]


def logistic() -> tuple[Any, Any, Any, Any]:
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.placeholder(tf.float32, [None, 1])
    weights = tf.Variable([[0.5], [-0.25], [0.125]])
    with_bias = tf.concat([tf.ones([tf.shape(x)[0], 1]), x], 1)
    loss = tf.losses.log_loss(y, tf.sigmoid(tf.matmul(with_bias, weights)))
    return x, y, loss, tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def batch(rows: int) -> tuple[Any, Any]:
    chance = np.random.RandomState(rows)
    return chance.randn(rows, 2).astype("f"), (chance.rand(rows, 1) > 0.5).astype("f")


def trained(observer: Any, sizes: list[int]) -> tuple[list[Any], list[list[int]]]:
    """The losses of some batches as bits, and the plans."""
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x, y, loss, train = logistic()
        former = execute.set_observer(observer)
        try:
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                seen = []
                for rows in sizes:
                    given = dict(zip((x, y), batch(rows)))
                    session.run(train, given)
                    seen.append(bits(session.run(loss, given)))
                return seen, instructions(session)
        finally:
            execute.set_observer(former)


def test_batches_of_a_shape_that_came_before_take_less_work_and_give_the_same_bits() -> None:
    sizes = [50, 50, 50, 7, 50, 7, 7, 1, 1, 1, 50]
    plain, plans = trained(None, sizes)
    assert plain == trained(Whole(), sizes)[0]
    step = plans[1]
    assert max(step[1:]) * 3 < step[0], step


def test_more_shapes_than_are_remembered_are_served() -> None:
    sizes = [*range(1, 12), *range(1, 12), *range(1, 12)]
    assert trained(None, sizes)[0] == trained(Whole(), sizes)[0]


def test_what_a_known_value_waits_for_still_happens() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        count = tf.Variable(0)
        session.run(count.initializer)
        with tf.control_dependencies([tf.assign_add(count, 1)]):
            rows = tf.identity(tf.shape(x)[0])
            empty = tf.zeros_like(x)
        for run in range(1, 5):
            assert session.run(rows * 2, {x: [1.0, 2.0]}) == 4
            assert session.run([empty, tf.constant(1)], {x: [1.0, 2.0]})[0].tolist() == [0, 0]
            assert session.run(count) == 2 * run


def test_what_a_known_value_waits_for_still_fails() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        with tf.control_dependencies([tf.Assert(tf.reduce_all(x > 0), [x], name="positive")]):
            rows = tf.identity(tf.shape(x)[0])
        for _ in range(3):
            assert session.run(rows, {x: [1.0, 2.0]}) == 2
        with pytest.raises(tf.errors.InvalidArgumentError, match="positive"):
            session.run(rows, {x: [1.0, -2.0]})


def test_a_variable_whose_shape_may_be_another_than_declared_is_asked_in_each_run() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        v = tf.Variable([1.0, 2.0])
        session.run(v.initializer)
        size = tf.size(tf.concat([x, v], 0))
        for _ in range(3):
            assert session.run(size, {x: [1.0]}) == 3
        longer = tf.assign(v, tf.placeholder_with_default([1.0, 2.0, 3.0], [None]), validate_shape=False)
        session.run(longer)
        former = execute.set_observer(Whole())
        observed = session.run(size, {x: [1.0]})
        execute.set_observer(former)
        assert session.run(size, {x: [1.0]}) == observed == 4


def test_an_error_names_its_node_and_operands() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None, None])
        inverse = tf.matrix_inverse(x * tf.ones_like(x), name="upside_down")
        for _ in range(3):
            assert session.run(inverse, {x: [[2.0]]}).tolist() == [[0.5]]
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"upside_down[\s\S]*\[1,1\]"):
            session.run(inverse, {x: [[0.0]]})


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run of a shape has its plan already."""
    monkeypatch.setattr(prepared, "RUNS_BEFORE_A_VARIANT", 0)


def of_unknown_length(source: str) -> str:
    """The program with placeholders of which only the rank is known."""
    return re.sub(
        r"(tf\.placeholder\(tf\.float32, )\[([^\]]*)\]",
        lambda found: found[1] + str([None] * (found[2].count(",") + bool(found[2].strip(" ,")))),
        source,
    )


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("first", range(0, PROGRAMS, 40))
def test_random_programs_agree_in_all_ways(first: int) -> None:
    for seed in range(first, first + 40):
        program = make(seed).data()
        program["source"] = of_unknown_length(program["source"])
        assert not all_ways(program)[2], seed


def grown(draw: random.Random, x: Any, of: Any) -> Any:
    """Another tensor with one row for each of `x`, `of` of what a program makes of shapes."""
    width = x.get_shape().as_list()[-1]
    rows = tf.shape(x)[0]
    ways = [
        lambda: tf.matmul(x, tf.constant(np.full((width, 2), 0.5, "f"))),
        lambda: x + tf.reduce_mean(x, 1, keepdims=True),
        lambda: x * tf.reduce_max(x, 0, keepdims=True),
        lambda: tf.concat([x, tf.ones([rows, 1])], 1),
        lambda: tf.reshape(tf.reshape(x, [-1]), [rows, width]),
        lambda: tf.tile(x, [1, 2]),
        lambda: tf.where(x > 0, x, tf.zeros_like(x)),
        lambda: x - tf.fill([rows, width], 0.25) * of[0, 0],
        lambda: tf.squeeze(tf.expand_dims(x, 1), [1]),
        lambda: x / tf.cast(tf.size(x), tf.float32) + tf.exp(-x),
        lambda: tf.nn.softmax(x) + of[:, :1],
        lambda: tf.nn.relu(x) * tf.to_float(rows),
        lambda: tf.transpose(tf.transpose(x)) * tf.reduce_sum(of, 0)[0],
    ]
    return draw.choice(ways)()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("first", range(0, 120, 40))
def test_random_models_train_to_the_same_bits(first: int) -> None:
    for seed in range(first, first + 40):
        plain, observed = (model_trained(seed, observer) for observer in (None, Whole()))
        assert plain == observed, seed


def model_trained(seed: int, observer: Any) -> list[Any]:
    draw = random.Random(seed)
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, draw.choice([[None, 3], [None, None]]))
        shaped = tf.reshape(x, [-1, 3])
        weights = tf.Variable([[0.5], [-0.25], [0.125]])
        found = [tf.matmul(shaped, weights)]
        for _ in range(draw.randint(1, 5)):
            found.append(grown(draw, found[-1], found[0]))
        loss = tf.reduce_mean(tf.square(found[-1]))
        optimizer = tf.train.AdamOptimizer if draw.random() < 0.3 else tf.train.GradientDescentOptimizer
        train = optimizer(0.1).minimize(loss)
        fetches = [train, draw.choice([loss, found[-1], tf.gradients(loss, x)[0]])]
        former = execute.set_observer(observer)
        try:
            with tf.Session() as session:
                session.run(tf.global_variables_initializer())
                seen: list[Any] = []
                for rows in (4, 4, 1, 4, 0, 1):
                    given = np.random.RandomState(rows).randn(rows, 3).astype("f")
                    try:
                        seen.append(bits(session.run(fetches, {x: given})[1]))
                    except tf.errors.OpError as error:  # of no rows there is no first one
                        seen.append((type(error), error.op and error.op.name))
                return [*seen, bits(session.run(weights))]
        finally:
            execute.set_observer(former)
