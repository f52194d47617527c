"""Accumulators: gradients are added up until enough are there, and then their mean is taken.

The state is an immutable value in a cell, as that of a queue is, and whoever takes waits as for a queue.
"""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define, no_outputs, scalar_shape, waits
from tuigraph.engine.values import as_value
from tuigraph.engine.waiting import Call, Wait


class Added(NamedTuple):
    """What has been added up since the last time that it was taken, and which step is the current one."""

    total: Any = None
    times: int = 0
    step: int = 0


class AccumulatorCell(Cell):
    """The cell of an accumulator, and who stands in line for its mean."""

    __slots__ = ("taking",)

    def __init__(self, store: Any, container: str, name: str, value: Any) -> None:
        super().__init__(store, container, name, value)
        self.taking: deque[Wait] = deque()


class _Take(Wait):
    """The mean on its way out, once `required` gradients are there."""

    def __init__(self, cell: AccumulatorCell, required: int, is_mean: bool) -> None:
        super().__init__(cell, cell.taking, None)
        self.required = required
        self.is_mean = is_mean

    def go_on(self) -> bool:
        with self.cell.store.changed:
            added: Added = self.cell.value
            if not self.is_due(added.times >= self.required):
                return False
            divided = added.total / added.times if self.is_mean else added.total
            self.result = as_value(np.asarray(divided).astype(added.total.dtype, copy=False))
            self.cell.set(Added(step=added.step + 1))
            self.cell.store.changed.tell()
        return True


def _accumulator(op: Operation, store: Store) -> Kernel:
    cell = store.cell(op.attrs["shared_name"] or op.name, op.attrs["container"], Added, AccumulatorCell)
    return lambda: cell


define(
    "ConditionalAccumulator",
    "-> handle: Ref(string)",
    attrs={"dtype": REQUIRED, "shape": REQUIRED, "container": "", "shared_name": "", "reduction_type": "MEAN"},
    shape=scalar_shape,
    kernel=_accumulator,
    stateful=True,
    differentiable=False,
)


def _apply_gradient(op: Operation, store: Store) -> Kernel:
    declared = op.inputs[0].op.attrs.get("shape")

    def kernel(cell: AccumulatorCell, local_step: Any, gradient: Any) -> None:
        if not shapes.compatible(declared, np.shape(gradient)):
            raise InvalidArgumentError(
                None, None, f"Shape mismatch: expected {shapes.text(declared)}, got {shapes.text(np.shape(gradient))}"
            )
        with cell.store.changed:
            added: Added = cell.value
            if local_step < added.step:  # it is of a step that is over
                return
            total = gradient if added.times == 0 else added.total + gradient
            cell.set(added._replace(total=total, times=added.times + 1))
            cell.store.changed.tell()

    return kernel


define(
    "AccumulatorApplyGradient",
    "handle: Ref(string), local_step: int64, gradient: dtype ->",
    shape=no_outputs,
    kernel=_apply_gradient,
    stateful=True,
    aliases=True,
    differentiable=False,
)


def _take_gradient(op: Operation, store: Store) -> Call:
    is_mean = op.inputs[0].op.attrs.get("reduction_type", "MEAN") == "MEAN"

    def call(cell: AccumulatorCell, required: Any) -> Wait:
        if required < 1:
            raise InvalidArgumentError(None, None, f"Argument num_required must be at least 1, but is {required}.")
        return _Take(cell, int(required), is_mean)

    return call


define(
    "AccumulatorTakeGradient",
    "handle: Ref(string), num_required: int32 -> average: dtype",
    attrs={"dtype": REQUIRED},
    shape=lambda op: [op.inputs[0].op.attrs.get("shape")],
    **waits(_take_gradient),
    stateful=True,
    differentiable=False,
)


def _set_step(op: Operation, store: Store) -> Kernel:
    def kernel(cell: AccumulatorCell, step: Any) -> None:
        with cell.store.changed:
            cell.set(cell.value._replace(step=int(step)))

    return kernel


define(
    "AccumulatorSetGlobalStep",
    "handle: Ref(string), new_global_step: int64 ->",
    shape=no_outputs,
    kernel=_set_step,
    stateful=True,
    differentiable=False,
)
define(
    "AccumulatorNumAccumulated",
    "handle: Ref(string) -> num_accumulated: int32",
    shape=scalar_shape,
    kernel=lambda op, store: lambda cell: np.int32(cell.value.times),
    stateful=True,
    differentiable=False,
)


class ConditionalAccumulator:
    """Adds up gradients of the current step, and gives their mean once there are enough (`tf.ConditionalAccumulator`).

    Raises ValueError for a `reduction_type` that is neither "MEAN" nor "SUM".
    """

    def __init__(
        self,
        dtype: Any,
        shape: Any = None,
        shared_name: str | None = None,
        name: str = "conditional_accumulator",
        reduction_type: str = "MEAN",
    ) -> None:
        if reduction_type not in ("MEAN", "SUM"):
            raise ValueError(f"reduction_type is 'MEAN' or 'SUM', not {reduction_type!r}.")
        self._dtype = dtypes.as_dtype(dtype).base_dtype
        self._ref = tensor(
            "ConditionalAccumulator",
            dtype=self._dtype,
            shape=shapes.as_tuple(shape),
            shared_name=shared_name or "",
            reduction_type=reduction_type,
            name=name,
        )

    @property
    def accumulator_ref(self) -> Tensor:
        return self._ref

    @property
    def name(self) -> str:
        return self._ref.op.name

    @property
    def dtype(self) -> dtypes.DType:
        return self._dtype

    def apply_grad(self, grad: Any, local_step: Any = 0, name: str | None = None) -> Operation:
        """Add a gradient, unless its step is an older one than the current."""
        step = _int64(local_step)
        return apply("AccumulatorApplyGradient", self._ref, step, convert_to_tensor(grad, self._dtype), name=name)

    def take_grad(self, num_required: Any, name: str | None = None) -> Tensor:
        """The mean of what was added, once it was `num_required` times; then the next step begins, from nothing."""
        return tensor("AccumulatorTakeGradient", self._ref, num_required, dtype=self._dtype, name=name)

    def num_accumulated(self, name: str | None = None) -> Tensor:
        """How many gradients have been added since the last time that the mean was taken."""
        return tensor("AccumulatorNumAccumulated", self._ref, name=name or f"{self.name}_num_accumulated")

    def set_global_step(self, new_global_step: Any, name: str | None = None) -> Operation:
        """Say which step is the current one; gradients of older ones are dropped from now on."""
        return apply("AccumulatorSetGlobalStep", self._ref, _int64(new_global_step), name=name)


def _int64(step: Any) -> Tensor:
    from tuigraph.engine.ops.casts import cast

    return cast(convert_to_tensor(step), dtypes.int64)
