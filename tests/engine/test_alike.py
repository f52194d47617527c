"""Equal modules are computed together in a hot plan: the same bits, errors and state as one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from unittest import mock

import numpy as np
import pytest

import tuigraph as tf
from tests.random_programs.ways import Whole, bits, hot_at_once
from tuigraph.engine import alike, execute


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


UNUSUAL = (np.nan, np.inf, -np.inf, -0.0, 0.0, 1e-42, 3.4e38)
SHAPES = ((), (1,), (3,), (1, 3), (4, 1), (4, 3))


def numbers(draw: random.Random, shape: tuple[int, ...], kind: str) -> Any:
    chance = np.random.RandomState(draw.randrange(2**31))
    made = np.asarray(10 * chance.standard_normal(shape)).astype(kind)
    if kind != "i" and draw.random() < 0.5:
        made[chance.random_sample(shape) < 0.3] = draw.choice(UNUSUAL)
    return made


def modules_of(draw: random.Random, x: Any, kind: str) -> Any:
    """A module, made anew from the same plan for each number."""
    steps = []
    columns = x.shape.as_list()[1]
    for _ in range(draw.randint(1, 4)):
        how = draw.choice(["matmul", "add", "subtract", "multiply", "maximum", "minimum", "negative", "square", "relu"])
        shape: tuple[int, ...] = (columns, draw.choice([1, 2, 5])) if how == "matmul" else draw.choice(SHAPES)
        columns = shape[-1] if how == "matmul" else columns
        steps.append((how, shape, draw.choice(["variable", "variable", "equal", "shared"]), draw.random() < 0.5))
    same = [tf.constant(numbers(draw, shape, kind)) for _, shape, _, _ in steps]

    def module() -> Any:
        layer = x
        for (how, shape, other, first), shared in zip(steps, same):
            if how in ("negative", "square", "relu"):
                layer = tf.nn.relu(layer) if how == "relu" else getattr(tf, how)(layer)
                continue
            given: Any = {"shared": shared, "equal": tf.constant(same_bits(shared))}.get(other)
            given = tf.Variable(numbers(draw, shape, kind)) if given is None else given
            if how == "matmul":
                layer = tf.matmul(layer, given)
            else:
                layer = getattr(tf, how)(*((given, layer) if first else (layer, given)))
        return layer

    return module


def same_bits(constant: Any) -> Any:
    return tf.contrib.util.constant_value(constant)


def differing(seed: int) -> str:
    with tf.Graph().as_default():
        return f"seed {seed}" if differs(random.Random(seed)) else ""


def differs(draw: random.Random) -> bool:
    kind = draw.choice("ffdi")
    rows, columns = draw.choice([1, 4]), draw.choice([1, 3])
    x = tf.placeholder(np.dtype(kind), [draw.choice([None, rows]), columns])
    try:
        module = modules_of(draw, tf.identity(x) * 1 if draw.random() < 0.5 else x, kind)
        parts = [module() for _ in range(draw.randint(4, 9))]
        total = tf.add_n(parts) if draw.random() < 0.9 else tf.accumulate_n(parts)
    except ValueError:
        return False
    variables = tf.global_variables()
    changed = [tf.assign(v, v + v) for v in variables[:: draw.randint(1, 3)]]
    asked = [total, total + 1, parts[draw.randrange(len(parts))]][: draw.choice([1, 1, 2, 3])]
    fed = [numbers(draw, (rows, columns), kind) for _ in range(2)]
    found = []
    for observer in (Whole(), None):
        former = execute.set_observer(observer)
        results = []
        with tf.Session() as sess, hot_at_once():
            sess.run(tf.global_variables_initializer())
            for i in range(6):
                results.append([bits(value) for value in sess.run(asked, {x: fed[i % 2]})])
                if i == 3:
                    sess.run(changed)
        execute.set_observer(former)
        found.append(results)
    return found[0] != found[1]


def test_random_modules_give_the_bits_that_they_give_one_by_one() -> None:
    together = mock.Mock(side_effect=alike._Together.run, autospec=True)
    with mock.patch.object(alike._Together, "run", lambda self, *shared: together(self, *shared)):
        assert [wrong for seed in (*range(40), 2773, 3528, 3564) if (wrong := differing(seed))] == []
    assert together.call_count > 50


def test_what_cannot_be_computed_together_is_computed_one_by_one_and_its_error_names_the_node() -> None:
    x = tf.placeholder(tf.float32, [None, 3])
    weights = [tf.Variable(np.full((3, 1), i, "f"), name=f"w{i}", validate_shape=False) for i in range(5)]
    total = tf.add_n([tf.maximum(tf.matmul(x, w), 0.0) for w in weights])
    given = {x: np.ones((2, 3), "f")}
    with tf.Session() as sess, hot_at_once():
        sess.run([w.initializer for w in weights[:4]])
        for _ in range(3):
            with pytest.raises(tf.errors.FailedPreconditionError, match="w4"):
                sess.run(total, given)
        sess.run(weights[4].initializer)
        for _ in range(3):
            assert sess.run(total, given).tolist() == [[30.0], [30.0]]
        sess.run(tf.assign(weights[2], np.ones((3, 1), "f")))
        assert sess.run(total, given).tolist() == [[27.0], [27.0]]
        sess.run(tf.assign(weights[3], np.ones((2, 1), "f"), validate_shape=False))
        with pytest.raises(tf.errors.InvalidArgumentError, match="MatMul_3"):
            sess.run(total, given)
