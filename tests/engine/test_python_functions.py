"""Python functions, Print and Assert inside a graph: what they are given, how their errors arrive, what they keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def graph() -> Any:
    with tf.Graph().as_default() as graph:
        yield graph


def run(fetches: Any, feed_dict: Any = None) -> Any:
    with tf.Session() as session:
        return session.run(fetches, feed_dict)


def raising(error: BaseException) -> Callable[[], Any]:
    def function() -> Any:
        raise error

    return function


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ValueError("no"), tf.errors.InvalidArgumentError),
        (TypeError("no"), tf.errors.InvalidArgumentError),
        (StopIteration("no"), tf.errors.OutOfRangeError),
        (MemoryError("no"), tf.errors.ResourceExhaustedError),
        (NotImplementedError("no"), tf.errors.UnimplementedError),
        (KeyError("no"), tf.errors.UnknownError),
        (ZeroDivisionError("no"), tf.errors.UnknownError),
    ],
)
def test_an_error_in_a_python_function_becomes_the_one_of_tensorflow(
    raised: Exception, expected: type[Exception]
) -> None:
    with pytest.raises(expected) as caught:
        run(tf.py_func(raising(raised), [], tf.float32, name="call"))
    assert type(raised).__name__ in str(caught.value)
    assert "call" in str(caught.value)
    assert __file__ in str(caught.value)  # the line of the function


def test_an_interrupt_in_a_python_function_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tf.py_func(raising(KeyboardInterrupt()), [], tf.float32))


def test_a_python_function_gets_scalars_arrays_and_bytes() -> None:
    given: list[Any] = []

    def keep(*values: Any) -> Any:
        given.extend(values)
        return np.float32(1)

    run(tf.py_func(keep, [1.0, [1, 2], "a", ["b"]], tf.float32))
    assert [type(v) for v in given] == [np.float32, np.ndarray, bytes, np.ndarray]


def test_a_python_function_that_changes_its_argument_changes_nothing_else() -> None:
    def spoil(values: Any) -> Any:
        values += 1
        return values

    variable = tf.Variable([1, 2])
    called = tf.py_func(spoil, [variable], tf.int32)
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run(called).tolist() == [2, 3]
        assert session.run(variable).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("result", "types", "says"),
    [
        (1.0, tf.float32, "0-th value returned by .* is double, but expects float"),
        ((1.0, 2.0), [tf.float64], "returns 2 values, but expects to see 1"),
        (None, tf.float32, "returns 0 values, but expects to see 1"),
        ("text", tf.int32, "is string, but expects int32"),
    ],
)
def test_a_result_that_was_not_promised_is_an_invalid_argument(result: Any, types: Any, says: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=says):
        run(tf.py_func(lambda: result, [], types))


def test_a_python_function_runs_once_in_each_run_that_needs_it() -> None:
    calls: list[int] = []
    called = tf.py_func(lambda: np.int64(calls.append(1) or len(calls)), [], tf.int64)
    with tf.Session() as session:
        assert [session.run([called, called + 1]) for _ in range(2)] == [[1, 2], [2, 3]]


def test_print_writes_to_standard_error_and_first_n_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    shown = tf.Print(tf.constant(5.0), [tf.constant([[1, 2], [3, 4]]), "a\n", [True, False]], message="m: ", first_n=2)
    with tf.Session() as session:
        assert [float(session.run(shown)) for _ in range(3)] == [5.0] * 3
    assert capsys.readouterr().err == "m: [[1 2][3...]...][a\\n][1 0]\n" * 2


@pytest.mark.parametrize(
    ("value", "most", "text"),
    [
        ([1.0, 2.5], 3, "[1 2.5]"),
        ([1e10, 1e-7], 3, "[1e+10 1e-07]"),
        (1 / 3, 3, "[0.333333343]"),
        (np.float64(1234567.8), 3, "[1234567.8]"),
        ([[1, 2], [3, 4]], 2, "[[1 2]...]"),
        ([[[1, 2], [3, 4]]], 20, "[[[1 2][3 4]]]"),
        ([1.0] * 5, -1, "[1 1 1 1 1]"),
        (np.zeros([0]), 3, "[]"),
        ([float("nan"), float("inf"), -0.0, 123456789.0], 9, "[nan inf -0 123456792]"),
    ],
)
def test_print_writes_numbers_as_tensorflow_does(
    value: Any, most: int, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tf.Print(0, [tf.constant(value)], summarize=most))
    assert capsys.readouterr().err == text + "\n"


def test_an_assertion_says_its_data_node_and_line() -> None:
    fed = tf.placeholder(tf.float32, [])
    check = tf.Assert(fed > 0.0, ["must be positive:", fed], name="check")
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        run(check, {fed: -1.0})
    assert "assertion failed: [must be positive:] [-1]" in str(caught.value)
    assert "check/AssertGuard/Assert" in str(caught.value)
    assert __file__ in str(caught.value)
    assert run(check, {fed: 1.0}) is None


def test_check_numerics_names_the_tensor_that_went_wrong_first() -> None:
    fed = tf.placeholder(tf.float32, [], name="fed")
    root = tf.sqrt(fed, name="root")
    checked = tf.add_check_numerics_ops()
    with pytest.raises(tf.errors.InvalidArgumentError, match="root:0 : Tensor had NaN values"):
        run([root * 1.0, checked], {fed: -1.0})
