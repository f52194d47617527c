"""The four methods of differentiation agree, and cost what the chapter's table says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tuigraph as tf
from tuigraph.engine import execute

METHODS = ("numeric", "symbolic", "forward", "reverse")


class Counting:
    """Counts how often each node of each graph runs."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[int, str]] = Counter()

    def session_opened(self, session: Any) -> None: ...

    def session_closed(self, session: Any) -> None: ...

    def run(self, session: Any, execution: execute.Execution, request: execute.Request) -> None:
        execution.advance()
        self.calls.update((id(session.graph), op.name) for op in execution.plan.operations)


@pytest.fixture
def counting() -> Iterator[Counting]:
    observer = Counting()
    former = execute.set_observer(observer)
    yield observer
    execute.set_observer(former)


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def started(graph: Any) -> Any:
    session = tf.Session(graph=graph)
    session.run(tf.global_variables_initializer())
    return session


def cost_of_ten_variables() -> tuple[Any, list[Any]]:
    variables = [tf.Variable(0.3 + 0.2 * i, name=f"w{i}") for i in range(10)]
    terms = [tf.sin(v) * v * variables[0] for v in variables]
    return tf.add_n(terms, name="cost"), variables


@pytest.mark.parametrize(
    ("method", "traversals", "evaluations"),
    [("numeric", 11, 11), ("symbolic", 0, 0), ("forward", 10, 10), ("reverse", 2, 1)],
)
def test_ten_variables_take_as_many_traversals_as_the_method_needs(
    graph: Any, counting: Counting, method: str, traversals: int, evaluations: int
) -> None:
    cost, variables = cost_of_ten_variables()
    session = started(graph)
    operations = [op for op in graph.get_operations() if op.type in ("Sin", "Mul")]
    result = getattr(tf.autodiff, method)(cost, variables, session)
    assert (result.traversals, result.evaluations) == (traversals, evaluations)
    ran = {counting.calls[id(graph), op.name] for op in operations}
    assert max(ran) == evaluations


def test_reverse_mode_goes_through_the_graph_once_forward_and_once_backward(graph: Any, counting: Counting) -> None:
    cost, variables = cost_of_ten_variables()
    session = started(graph)
    tf.autodiff.reverse(cost, variables, session)
    backward = [count for (_, name), count in counting.calls.items() if name.startswith("gradients/")]
    assert set(backward) == {1}
    assert len(backward) > 10


def test_numeric_reverse_and_forward_work_on_the_graph_itself_and_symbolic_on_another(graph: Any) -> None:
    cost, variables = cost_of_ten_variables()
    session = started(graph)
    size = graph.version
    assert tf.autodiff.numeric(cost, variables, session).nodes_built == 0
    result = tf.autodiff.symbolic(cost, variables, session)
    assert graph.version == size
    assert result.graph is not graph
    assert result.nodes_built == len(result.graph.get_operations()) > size
    result = tf.autodiff.forward(cost, variables, session)
    assert result.graph is graph
    assert graph.version == size + result.nodes_built


def test_derivatives_of_the_chapters_function(graph: Any) -> None:
    x, y = tf.Variable(3.0, name="x"), tf.Variable(4.0, name="y")
    session = started(graph)
    for name, result in tf.autodiff.compare(x * x * y + y + 2.0, [x, y], session).items():
        assert result.method == name
        np.testing.assert_allclose(result.gradients, [24.0, 10.0], rtol=1e-3)


def test_accuracy_is_low_for_differences_and_high_for_the_others(graph: Any) -> None:
    X = tf.placeholder(tf.float32, [None, 4])
    theta = tf.Variable(np.linspace(-1, 1, 4, dtype=np.float32).reshape(4, 1))
    error = tf.matmul(X, theta) - 1.5
    mse = tf.reduce_mean(tf.square(error)) + tf.reduce_sum(tf.tanh(theta))
    session = started(graph)
    data = np.random.default_rng(1).normal(size=(20, 4)).astype(np.float32)
    found = tf.autodiff.compare(mse, [theta], session, {X: data})
    errors = {name: result.error for name, result in found.items() if result.error is not None}
    assert all(result.gradients[0].shape == (4, 1) for result in found.values())
    assert errors["numeric"] > 1e-5
    assert errors["numeric"] < 1e-2
    assert max(errors[m] for m in ("symbolic", "forward", "reverse")) < 1e-6


def test_differences_are_exact_to_half_of_the_digits_in_double_precision(graph: Any) -> None:
    x = tf.Variable(np.float64(0.7))
    result = tf.autodiff.compare(tf.exp(tf.sin(x)) / x, x, started(graph))["numeric"]
    assert result.error is not None
    assert 1e-12 < result.error < 1e-6


UNARY = ("sin", "tanh", "exp", "square", "sigmoid", "softplus", "abs")
BINARY = ("add", "subtract", "multiply", "maximum", "squared_difference")


@st.composite
def expressions(draw: Any) -> list[tuple[str, int, int]]:
    steps = []
    for i in range(draw(st.integers(1, 12))):
        name = draw(st.sampled_from(UNARY + BINARY))
        steps.append((name, draw(st.integers(0, i + 2)), draw(st.integers(0, i + 2))))
    return steps


@settings(max_examples=60, deadline=None)
@given(steps=expressions(), point=st.lists(st.floats(-1.5, 1.5), min_size=3, max_size=3))
def test_all_methods_agree_on_random_expressions(steps: Any, point: list[float]) -> None:
    with tf.Graph().as_default() as graph:
        values = [tf.Variable(np.float64(v + 0.017 * i)) for i, v in enumerate(point)]
        xs, nodes = list(values), list(values)
        for name, i, j in steps:
            function = getattr(tf, name, None) or getattr(tf.nn, name)
            node = function(nodes[i], nodes[j]) if name in BINARY else function(tf.tanh(nodes[i]))
            nodes.append(node)
        y = tf.tanh(nodes[-1]) + tf.tanh(xs[0] * xs[1])
        session = started(graph)
        by_method = {m: getattr(tf.autodiff, m)(y, xs, session).gradients for m in METHODS}
        np.testing.assert_allclose(by_method["symbolic"], by_method["reverse"], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(by_method["forward"], by_method["reverse"], rtol=1e-9, atol=1e-9)


def test_forward_mode_goes_through_conditionals_which_symbolic_differentiation_refuses(graph: Any) -> None:
    x = tf.Variable([1.0, 2.0])
    y = tf.reduce_sum(tf.cond(tf.reduce_sum(x) > 0.0, lambda: x * x, lambda: 3.0 * x))
    session = started(graph)
    np.testing.assert_allclose(tf.autodiff.forward(y, x, session).gradients[0], [2.0, 4.0])
    np.testing.assert_allclose(tf.autodiff.numeric(y, x, session).gradients[0], [2.0, 4.0], rtol=1e-2)
    with pytest.raises(NotImplementedError, match=r"cond.*conditional"):
        tf.autodiff.symbolic(y, x, session)


def test_numeric_differentiation_takes_any_python_function(graph: Any) -> None:
    x = tf.Variable(np.float64(0.5))
    y = tf.py_func(lambda v: np.sin(v), [x], tf.float64)
    session = started(graph)
    assert tf.autodiff.numeric(y, x, session).gradients[0] == pytest.approx(np.cos(0.5), rel=1e-6)


def test_symbolic_differentiation_says_which_operation_it_has_no_rule_for(graph: Any) -> None:
    x = tf.Variable([1.5, 2.5])
    with pytest.raises(NotImplementedError, match=r"'Cumprod' \(Cumprod\)"):
        tf.autodiff.symbolic(tf.cumprod(x), x, started(graph))


def test_variables_that_y_does_not_depend_on_have_the_derivative_zero(graph: Any) -> None:
    x, z = tf.Variable([1.0, 2.0]), tf.Variable(5.0)
    session = started(graph)
    for method in METHODS:
        dx, dz = getattr(tf.autodiff, method)(tf.reduce_sum(x * x), [x, z], session).gradients
        np.testing.assert_allclose(dx, [2.0, 4.0], rtol=1e-2)
        assert dz == 0.0


def test_symbolic_formulas_leave_out_factors_of_one(graph: Any) -> None:
    x = tf.Variable(3.0)
    result = tf.autodiff.symbolic(x + tf.sin(x), x, started(graph))
    types = [op.type for op in result.graph.get_operations()]
    assert types.count("Mul") == 0
    assert types.count("Cos") == 1


def test_a_session_and_floating_tensors_are_needed(graph: Any) -> None:
    x, i = tf.Variable(1.0), tf.constant(3)
    with pytest.raises(ValueError, match="session"):
        tf.autodiff.numeric(x * x, x)
    with pytest.raises(TypeError, match="int32"):
        tf.autodiff.reverse(i * i, i, started(graph))


def test_a_loop_is_refused_by_forward_mode(graph: Any) -> None:
    x = tf.Variable(1.5)
    y = tf.while_loop(lambda v: v < 10.0, lambda v: v * 2.0, [x * x])
    with pytest.raises(NotImplementedError, match="loop"):
        tf.autodiff.forward(y, x, started(graph))
