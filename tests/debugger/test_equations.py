"""A step as an equation: it fits a line, says each number once, and calls nodes what the program calls them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.debugger.equations import LINE, equation
from tuigraph.engine.containers import UNINITIALIZED
from tuigraph.engine.graph import Operation
from tuigraph.wire.said import Text
from tuigraph.words import Words


@pytest.fixture(autouse=True)
def new_graph() -> None:
    tf.reset_default_graph()


def english(text: Text) -> str:
    return Words("en").say(text)


def shown(tensor: Any, *operands: Any, given: dict[str, str] | None = None) -> str:
    """The equation of a step that has read these values, and has given what its operation gives for them."""
    op: Operation = tensor if isinstance(tensor, Operation) else tensor.op
    with tf.Session() as session:
        result = session.run(op.outputs[0], dict(zip(op.inputs, operands)))
    names = given or {}
    return english(equation(op, operands, [np.asarray(result)], lambda op: names.get(op.name, "")))


BIG = np.linspace(-4.0, 5.0, 20, dtype=np.float32).reshape(10, 2)


def test_a_large_operand_stands_by_its_shape() -> None:
    x, w = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, name="w")
    product = tf.matmul(x, w, name="product")
    assert shown(product, BIG, BIG.T) == "product = x[10,2] @ w[2,10] -> [10,10] -35.74 … 45.49"
    turned = tf.matmul(x, w, transpose_a=True, name="turned")
    assert shown(turned, BIG, BIG).startswith("turned = x[10,2]ᵀ @ w[10,2] -> [[")


def test_a_small_operand_beside_a_large_one_stands_by_its_value_and_by_the_name_that_the_program_gives_it() -> None:
    x, rate = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, name="r")
    mul = tf.multiply(rate, x, name="mul")
    half = np.float32(0.5)
    assert shown(mul, half, BIG) == "mul = 0.5 * x[10,2] -> [10,2] -2 … 2.5 (-2 -1.763 -1.526 -1.289 …)"
    names = {"r": "rate", "x": "X", "mul": "step"}
    assert shown(mul, half, BIG, given=names) == "step = mul = rate (0.5) * X[10,2] -> [10,2] -2 … 2.5"


def test_numbers_that_were_born_before_are_not_said_again() -> None:
    x = tf.placeholder(tf.float32, name="x")
    same = tf.identity(x, name="same")
    assert english(equation(same.op, [BIG], [BIG])) == "same = read(x[10,2]) -> [10,2]"
    assert english(equation(same.op, [BIG], [BIG + 1])).startswith("same = read(x[10,2]) -> [10,2] -3 … 6 (")


def test_a_variable_goes_by_its_own_name_where_its_shape_is_told() -> None:
    theta = tf.Variable(BIG, name="theta")
    root = tf.sqrt(tf.convert_to_tensor(theta), name="root")
    assert english(equation(root.op, [BIG], [BIG])).startswith("root = sqrt(theta[10,2]) -> [10,2]")
    assert english(equation(root.op, [np.float32(4)], [np.float32(2)])) == "root = sqrt(theta/read) = sqrt(4.0) -> 2.0"


def test_an_assignment_of_a_large_value_tells_its_numbers_once() -> None:
    theta = tf.Variable(BIG, name="theta")
    assign = tf.assign(theta, BIG, name="set").op
    assert english(equation(assign, [BIG, BIG], [BIG])) == "set: theta <- set/value[10,2] -> [10,2] -4 … 5"
    first = english(equation(assign, [UNINITIALIZED, BIG], [BIG]))
    assert first == "set: theta <- …/value[10,2] (was not initialized) -> [10,2] -4 … 5"


def test_what_is_not_finite_is_said_where_it_is_born() -> None:
    x = tf.placeholder(tf.float32, name="x")
    log = tf.log(x, name="log")
    with np.errstate(all="ignore"):
        text = shown(log, BIG)
    assert text.startswith("log = log(x[10,2]) -> [10,2] NaN ×9; ")


def test_long_names_and_long_lists_are_cut_where_the_line_would_be_too_long() -> None:
    with tf.name_scope("a_scope_with_a_long_name"):
        parts = [tf.placeholder(tf.float32, name=f"part_{i}") for i in range(9)]
    total = tf.add_n(parts, name="total")
    values = [np.float32(i) for i in range(9)]
    assert shown(total, *values) == "total = add_n(0.0, 1.0, …, 8.0) -> 36.0"
    two = tf.add(parts[0], parts[1], name="two")
    assert shown(two, *values[:2]) == "two = …/part_0 + …/part_1 = 0.0 + 1.0 -> 1.0"


def test_an_equation_of_values_of_any_size_keeps_to_the_line() -> None:
    x, y = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, name="y")
    total = tf.add(x, y, name="total")
    for size in (1, 2, 4, 6, 7, 100, 100_000):
        values = np.linspace(-12345.678, 98765.432, size, dtype=np.float32)
        assert len(shown(total, values, values)) <= LINE + 36


def test_a_name_of_the_program_stands_before_the_name_of_the_node() -> None:
    x = tf.constant(40, name="Const")
    total = tf.add(x, 2, name="add_1")
    names = {"add_1": "f", "Const": "start"}
    values = np.int32(40), np.int32(2)
    assert shown(total, *values, given=names) == "f = add_1 = start + add_1/y = 40 + 2 -> 42"
    assert shown(total, *values, given={"add_1": "add_1"}) == "add_1 = Const + add_1/y = 40 + 2 -> 42"
