"""Variable scopes and get_variable: what the recorded cases do not show."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def constant(value: float) -> Any:
    return tf.constant_initializer(value)


def test_a_second_get_variable_says_where_the_first_was_made() -> None:
    made_at = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
    tf.get_variable("v", [2])
    with pytest.raises(ValueError, match="Variable v already exists, disallowed") as caught:
        tf.get_variable("v", [2])
    assert f'File "{__file__}", line {made_at}' in str(caught.value)


def test_sharing_names_what_is_not_there() -> None:
    with tf.variable_scope("layer", reuse=True), pytest.raises(ValueError, match="Variable layer/v does not exist"):
        tf.get_variable("v", [2])


def test_auto_reuse_makes_a_variable_once_and_reaches_inner_scopes() -> None:
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE), tf.variable_scope("b") as scope:
        first = tf.get_variable("v", [2])
        assert tf.get_variable("v") is first
        assert scope.reuse is tf.AUTO_REUSE
    assert [v.name for v in tf.global_variables()] == ["a/b/v:0"]


def test_a_scope_object_is_entered_as_it_was_and_not_as_its_surroundings_are() -> None:
    with tf.variable_scope("a", initializer=constant(1.0)) as scope:
        pass
    with tf.variable_scope("b", reuse=True, initializer=constant(2.0)), tf.variable_scope(scope) as again:
        assert again is not scope
        assert (again.name, again.reuse, again.initializer) == ("a", False, scope.initializer)


def test_a_constraint_is_the_one_default_that_inner_scopes_do_not_inherit() -> None:
    def constraint(value: Any) -> Any:
        return value

    with tf.variable_scope("a", constraint=constraint):
        assert tf.get_variable("v", [1]).constraint is constraint
        with tf.variable_scope("b"):
            assert tf.get_variable("v", [1]).constraint is None


def test_nested_custom_getters_run_from_the_inside_out() -> None:
    order = []

    def getter(letter: str) -> Any:
        def get(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
            order.append(letter)
            assert (kwargs["shape"], kwargs["trainable"], kwargs["reuse"]) == ([1], True, False)
            return getter(name + letter, *args, **kwargs)

        return get

    with tf.variable_scope("s", custom_getter=getter("x")), tf.variable_scope("t", custom_getter=getter("y")):
        assert tf.get_variable("v", [1]).op.name == "s/t/vyx"
        assert tf.get_variable("w", [1], custom_getter=getter("z")).op.name == "s/t/wz"
    assert order == ["y", "x", "z"]


def test_default_names_start_over_in_each_outer_scope() -> None:
    found = []
    for outer in ("a", "a", "b"):
        with tf.variable_scope(outer):
            for _ in range(2):
                with tf.variable_scope(None, "layer") as scope:
                    found.append(scope.name)
    assert found == ["a/layer", "a/layer_1", "a/layer", "a/layer_1", "b/layer", "b/layer_1"]


def test_each_thread_has_a_scope_of_its_own_but_one_table_of_variables(own_graph: tf.Graph) -> None:
    found = []

    def work() -> None:
        with own_graph.as_default():
            found.append(tf.get_variable_scope().name)
            with tf.variable_scope("a", reuse=True):
                found.append(tf.get_variable("v"))

    with tf.variable_scope("a"):
        v = tf.get_variable("v", [1])
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found == ["", v]


def test_leaving_scopes_in_the_wrong_order_is_told() -> None:
    outer, inner = tf.variable_scope("a"), tf.variable_scope("b")
    outer.__enter__()
    inner.__enter__()
    for left in (outer, inner):
        with pytest.raises(RuntimeError, match="Improper nesting"):
            left.__exit__(None, None, None)


def test_a_scope_is_left_when_its_block_raises() -> None:
    with pytest.raises(KeyError), tf.variable_scope("a"):
        raise KeyError
    assert tf.get_variable_scope().name == ""
    assert tf.constant(0, name="x").op.name == "x"


def test_values_choose_the_graph() -> None:
    other = tf.Graph()
    with other.as_default():
        x = tf.constant(1.0)
    with tf.variable_scope(None, "scope", values=[x]):
        assert tf.get_variable("v", [1]).graph is other


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"name_or_scope": None}, TypeError),
        ({"name_or_scope": 3}, TypeError),
        ({"name_or_scope": "a", "reuse": "yes"}, ValueError),
        ({"name_or_scope": None, "default_name": "a", "reuse": True}, ValueError),
        ({"name_or_scope": "a", "auxiliary_name_scope": None}, TypeError),
    ],
)
def test_arguments_that_make_no_scope(arguments: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error), tf.variable_scope(**arguments):
        pass


def test_an_initializer_of_no_arguments_gives_the_shape() -> None:
    v = tf.get_variable("v", initializer=lambda: tf.zeros([2, 3]))
    assert v.get_shape().as_list() == [2, 3]
    with pytest.raises(ValueError, match="needs a full shape"):
        tf.get_variable("w", [None, 2])


def test_an_initializer_of_another_type_than_asked_for() -> None:
    with pytest.raises(ValueError, match="don't match"):
        tf.get_variable("v", initializer=1.5, dtype=tf.float64)


def test_local_variables_are_neither_trained_nor_saved() -> None:
    v = tf.get_local_variable("v", [1], collections=["mine"])
    assert tf.local_variables() == tf.get_collection("mine") == [v]
    assert tf.global_variables() == tf.trainable_variables() == []


def test_a_template_shares_from_its_second_call_on() -> None:
    def scale(x: Any, start: float) -> Any:
        return x * tf.get_variable("factor", [], initializer=constant(start))

    template = tf.make_template("scaler", scale, start=3.0)
    first, second = template(1.0), template(2.0)
    other = tf.make_template("scaler", scale, start=5.0)(1.0)
    assert [v.op.name for v in tf.global_variables()] == ["scaler/factor", "scaler_1/factor"]
    assert [v.op.name for v in template.trainable_variables] == ["scaler/factor"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run([first, second, other]) == [3.0, 6.0, 5.0]


def test_a_template_refuses_variables_that_it_cannot_share() -> None:
    template = tf.make_template("t", lambda: tf.Variable(1.0))
    template()
    with pytest.raises(ValueError, match=r"perhaps you used tf\.Variable"):
        template()
