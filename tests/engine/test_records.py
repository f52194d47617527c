"""What the records of operations say about them is so: what a kernel writes, and that it passes operands on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.execute import Execution
from tuigraph.engine.opdef import OpDef, Writes, find, pure, registry, same_shape
from tuigraph.engine.plan import compile
from tuigraph.engine.resource_variables import ResourceVariable
from tuigraph.engine.roles import ROUTING

tf.Graph()  # the first use of a name loads the interface
assert find("no operation at all") is None  # by now every module with operations has been imported

# Operations with files, which write no cell.
FILES = {"SaveV2", "RestoreV2", "MergeV2Checkpoints", "ReadFile"}


def variables(**options: Any) -> None:
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]], **options)
    n = tf.Variable(1, **options)
    v.assign_add(tf.ones([2, 2]))
    v.assign_sub(tf.ones([2, 2]))
    n.count_up_to(5)
    for scatter in (tf.scatter_update, tf.scatter_add, tf.scatter_sub, tf.scatter_mul, tf.scatter_div):
        scatter(v, [0, 0], [[1.0, 2.0], [3.0, 4.0]])
    tf.scatter_min(v, np.zeros([0], np.int32), np.zeros([0, 2], np.float32))
    tf.scatter_max(v, [1], [[1.0, 2.0]])
    for scatter_nd in (tf.scatter_nd_update, tf.scatter_nd_add, tf.scatter_nd_sub):
        scatter_nd(v, [[0, 1]], [5.0])
    v[0].assign([1.0, 1.0])
    tf.gather(v, [0])
    tf.gather_nd(v, [[0, 1]])
    tf.is_variable_initialized(v)
    tf.shape(v)


def by_reference() -> None:
    variables(use_resource=False)
    v = tf.Variable([1.0, 2.0], use_resource=False)
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(v))
    tf.train.ProximalGradientDescentOptimizer(0.1).minimize(tf.reduce_sum(v))
    tf.train.ProximalGradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.gather(v, [0, 0])))
    tensor("Variable", shape=(), dtype=tf.float32)


def by_handle() -> None:
    variables(use_resource=True)
    v = tf.Variable([1.0, 2.0], use_resource=True)
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(v))
    tf.train.ProximalGradientDescentOptimizer(0.1).minimize(tf.reduce_sum(v))
    tf.train.ProximalGradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.gather(v, [0, 0])))
    assert isinstance(v, ResourceVariable)
    handle = v.handle
    for name in ("Add", "Sub", "Mul", "Div", "Min", "Max", "Update"):
        apply(f"ResourceScatter{name}", handle, [0], [1.0])
    for name in ("Add", "Sub", "Update"):
        apply(f"ResourceScatterNd{name}", handle, [[0]], [1.0])
    tensor("VariableShape", handle)


def without_variables() -> None:
    tf.no_op()
    apply("ControlTrigger")
    x = tf.placeholder_with_default([1.0], [1])
    tf.placeholder(tf.float32, name="fed")
    tf.Assert(tf.constant(True), [x])
    tf.check_numerics(x, "")
    tf.guarantee_const(x)


@pytest.fixture(scope="module")
def writes_seen() -> dict[str, set[int]]:
    """How many cells a step of each type wrote, in programs with those that say it."""
    seen: dict[str, set[int]] = {}
    for program in (by_reference, by_handle, without_variables):
        with tf.Graph().as_default() as graph:
            program()
            init = tf.global_variables_initializer()
            session = tf.Session(graph=graph)
            store = session.store
            session.run(init)
            ops = [op for op in graph.get_operations() if op.type not in ("Placeholder", "Variable")]
            execution = Execution(compile(graph, [], ops, [], store, observe=True), store)
            while not execution.finished:
                op = execution.plan.operations[execution.pc]
                seen.setdefault(op.type, set()).add(len(execution.step().cells))
    return seen


CELLS = {Writes.NOTHING: {0}, Writes.UPDATES: {1}, Writes.OVERWRITES: {1}}


@pytest.mark.parametrize(
    "name",
    sorted(n for n, d in registry.items() if d.stateful and d.writes is not Writes.ANYTHING and n not in FILES),
)
def test_a_kernel_writes_as_many_cells_as_its_record_says(name: str, writes_seen: dict[str, set[int]]) -> None:
    if name in ("Placeholder", "Variable"):
        pytest.skip("fails in a run, or has no value: it makes or gives a cell")
    says = registry[name].writes
    assert says is not None
    assert name in writes_seen, f"no program above runs {name}: add a line to one"
    assert writes_seen[name] == CELLS[says]


PASSING = sorted(n for n, d in registry.items() if d.passes_on and d.role not in ROUTING)


def passing(name: str, variable: Any) -> tf.Operation:
    return apply(name, [variable] if name == "IdentityN" else variable)


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_on_gives_its_operands_themselves(name: str) -> None:
    op, operand = passing(name, tf.Variable([1.0], use_resource=False)), np.ones(1)
    assert op.definition.kernel(op, Store())(operand) is operand
    assert op.definition.aliases


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_on_shares_the_memory_of_a_variable(name: str) -> None:
    """TensorFlow 1.15.5 gave the same for each."""
    v = tf.Variable([1.0], use_resource=False)
    passed = passing(name, v).outputs[0]
    with tf.control_dependencies([passed]):
        added = tf.assign_add(v, [10.0])
    with tf.control_dependencies([added]):
        later = passed + 0.0
    with tf.Session() as session:
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(passed)
        session.run(v.initializer)
        assert session.run(later).tolist() == [11.0]


def test_a_record_has_known_fields_and_is_only_read() -> None:
    with pytest.raises(TypeError, match="no field"):
        OpDef("Cube", "x: T -> y: T", shape=same_shape, kernel=pure(abs), statefull=True)
    with pytest.raises(TypeError, match="needs"):
        OpDef("Cube", "x: T -> y: T", shape=same_shape)
    with pytest.raises(AttributeError, match="only read"):
        registry["Add"].stateful = True
    assert repr(registry["Add"]) == "<OpDef Add: x: T, y: T -> z: T>"
