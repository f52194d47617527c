"""Operations that look at values while a graph runs: Print, Assert, CheckNumerics."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, Writes, define, no_outputs, same_shape
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.flow import group, no_op, with_dependencies
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.sharing import Shares
from tuigraph.engine.values import Array, as_array

# ---------------------------------------------------------------- a value in a few words


def summary(value: Any, most: int) -> str:
    """The first elements of a value as TensorFlow prints them, ``1 2 3...``; all of them where `most` is negative."""
    array = as_array(value)
    limit = array.size if most < 0 else min(most, array.size)
    more = "..." if array.size > limit else ""
    if not array.ndim:
        return (_element(array[()]) if limit else "") + more
    return "".join(_rows(array, limit)) + more


def _rows(array: Any, limit: int) -> Iterator[str]:
    """The pieces of a summary: brackets for each dimension but the first, and dots where the limit cuts a row."""
    left = limit
    size = array.shape[-1]
    if array.ndim == 1:
        yield " ".join(map(_element, array[:limit]))
        return
    inner = array.shape[1:-1]
    blocks = [int(np.prod(inner[i:])) for i in range(len(inner))]  # rows in each surrounding bracket
    opened = 0
    for i, row in enumerate(array.reshape(-1, size)):
        if left <= 0:
            break
        starts = sum(i % block == 0 for block in blocks) + 1
        yield "[" * starts
        opened += starts
        shown = row[:left]
        yield " ".join(map(_element, shown))
        yield "..." if len(shown) < size else ""
        left -= len(shown)
        ends = sum((i + 1) % block == 0 for block in blocks) + 1
        yield "]" * ends
        opened -= ends
    yield "]" * opened


_ESCAPES = {ord(c): escaped for c, escaped in zip("\n\r\t\"'\\", ("\\n", "\\r", "\\t", '\\"', "\\'", "\\\\"))}


def _element(value: Any) -> str:
    if isinstance(value, bytes):
        return "".join(_ESCAPES.get(code) or (chr(code) if 32 <= code < 127 else f"\\{code:03o}") for code in value)
    if isinstance(value, (np.bool_, np.integer)):
        return str(int(value))
    if isinstance(value, np.floating):
        return _float(value)
    return "?"


def _float(value: Any) -> str:
    """The shorter of the two precisions that C programs print with, if it gives the number back."""
    short, full = (15, 17) if value.dtype == np.float64 else (6, 9)
    text = f"{float(value):.{short}g}"
    return text if value.dtype.type(text) == value or np.isnan(value) else f"{float(value):.{full}g}"


# ---------------------------------------------------------------- print


def _print_kernel(op: Operation, store: Store) -> Kernel:
    message, first, most = op.attrs["message"], op.attrs["first_n"], op.attrs["summarize"]
    printed = store.private_cell(op.name, lambda: 0)

    def may_print() -> bool:
        if first < 0:
            return True
        with printed.lock:
            if printed.value >= first:
                return False
            printed.set(printed.value + 1)
            return True

    def kernel(value: Array, *data: Any) -> Any:
        if may_print():
            sys.stderr.write(message + "".join(f"[{summary(item, most)}]" for item in data) + "\n")
        return value

    return kernel


define(
    "Print",
    "input: T, data: [U] -> output: T",
    attrs={"message": "", "first_n": -1, "summarize": 3},
    shape=same_shape,
    kernel=_print_kernel,
    shares=Shares(as_it_is=True),
    gradient=lambda op, grad: [grad, *[None] * (len(op.inputs) - 1)],
    stateful=True,
    aliases=True,
    reaches_out=True,
)


def Print(
    input_: Any,
    data: Any,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """The value of `input_`; when it is computed, `message` and the values of `data` go to standard error (`tf.Print`).

    `first_n`: print that many times only; `summarize`: that many elements of each value.
    """
    given = {"message": message, "first_n": first_n, "summarize": summarize}
    return tensor("Print", input_, data, name=name, **{k: v for k, v in given.items() if v is not None})


# ---------------------------------------------------------------- assert


def _assert_kernel(op: Operation, store: Store) -> Kernel:
    most = op.attrs["summarize"]

    def kernel(condition: Array, *data: Any) -> None:
        if not condition:
            text = " ".join(f"[{summary(item, most)}]" for item in data)
            raise InvalidArgumentError(None, None, f"assertion failed: {text}")

    return kernel


define(
    "Assert",
    "condition: bool, data: [T] ->",
    attrs={"summarize": 3},
    shape=no_outputs,
    kernel=_assert_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
)


def Assert(condition: Any, data: Any, summarize: int | None = None, name: str | None = None) -> Operation:
    """An operation that fails with `data` unless the condition holds (`tf.Assert`): put it among control dependencies.

    With anything but strings and int32 among `data` it is built in a conditional: the data costs nothing while all is
    well.
    InvalidArgumentError in the run where the condition is false.
    """
    with graph_for(condition, data).name_scope(name or "Assert"):
        values = [convert_to_tensor(item) for item in data]

        def check() -> Operation:
            attrs = {} if summarize is None else {"summarize": summarize}
            return apply("Assert", condition, list(data), name="Assert", **attrs)

        if all(v.dtype in (dtypes.string, dtypes.int32) for v in values):
            return check()
        condition = convert_to_tensor(condition, name="Condition")
        guarded: Operation = cond(condition, no_op, check, name="AssertGuard").op
        return guarded


# ---------------------------------------------------------------- check_numerics


def _numerics_kernel(op: Operation, store: Store) -> Kernel:
    message = op.attrs["message"]

    def kernel(value: Array) -> Any:
        if not np.all(np.isfinite(value)):
            kinds = [name for name, test in (("Inf", np.isinf), ("NaN", np.isnan)) if np.any(test(value))]
            raise InvalidArgumentError(None, None, f"{message} : Tensor had {' and '.join(kinds)} values")
        return value

    return kernel


def _numerics_gradient(op: Operation, grad: Tensor) -> list[Any]:
    text = f"Not a number (NaN) or infinity (Inf) values detected in gradient. {op.attrs['message']}"
    return [check_numerics(grad, text)]


define(
    "CheckNumerics",
    "tensor: T -> output: T",
    types={"T": dtypes.FLOATING},
    attrs={"message": REQUIRED},
    shape=same_shape,
    kernel=_numerics_kernel,
    shares=Shares(as_it_is=True),
    gradient=_numerics_gradient,
    stateful=True,
    aliases=True,
    writes=Writes.NOTHING,
)


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Tensor:
    """The same value; InvalidArgumentError with `message` in a run where it has NaN or Inf (`tf.check_numerics`)."""
    return apply("CheckNumerics", tensor, message=message, name=name).outputs[0]


def verify_tensor_all_finite(
    t: Any = None, msg: str | None = None, name: str | None = None, x: Any = None, message: str | None = None
) -> Tensor:
    """The same value, once `check_numerics` has passed it (`tf.verify_tensor_all_finite`)."""
    value = t if x is None else x
    with graph_for(value).name_scope(name or "VerifyFinite") as scope:
        value = convert_to_tensor(value, name="x")
        checked = check_numerics(value, (msg if message is None else message) or "")
        return with_dependencies([checked.op], value) if scope else value


def add_check_numerics_ops() -> Operation:
    """An operation that checks every float tensor of the graph for NaN and Inf, in order (`tf.add_check_numerics_ops`).

    Raises ValueError where the graph has conditionals or loops.
    """
    graph = get_default_graph()
    last: list[Tensor] = []
    for op in graph.get_operations():
        for output in op.outputs:
            if output.dtype not in dtypes.FLOATING:
                continue
            if op.control_flow is not None:
                raise ValueError(
                    "`tf.add_check_numerics_ops() is not compatible with TensorFlow control flow operations such as "
                    f"`tf.cond()` or `tf.while_loop()`: '{op.name}' is in one."
                )
            with graph.control_dependencies(last):
                last = [check_numerics(output, f"{op.name}:{output.index}")]
    return group(*last)
