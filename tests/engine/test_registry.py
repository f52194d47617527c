"""One test over the registry: shapes, values and gradients of every differentiable operation, by the examples beside.

A new operation with a gradient fails here until it has an example.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.examples import EXAMPLES
from tests.engine.examples.example import Example
from tuigraph.engine import shapes
from tuigraph.engine.autodiff.symbolic_rules import derivative_of
from tuigraph.engine.build import apply
from tuigraph.engine.containers import Store
from tuigraph.engine.opdef import find, registry

# Operations with a gradient rule that no example can show.
ELSEWHERE = {
    "FusedBatchNormV3": "float32 alone, and its gradient has no gradient: test_batch_norm",
    "LRN": "float32 alone, and its gradient has no gradient: recorded/later_differences.json",
    "PreventGradient": "its gradient raises LookupError: test_gradients",
    **{
        f"SparseSegment{kind}": "its gradient has no gradient: tests/recorded/sparse.py"
        for kind in ("Mean", "SqrtN", "MeanWithNumSegments", "SqrtNWithNumSegments")
    },
    "Dilation2D": "its gradients have no gradient: tests/recorded/filters.py",
    "CropAndResize": "gives float32: test_images",
    "ResizeBilinear": "gives float32: test_images",
    "ResizeBilinearGrad": "takes float32: test_images",
    "ResizeBicubic": "gives float32: test_images",
    "ResizeBicubicGrad": "takes float32: test_images",
    "ReadVariableOp": "reads the cell of a variable: test_resource_variables",
    "ResourceGather": "reads the cell of a variable: test_resource_variables",
    "ResourceGatherNd": "reads the cell of a variable: test_resource_variables",
    "RefIdentity": "takes the cells of variables: test_control_flow",
    "RefSwitch": "takes the cells of variables: test_control_flow",
    "RefMerge": "takes the cells of variables: test_control_flow",
    "Enter": "is part of a loop: test_control_flow",
    "Exit": "is part of a loop: test_control_flow",
    "NextIteration": "is part of a loop: test_control_flow",
    "RefEnter": "takes the cells of variables: test_control_flow",
    "RefExit": "takes the cells of variables: test_control_flow",
    "RefNextIteration": "takes the cells of variables: test_control_flow",
    "TensorArrayConcatV3": "needs a TensorArray: test_control_flow",
    "TensorArraySplitV3": "needs a TensorArray: test_control_flow",
    "TensorArrayGatherV3": "needs a TensorArray: test_control_flow",
    "TensorArrayReadV3": "needs a TensorArray: test_control_flow",
    "TensorArrayScatterV3": "needs a TensorArray: test_control_flow",
    "TensorArrayWriteV3": "needs a TensorArray: test_control_flow",
}
tf.Graph()  # the first use of a name loads the interface
assert find("no operation at all") is None  # by now every module with operations has been imported
DIFFERENTIABLE = {name for name, definition in registry.items() if definition.gradient is not None}


def flat(inputs: Any) -> list[Any]:
    return [v for entry in inputs for v in (entry if isinstance(entry, list) else [entry])]


def regrouped(inputs: Any, tensors: list[Any]) -> list[Any]:
    rest = iter(tensors)
    return [[next(rest) for _ in entry] if isinstance(entry, list) else next(rest) for entry in inputs]


def build(op_type: str, example: Example, tensors: list[Any]) -> list[Any]:
    arguments = regrouped(example.inputs, tensors)
    if example.build is not None:
        made = example.build(*arguments)
        assert any(op.type == op_type for op in tf.get_default_graph().get_operations()), (
            f"the example builds no {op_type}"
        )
        return list(made) if isinstance(made, (list, tuple)) else [made]
    attrs: dict[str, Any] = {k: tf.as_dtype(v) if k in ("DstT", "Tout") else v for k, v in example.attrs.items()}
    return list(apply(op_type, *arguments, **attrs).outputs)


def is_differentiated(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "fc"


def placeholder(value: Any, shape: Any) -> Any:
    return tf.placeholder(np.asarray(value).dtype, shape)


def parameters() -> list[Any]:
    names = sorted(DIFFERENTIABLE - set(ELSEWHERE) | set(EXAMPLES))
    return [
        pytest.param(name, example, id=f"{name}-{i}")
        for name in names
        for i, example in enumerate(EXAMPLES.get(name, [None]))
    ]


@pytest.mark.parametrize(("op_type", "example"), parameters())
def test_shape_value_and_gradient_agree_with_what_runs(op_type: str, example: Example | None) -> None:
    if example is None:
        pytest.fail(f"{op_type} has a gradient and no example: add one to tests/engine/examples")
    actual = check_constants(op_type, example)
    check_unknown_shapes(op_type, example, actual)
    check_gradient(op_type, example, actual)


def check_constants(op_type: str, example: Example) -> list[Any]:
    """With constants the static shape is the actual one, in full unless it depends on values."""
    with tf.Graph().as_default() as graph:
        values = flat(example.inputs)
        outputs = build(op_type, example, [tf.constant(v) for v in values])
        actual: list[Any] = tf.Session(graph=graph).run(outputs)
        for tensor, value in zip(outputs, actual):
            static = tensor.shape.as_tuple()
            assert shapes.compatible(static, np.shape(value)), f"static {static}, actual {np.shape(value)}"
            assert example.dynamic or shapes.is_static(static), (
                f"the static shape is {static}, the actual {np.shape(value)}"
            )
            assert np.asarray(value).dtype == tensor.dtype.numpy
        if example.build is None:
            check_kernel(outputs[0].op, values)
    return actual


def check_kernel(op: Any, values: list[Any]) -> None:
    """A kernel returns scalars for rank 0, arrays otherwise, shares no memory by itself and leaves its inputs alone."""
    given = [np.asarray(v)[()] if np.ndim(v) == 0 else np.array(v) for v in values]
    before = [np.array(v) for v in given]
    with np.errstate(all="ignore"):
        result = op.definition.kernel(op, Store())(*given)
    results = result if len(op.outputs) > 1 else (result,)
    for tensor, value in zip(op.outputs, results):
        assert isinstance(value, np.generic if np.ndim(value) == 0 else np.ndarray), (
            f"{type(value)} of rank {np.ndim(value)}"
        )
        assert value.dtype == tensor.dtype.numpy
        shared = any(
            isinstance(v, np.ndarray) and isinstance(value, np.ndarray) and np.shares_memory(v, value) for v in given
        )
        assert op.definition.aliases or op.definition.stateful or not shared, "the result shares memory with an input"
    for value, old in zip(given, before):
        np.testing.assert_array_equal(value, old)


def check_unknown_shapes(op_type: str, example: Example, actual: list[Any]) -> None:
    """With less known, less is said, and nothing wrong."""
    for known in (lambda v: [None] * np.ndim(v), lambda v: None):
        with tf.Graph().as_default() as graph:
            values = flat(example.inputs)
            tensors = [placeholder(v, known(v)) for v in values]
            try:
                outputs = build(op_type, example, tensors)
            except (ValueError, NotImplementedError):
                if example.build is None:  # a function may ask for a static rank, an operation not
                    raise
                continue
            found = tf.Session(graph=graph).run(outputs, dict(zip(tensors, values)))
            for tensor, value, before in zip(outputs, found, actual):
                static = tensor.shape.as_tuple()
                assert shapes.compatible(static, np.shape(value)), f"static {static}, actual {np.shape(value)}"
                np.testing.assert_allclose(value, before, rtol=1e-6, atol=1e-9)


def check_gradient(op_type: str, example: Example, actual: list[Any]) -> None:
    rule = registry[op_type]
    chosen = range(len(actual)) if example.outputs is None else example.outputs
    weighted = [i for i in chosen if is_differentiated(actual[i])]
    if rule.gradient is None or not weighted:
        return
    weights = {i: random_like(actual[i], seed=i) for i in weighted}
    with tf.Graph().as_default() as graph:
        values = flat(example.inputs)
        tensors = [tf.constant(v) for v in values]
        outputs = build(op_type, example, tensors)
        grads = tf.gradients([outputs[i] for i in weighted], tensors, [np.conj(weights[i]) for i in weighted])
        session = tf.Session(graph=graph)
        for position, (tensor, value, grad) in enumerate(zip(tensors, values, grads)):
            if not is_differentiated(value) or position in example.fixed:
                assert grad is None or not np.any(session.run(grad)), f"input {position} has a gradient"
                continue
            assert grad is not None, f"input {position} has no gradient"
            found = session.run(tf.convert_to_tensor(grad))
            assert shapes.compatible(grad.shape.as_tuple(), found.shape)

            def loss(moved: Any, tensor: Any = tensor) -> float:
                run = session.run([outputs[i] for i in weighted], {tensor: moved})
                return float(sum(np.sum(np.real(r * weights[i])) for r, i in zip(run, weighted)))

            expected = differences(loss, value)
            scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
            np.testing.assert_allclose(
                found, expected, rtol=0, atol=example.tolerance * scale, err_msg=f"input {position}"
            )
        check_tangents(outputs, weights, tensors, grads, session)


def check_tangents(outputs: Any, weights: Any, tensors: Any, grads: Any, session: Any) -> None:
    """Forward mode is the transpose of reverse mode, <w, J v> = <J' w, v>, and the symbolic rule says the same."""
    moving = [i for i, grad in enumerate(grads) if grad is not None]
    if any(t.dtype.is_complex for t in [*(outputs[i] for i in weights), *(tensors[i] for i in moving)]):
        return
    directions = [random_like(session.run(tensors[i]), seed=10 + i) for i in moving]
    tangents = tf.autodiff.pushforward(
        [outputs[i] for i in weights], [tensors[i] for i in moving], [tf.constant(v) for v in directions]
    )
    left = sum(np.sum(session.run(t) * w) for t, w in zip(tangents, weights.values()) if t is not None)
    right = sum(np.sum(session.run(tf.convert_to_tensor(grads[i])) * v) for i, v in zip(moving, directions))
    np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-9, err_msg="forward and reverse mode")
    op = outputs[0].op
    if op.definition.symbolic is not None and list(op.inputs) == list(tensors):
        inner: list[Any] = [None] * len(tensors)
        for i, v in zip(moving, directions):
            inner[i] = tf.constant(v)
        expressions = derivative_of(op, inner)
        symbolic = sum(
            np.sum(session.run(expressions[i]) * w) for i, w in weights.items() if expressions[i] is not None
        )
        np.testing.assert_allclose(symbolic, right, rtol=1e-9, atol=1e-9, err_msg="the symbolic rule and reverse mode")


def random_like(value: Any, seed: int) -> Any:
    generator = np.random.default_rng(seed)
    made = generator.uniform(0.5, 1.5, np.shape(value))
    if np.asarray(value).dtype.kind == "c":
        made = made + 1j * generator.uniform(0.5, 1.5, np.shape(value))
    return np.asarray(made).astype(np.asarray(value).dtype)


def differences(loss: Any, value: Any) -> Any:
    """The derivative of a loss by each number of an array; the imaginary part of a complex one is that by its
    imaginary part.
    """
    start = np.array(value)
    out = np.zeros_like(start)
    step = 1e-5
    directions = (1, 1j) if start.dtype.kind == "c" else (1,)
    for index in np.ndindex(start.shape):
        for direction in directions:
            ends = []
            for sign in (1, -1):
                moved = start.copy()
                moved[index] += sign * step * direction
                ends.append(loss(moved))
            out[index] += direction * (ends[0] - ends[1]) / (2 * step)
    return out


def test_no_operation_is_excused_that_has_an_example_or_no_gradient() -> None:
    assert sorted(set(ELSEWHERE) & set(EXAMPLES)) == []
    assert sorted(set(ELSEWHERE) - DIFFERENTIABLE) == []


def test_examples_are_of_registered_operations() -> None:
    assert sorted(set(EXAMPLES) - set(registry)) == []


NOT_FOUND_BY_NAME = """
import importlib, pathlib
import tuigraph
from tuigraph import _api
from tuigraph.engine import opdef
opdef.find("none of this name")
found = set(opdef.registry)
root = pathlib.Path(tuigraph.__file__).parent
for path in root.rglob("*.py"):
    if "opdef import" in path.read_text(encoding="utf-8"):
        importlib.import_module(".".join(("tuigraph", *path.relative_to(root).with_suffix("").parts)))
print(sorted(set(opdef.registry) - found))
"""


def test_every_operation_is_found_by_its_name_though_nobody_has_used_it() -> None:
    done = subprocess.run([sys.executable, "-c", NOT_FOUND_BY_NAME], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
