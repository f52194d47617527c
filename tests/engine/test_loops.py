"""Loops, functions over rows and TensorArrays with their gradients, in both plans.

The numbers are TensorFlow 1.15.5's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import Stepper, run_both_ways
from tuigraph.engine.errors import InaccessibleTensorError
from tuigraph.engine.execute import set_observer


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def captured(x: Any) -> Any:
    return tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, x), [0, 1.0])[1]


def power(x: Any) -> Any:
    return tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * x), [0, x])[1]


def in_a_map(x: Any) -> Any:
    rows = tf.stack([x, x * 2.0])
    return tf.reduce_sum(tf.map_fn(lambda r: tf.map_fn(lambda e: e * x, tf.stack([r, r * r])), rows)[:, 1])


def scanned_in_a_map(x: Any) -> Any:
    return tf.map_fn(lambda r: tf.scan(lambda a, e: a * e, tf.stack([r, x, x]))[2], tf.stack([x, 2.0 * x]))[1]


def folded(x: Any) -> Any:
    return tf.foldr(lambda a, e: a * e + x, tf.stack([x, x, 2.0]), initializer=x * x)


def of_no_element(x: Any) -> Any:
    return tf.foldl(lambda a, e: a * x, tf.stack([x, x]), initializer=x)


def array_in_a_body(x: Any) -> Any:
    def body(i: Any, a: Any) -> Any:
        array = tf.TensorArray(tf.float32, 2).write(0, a).write(1, a * x)
        return i + 1, tf.reduce_sum(array.stack())

    return tf.while_loop(lambda i, a: i < 2, body, [0, x])[1]


def swapped(x: Any) -> Any:
    a, b = tf.while_loop(lambda i, a, b: i < 3, lambda i, a, b: (i + 1, b * x, a), [0, x, x * x])[1:]
    return a + 2.0 * b


def growing(x: Any) -> Any:
    shapes = [tf.TensorShape([]), tf.TensorShape([None])]
    body = lambda i, a: (i + 1, tf.concat([a * x, [x]], 0))  # noqa: E731
    return tf.reduce_sum(tf.while_loop(lambda i, a: i < 3, body, [0, tf.stack([x, 1.0])], shape_invariants=shapes)[1])


def looked_up(x: Any) -> Any:
    table = tf.stack([x, x * x, 3.0])
    body = lambda i, a: (i + 1, a + tf.reduce_sum(tf.gather(table, [i, 0])) * a)  # noqa: E731
    return tf.while_loop(lambda i, a: i < 3, body, [0, x])[1]


def counted(x: Any) -> Any:
    return tf.while_loop(lambda i, a: i < 9, lambda i, a: (i + 1, a * x), (0, x), maximum_iterations=2)[1]


def slope_in_a_body(x: Any) -> Any:
    def body(i: Any, a: Any) -> Any:
        return i + 1, a - 0.1 * tf.gradients(a * a * x, a)[0]

    return tf.while_loop(lambda i, a: i < 2, body, [0, x])[1]


def split_and_joined(x: Any) -> Any:
    array = tf.TensorArray(tf.float32, 2, infer_shape=False).split(tf.stack([x, x * x, 2.0]), [1, 2])
    return tf.reduce_sum(array.concat() * tf.stack([1.0, 2.0, x]))


@pytest.mark.parametrize(
    ("build", "at_half", "at_minus_two"),
    [
        (captured, [0.5, 1.0], [-2.0, 1.0]),
        (power, [0.0625, 0.5], [16.0, -32.0]),
        (in_a_map, [0.625, 3.75], [-40.0, 60.0]),
        (scanned_in_a_map, [0.25, 1.5], [-16.0, 24.0]),
        (folded, [1.0, 3.75], [26.0, -55.0]),
        (of_no_element, [0.125, 0.75], [-8.0, 12.0]),
        (array_in_a_body, [1.125, 3.75], [-2.0, 5.0]),
        (swapped, [0.5625, 2.5], [24.0, -40.0]),
        (growing, [1.0625, 4.0], [2.0, -11.0]),
        (looked_up, [7.875, 34.375], [36.0, -60.0]),
        (counted, [0.125, 0.75], [-8.0, 12.0]),
        (slope_in_a_body, [0.405, 0.63], [-3.92, 3.08]),
        (split_and_joined, [2.0, 5.0], [2.0, -5.0]),
    ],
)
@pytest.mark.parametrize("imported", [False, True])
def test_values_and_slopes(build: Any, at_half: Any, at_minus_two: Any, imported: bool) -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    y = tf.identity(build(x), name="y")
    graph = tf.Graph() if imported else x.graph
    if imported:
        meta = tf.train.export_meta_graph()
    with graph.as_default():
        if imported:
            tf.train.import_meta_graph(meta)
            x, y = graph.get_tensor_by_name("x:0"), graph.get_tensor_by_name("y:0")
        slope = tf.gradients(y, x)[0]
        assert run_both_ways([y, slope], {x: 0.5}) == pytest.approx(at_half, rel=1e-5)
        assert run_both_ways([y, slope], {x: -2.0}) == pytest.approx(at_minus_two, rel=1e-5)


def test_what_a_result_does_not_depend_on_has_no_gradient() -> None:
    x, z = tf.placeholder(tf.float32, []), tf.constant(2.0)
    unused = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1 + 0 * tf.to_int32(z * a), a * x), [0, x])[1]
    stopped = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, tf.stop_gradient(a * x)), [0, x])[1]
    not_wanted = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * x), [0, x], back_prop=False)[1]
    assert tf.gradients(unused, z) == [None]
    assert tf.gradients(stopped, tf.constant(1.0)) == [None]
    assert tf.gradients(not_wanted, x) == [None]


def test_second_order_through_a_loop_is_refused() -> None:
    x = tf.placeholder(tf.float32, [])
    slope = tf.gradients(power(x), x)[0]
    with pytest.raises(TypeError, match="Second-order gradient for while loops not supported"):
        tf.gradients(slope, x)


def test_a_gradient_in_a_body_by_what_its_variable_starts_with_is_refused() -> None:
    x = tf.stack([1.0, 2.0])[1]
    with pytest.raises(ValueError, match="through the initial value of a loop variable"):
        tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, a + tf.gradients(a * a, x)[0]), [0, x])


@pytest.mark.parametrize(
    "use",
    [
        lambda t: t + 1.0,
        lambda t: tf.add_n([t, t]),
        lambda t: tf.cond(tf.constant(True), lambda: t * 2.0, lambda: t),
        lambda t: tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, a + t), [0, 1.0]),
        lambda t: tf.summary.scalar("t", t),
        lambda t: tf.assign(tf.Variable(1.0), t),
    ],
)
def test_a_value_of_a_loop_is_not_used_outside(use: Any) -> None:
    made: list[Any] = []
    tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, made.append(a * 2.0) or made[0]), [0, 1.0])
    with pytest.raises(ValueError, match=f"Cannot use '{made[0].op.name}' as input to .* while loop"):
        use(made[0])


def test_a_value_of_a_loop_or_branch_is_not_fetched() -> None:
    loop = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])
    chosen = tf.cond(loop > 1, lambda: loop * 2, lambda: loop)
    for name in ("while/add:0", "while/Identity:0", "cond/mul:0", "cond/mul", "cond/pred_id:0"):
        with pytest.raises(InaccessibleTensorError, match="marked as not fetchable"):
            run_both_ways([name])
    assert run_both_ways([chosen]) == [6]


def squared_twice(x: Any) -> Any:
    return tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, a * a), [0, x])[1]


def slope_below(limit: float, y: Any, x: Any) -> Any:
    """The slope of the result of a loop in a branch that the result decides on."""
    return tf.cond(y < limit, lambda: tf.gradients(y, x)[0], lambda: x)


def slopes_in_rounds(x: Any) -> Any:
    return tf.while_loop(lambda i, s: i < 2, lambda i, s: (i + 1, slope_below(5.0, squared_twice(s), s)), [0, x])[1]


def slope_of_a_chain(x: Any) -> Any:
    y = squared_twice(x)
    z = tf.cond(y < 5.0, lambda: squared_twice(y), lambda: x)
    return slope_below(5.0, z, x)


def slope_in_two_branches(x: Any) -> Any:
    y = squared_twice(x)
    return tf.case([(y < 1.0, lambda: tf.gradients(y, x)[0]), (y < 20.0, lambda: tf.gradients(y * y, x)[0])], lambda: y)


def slope_of_rows(x: Any) -> Any:
    y = tf.reduce_sum(tf.map_fn(lambda a: a * a, tf.stack([x, x])))
    return slope_below(5.0, y, x)


def slope_behind(x: Any) -> Any:
    """The gradient waits for something in the branch, and so do the nodes that it puts into the loop."""
    y = squared_twice(x)

    def slope() -> Any:
        with tf.control_dependencies([tf.assert_less(y, 100.0), tf.identity(x)]):
            return tf.gradients(y, x)[0]

    return tf.cond(y < 5.0, slope, lambda: x)


@pytest.mark.parametrize("imported", [False, True])
@pytest.mark.parametrize(
    ("program", "values"),
    [
        (slope_behind, [2.0, 4.0, 0.5]),
        (lambda x: tf.cond(x > 0.5, lambda: slope_behind(x), lambda: -x), [2.0, 4.0, -0.5]),
        (lambda x: slope_below(5.0, squared_twice(x), x), [2.0, 4.0, 0.5]),
        (lambda x: tf.cond(x > 0.5, lambda: slope_below(5.0, squared_twice(x), x), lambda: -x), [2.0, 4.0, -0.5]),
        (slopes_in_rounds, [2.0, 4.0, 0.5]),
        (slope_of_a_chain, [1.0, 16.0, 0.00048828125]),
        (slope_in_two_branches, [1024.0, 8.0, 0.5]),
        (slope_of_rows, [2.0, 4.0, 2.0]),
        (lambda x: tf.gradients(slope_below(5.0, squared_twice(x), x) * x, x)[0], [4.0, 4.0, 0.5]),
    ],
)
def test_a_loop_has_a_gradient_in_a_branch_that_its_result_decides_on(
    program: Any, values: Any, imported: bool
) -> None:
    x = tf.placeholder(tf.float32, [], name="x")
    tf.identity(program(x), name="slope")
    graph = tf.Graph() if imported else tf.get_default_graph()
    with graph.as_default():
        if imported:
            tf.import_graph_def(x.graph.as_graph_def(), name="")
        assert [run_both_ways(["slope:0"], {"x:0": at})[0] for at in (2.0, 1.0, 0.5)] == values


NEVER, OFTEN = tf.errors.InvalidArgumentError, tf.errors.InternalError  # no value, a value in each of several rounds


@pytest.mark.parametrize(
    ("name", "values"),  # of an imported loop, which may be fetched, that makes 0, 1 and 2 rounds
    [
        ("outer/Enter:0", [0, 0, 0]),
        ("outer/Less/Enter:0", [0, 1, 2]),
        ("outer/Exit:0", [0, 1, 2]),
        ("outer/Switch:0", [0, 1, 2]),
        ("outer/Switch:1", [NEVER, 0, OFTEN]),
        ("outer/LoopCond:0", [0, OFTEN, OFTEN]),
        ("outer/Merge:0", [0, OFTEN, OFTEN]),
        ("outer/NextIteration:0", [NEVER, 1, OFTEN]),
        ("outer/add:0", [NEVER, 1, OFTEN]),
        ("outer/inner/Enter:0", [NEVER, 0, OFTEN]),
        ("outer/inner/Switch:0", [NEVER, 1, OFTEN]),
        ("outer/inner/NextIteration:0", [NEVER, 1, OFTEN]),
        ("outer/inner/Exit:0", [NEVER, 1, OFTEN]),
        ("outer/mul:0", [NEVER, 2, OFTEN]),
        ("outer/cond/Merge:0", [NEVER, 0, OFTEN]),
        ("outer/cond/mul:0", [NEVER, 0, 0]),
        ("outer/cond/mul/Switch:0", [NEVER, NEVER, 1]),
    ],
)
@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_a_value_of_an_imported_loop_is_fetched_when_one_round_has_it(name: str, values: Any, rounds: int) -> None:
    with tf.Graph().as_default() as graph:
        limit = tf.placeholder(tf.int32, [], name="limit")

        def body(i: Any) -> Any:
            inner = tf.while_loop(lambda j: j < 1, lambda j: j + 1, [0], name="inner")
            tf.multiply(inner, 2, name="mul")
            tf.cond(i < 1, lambda: i * 3, lambda: i)
            return i + 1

        tf.while_loop(lambda i: i < limit, body, [0], name="outer")
    tf.import_graph_def(graph.as_graph_def(), name="")
    for observer in (None, Stepper()):
        former = set_observer(observer)
        try:
            with tf.Session() as session:
                if isinstance(values[rounds], int):
                    assert session.run([name], {"limit:0": rounds}) == [values[rounds]]
                    continue
                with pytest.raises(values[rounds], match=r"does not have value|already been set"):
                    session.run([name], {"limit:0": rounds})
        finally:
            set_observer(former)


@pytest.mark.parametrize("resource", [False, True])
def test_a_loop_sees_what_it_assigns(resource: bool) -> None:
    v = tf.Variable(0, use_resource=resource)
    added = (lambda: v.assign_add(1)) if resource else (lambda: tf.assign_add(v, 1))
    rounds = tf.while_loop(lambda i: tf.less(v, 5), lambda i: tf.add(added(), 0), [0])
    assert run_both_ways([rounds, v]) == [5, 5]


def test_sums_of_a_variable_that_changes_in_the_body() -> None:
    v = tf.Variable(0.0)

    def body(i: Any, s: Any) -> Any:
        with tf.control_dependencies([s]):
            changed = tf.assign_add(v, tf.to_float(i))
        with tf.control_dependencies([changed]):
            return i + 1, s + tf.identity(v)

    assert run_both_ways([tf.while_loop(lambda i, s: i < 6, body, [0, 0.0], parallel_iterations=1)[1]]) == [35.0]


def test_the_structure_is_that_of_the_body() -> None:
    pair = lambda i, a: (i + 1, a)  # noqa: E731
    assert isinstance(tf.while_loop(lambda i, a: i < 2, pair, [0, 1.0]), tuple)
    assert isinstance(tf.while_loop(lambda i, a: i < 2, lambda i, a: list(pair(i, a)), (0, 1.0)), list)
    with pytest.raises(TypeError, match="sequence type"):
        tf.while_loop(lambda i, a: i < 2, pair, [0, 1.0], maximum_iterations=3)


@pytest.mark.parametrize("what", ["result", "condition"])
def test_results_of_loops_can_be_fed(what: str) -> None:
    x = tf.placeholder(tf.float32, [])
    y = power(x)
    z = tf.cond(y > 1.0, lambda: y * 2.0, lambda: -y)
    slope = tf.gradients(z, x)[0]
    feed = {x: 0.5, y: 3.0}
    assert run_both_ways([z, y], feed) == [6.0, 3.0]
    assert run_both_ways([slope], feed) == [1.0]  # of the rounds that ran


def read_twice(array: Any) -> Any:
    first = array.read(0)
    with tf.control_dependencies([first]):
        return array.read(0)


FULL = lambda **options: tf.TensorArray(tf.float32, 2, **options).write(0, 1.0).write(1, 2.0)  # noqa: E731


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (lambda: read_twice(FULL(clear_after_read=False)), 1.0),
        (lambda: tf.TensorArray(tf.float32, 2).write(0, 1.0).stack(), [1.0, 0.0]),
        (lambda: tf.TensorArray(tf.float32, 0, dynamic_size=True).write(2, 1.0).stack(), [0.0, 0.0, 1.0]),
        (lambda: tf.TensorArray(tf.float32, 0, dynamic_size=True).write(2, 1.0).size(), 3),
        (
            lambda: tf.TensorArray(tf.float32, 2, infer_shape=False).split([1.0, 2.0, 3.0], [1, 2]).concat(),
            [1.0, 2.0, 3.0],
        ),
        (lambda: tf.TensorArray(tf.float32, 2).unstack([[1.0], [2.0]]).gather([1, 0]), [[2.0], [1.0]]),
        (lambda: tf.TensorArray(tf.float32, 0, element_shape=[2]).stack(), np.zeros((0, 2))),
        (
            lambda: (
                (lambda a: tf.cond(tf.constant(True), lambda: a.write(0, 1.0), lambda: a.write(0, 2.0)))(
                    tf.TensorArray(tf.float32, 2)
                )
                .write(1, 7.0)
                .stack()
            ),
            [1.0, 7.0],
        ),
    ],
)
def test_arrays(build: Any, value: Any) -> None:
    np.testing.assert_array_equal(run_both_ways([build()])[0], value)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: read_twice(FULL()), "Could not read index 0 twice"),
        (lambda: FULL().write(0, 5.0).stack(), "already been written"),
        (lambda: FULL().write(5, 1.0).stack(), "not resizeable and size is: 2"),
        (lambda: FULL().read(2), "Tried to read from index 2 but array size is: 2"),
        (lambda: tf.TensorArray(tf.float32, 2).write(0, tf.constant(1)).stack(), "float but Op is trying to write"),
        (lambda: tf.TensorArray(tf.float32, 2, infer_shape=False).write(0, [1.0]).stack(), "not fully defined"),
        (lambda: FULL().concat(), "requires at least vectors"),
        (lambda: tf.TensorArray(tf.float32, 2).split([1.0], [1]).concat(), "not marked as dynamically resizeable"),
        (lambda: tf.TensorArray(tf.float32, 1).split([1.0], [2]).concat(), "sum of lengths"),
    ],
)
def test_mistakes_with_arrays_are_named(build: Any, message: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        run_both_ways([build()])


def test_inputs_of_different_loops_are_refused_in_the_run() -> None:
    made: list[Any] = []
    tf.while_loop(lambda i: i < 2, lambda i: made.append(i + 1) or made[0], [0])
    with tf.control_dependencies([made[0]]):
        behind = tf.add(tf.Variable(1.0), tf.constant(1.0))
    with pytest.raises(tf.errors.InvalidArgumentError, match="has inputs from different frames"):
        run_both_ways([behind])


def slope_back_into_rounds() -> None:
    x = tf.placeholder(tf.float32, [])
    slope = lambda a: tf.cond(a > 0.0, lambda: tf.gradients(a * x, x)[0], lambda: a)  # noqa: E731
    tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, slope(a)), [0, x])


def slope_of_an_inner_loop_back_into_rounds() -> None:
    x = tf.placeholder(tf.float32, [])
    inner = lambda a: tf.while_loop(lambda j, b: j < 2, lambda j, b: (j + 1, b * a), [0, 1.0])[1]  # noqa: E731
    slope = lambda a: tf.cond(a > 0.0, lambda: tf.gradients(inner(a), x)[0], lambda: a)  # noqa: E731
    tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, slope(a)), [0, x])


def slope_of_nested_loops_that_waits() -> None:
    x = tf.placeholder(tf.float32, [])
    body = lambda i, a: (i + 1, tf.while_loop(lambda j, b: j < 2, lambda j, b: (j + 1, b * a), [0, a])[1])  # noqa: E731
    y = tf.while_loop(lambda i, a: i < 2, body, [0, x])[1]
    with tf.control_dependencies([tf.assert_less(x, 5.0)]):
        tf.gradients(y, x)


@pytest.mark.parametrize(
    ("program", "what"),
    [
        (slope_back_into_rounds, r"(?s)came in by while/Enter_1:0.*node 'while/Switch"),
        (slope_of_an_inner_loop_back_into_rounds, r"(?s)came in by while/Enter_1:0.*node 'while/Switch_1'"),
        (slope_of_nested_loops_that_waits, r"(?s)outside of tf.control_dependencies.*node 'gradients/b_count"),
    ],
)
def test_a_gradient_that_tensorflow_cannot_build_says_why(program: Any, what: str) -> None:
    with pytest.raises(AttributeError, match=what + r".*made at .*test_loops.py:\d+"):
        program()


def test_a_slope_in_a_branch_of_a_condition_has_no_value_by_what_the_variable_starts_with() -> None:
    x = tf.placeholder(tf.float32, [])
    slope = lambda a: tf.cond(a > 0.0, lambda: tf.gradients(a * a, x)[0], lambda: a)  # noqa: E731
    last = tf.while_loop(lambda a: slope(a) < 9.0, lambda a: a + 1.0, [x])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Retval\[0\] does not have value"):
        run_both_ways([last], {x: 1.0})
