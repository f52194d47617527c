"""`tf.TensorArray`: elements that are written and read one by one, in loops.

The elements stand in a cell of the run, as a tuple; a write rebinds it.  Which write a read waits for is said by the
`flow`, a number without meaning that passes from one operation on the array to the next.  The gradient of an array is
an array of its own (`TensorArrayGradV3`), in which writes to one element add up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, define, no_outputs, scalar_shape, unknown_shapes
from tuigraph.engine.shapes import MaybeShape

_FLOW = np.float32(0)


class Elements:
    """The elements of one array in one run; None for one that nobody has written."""

    def __init__(self, cell: Cell, dtype: Any, grows: bool, forward: Elements | None = None) -> None:
        self.cell = cell
        self.dtype = dtype
        self.grows = grows
        self.forward = forward
        self.gradients: dict[str, Elements] = {}

    @property
    def values(self) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.cell.value
        return found

    def write(self, index: int, value: Any) -> None:
        values = self.values
        if index >= len(values) and self.grows and index >= 0:
            values += (None,) * (index + 1 - len(values))
        self._check(index, len(values))
        if values[index] is not None:
            if self.forward is None:
                raise InvalidArgumentError(
                    None, None, f"Could not write to TensorArray index {index} because it has already been written to."
                )
            value = values[index] + value
        self.cell.set((*values[:index], value, *values[index + 1 :]))

    def read(self, index: int) -> Any:
        self._check(index, len(self.values))
        value = self.values[index]
        if value is not None:
            return value
        if self.forward is not None:
            return np.zeros_like(self.forward.read(index))
        raise InvalidArgumentError(
            None, None, f"Could not read from TensorArray index {index}: it has not been written to yet."
        )

    def gradient(self, source: str) -> Elements:
        found = self.gradients.get(source)
        if found is None:
            cell = Cell(self.cell.store, "", f"{self.cell.name}/{source}", (None,) * len(self.values))
            found = self.gradients[source] = Elements(cell, self.dtype, False, self)
        return found

    def _check(self, index: int, size: int) -> None:
        if not 0 <= index < size:
            raise InvalidArgumentError(
                None,
                None,
                f"Tried to reach TensorArray index {index}, but its size is {size}: the array does not grow.",
            )


# ---------------------------------------------------------------- the nodes


def _array_kernel(op: Operation, store: Store) -> Kernel:
    dtype, grows = op.attrs["dtype"].numpy, op.attrs["dynamic_size"]

    def kernel(size: Any) -> Any:
        if size < 0:
            raise InvalidArgumentError(None, None, f"A TensorArray cannot have {size} elements.")
        return Elements(Cell(store, "", op.name, (None,) * int(size)), dtype, grows), _FLOW

    return kernel


define(
    "TensorArrayV3",
    "size: int32 -> handle: resource, flow: float32",
    attrs={
        "dtype": REQUIRED,
        "element_shape": None,
        "dynamic_size": False,
        "clear_after_read": True,
        "identical_element_shapes": False,
        "tensor_array_name": "",
    },
    shape=scalar_shape,
    kernel=_array_kernel,
    stateful=True,
    differentiable=False,
)
define(
    "TensorArrayGradV3",
    "handle: resource, flow_in: float32 -> grad_handle: resource, flow_out: float32",
    attrs={"source": "gradients"},
    shape=scalar_shape,
    kernel=lambda op, store: lambda elements, flow: (elements.gradient(op.attrs["source"]), _FLOW),
    stateful=True,
    differentiable=False,
)


def _write(elements: Elements, index: Any, value: Any, flow: Any) -> Any:
    elements.write(int(index), value)
    return _FLOW


def _scatter(elements: Elements, indices: Any, value: Any, flow: Any) -> Any:
    if len(indices) != len(value):
        raise InvalidArgumentError(None, None, f"{len(indices)} indices for {len(value)} elements.")
    for index, row in zip(indices, value):
        elements.write(int(index), row.copy() if isinstance(row, np.ndarray) else row)
    return _FLOW


def _gather_kernel(op: Operation, store: Store) -> Kernel:
    dtype, known = op.attrs["dtype"].numpy, op.attrs["element_shape"]

    def kernel(elements: Elements, indices: Any, flow: Any) -> Any:
        rows = [np.asarray(elements.read(int(i)), dtype=dtype) for i in indices]
        if not rows:
            return np.zeros((0, *(d or 0 for d in known or ())), dtype=dtype)
        if len({row.shape for row in rows}) > 1:
            raise InvalidArgumentError(None, None, "The elements of the TensorArray have different shapes.")
        return np.stack(rows)

    return kernel


def _gradient_array(handle: Tensor, flow: Tensor, at: Tensor) -> list[Tensor]:
    """(handle, flow) of the array that keeps the gradients of this array's elements, for one call of tf.gradients."""
    parts = at.op.name.split("/")
    last = max((i for i, part in enumerate(parts) if part.startswith("gradients")), default=0)
    return apply("TensorArrayGradV3", handle, flow, source="/".join(parts[: last + 1])).outputs


def _gradient_of_read(write: str) -> Callable[..., list[Any]]:
    def gradient(op: Operation, grad: Tensor) -> list[Any]:
        handle, flow = _gradient_array(op.inputs[0], op.inputs[2], grad)
        return [None, None, tensor(write, handle, op.inputs[1], grad, flow)]

    return gradient


def _gradient_of_write(read: str) -> Callable[..., list[Any]]:
    def gradient(op: Operation, flow: Tensor) -> list[Any]:
        value = op.inputs[2]
        handle, inner = _gradient_array(op.inputs[0], flow, flow)
        grad = tensor(read, handle, op.inputs[1], inner, dtype=value.dtype.base_dtype)
        grad._shape = value._shape
        return [None, None, grad, flow]

    return gradient


def _gathered_shape(op: Operation) -> list[MaybeShape]:
    count, known = op.inputs[1]._shape, op.attrs["element_shape"]
    return [None if known is None else ((count or (None,))[0], *known)]


define(
    "TensorArrayWriteV3",
    "handle: resource, index: int32, value: T, flow_in: float32 -> flow_out: float32",
    shape=scalar_shape,
    kernel=lambda op, store: _write,
    gradient=_gradient_of_write("TensorArrayReadV3"),
    stateful=True,
)
define(
    "TensorArrayScatterV3",
    "handle: resource, indices: int32, value: T, flow_in: float32 -> flow_out: float32",
    shape=scalar_shape,
    kernel=lambda op, store: _scatter,
    gradient=_gradient_of_write("TensorArrayGatherV3"),
    stateful=True,
)
define(
    "TensorArrayReadV3",
    "handle: resource, index: int32, flow_in: float32 -> value: dtype",
    shape=unknown_shapes,
    kernel=lambda op, store: lambda elements, index, flow: elements.read(int(index)),
    gradient=_gradient_of_read("TensorArrayWriteV3"),
    stateful=True,
    aliases=True,
)
define(
    "TensorArrayGatherV3",
    "handle: resource, indices: int32, flow_in: float32 -> value: dtype",
    attrs={"element_shape": None},
    shape=_gathered_shape,
    kernel=_gather_kernel,
    gradient=_gradient_of_read("TensorArrayScatterV3"),
    stateful=True,
)
define(
    "TensorArraySizeV3",
    "handle: resource, flow_in: float32 -> size: int32",
    shape=scalar_shape,
    kernel=lambda op, store: lambda elements, flow: np.int32(len(elements.values)),
    stateful=True,
    differentiable=False,
)
define(
    "TensorArrayCloseV3",
    "handle: resource ->",
    shape=no_outputs,
    kernel=lambda op, store: lambda elements: elements.cell.set(()),
    stateful=True,
    differentiable=False,
)


# ---------------------------------------------------------------- the class


class TensorArray:
    """An array of tensors that a loop fills or reads (`tf.TensorArray`).  Each write gives a new object to go on
    with.
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Tensor | None = None,
        flow: Tensor | None = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        if handle is None and size is None:
            raise ValueError("Size must be provided if handle is not provided")
        self._dtype = dtypes.as_dtype(dtype).base_dtype
        self._infer_shape = infer_shape or element_shape is not None
        self._known = [shapes.as_tuple(element_shape)]  # one for all that share the array
        if handle is not None:
            self._handle, self._flow = handle, flow
            return
        graph = graph_of((size,)) or get_default_graph()
        with graph.name_scope(name or "TensorArray") as scope, graph.control_dependencies(None):
            made = apply(
                "TensorArrayV3",
                size,
                dtype=self._dtype,
                element_shape=self._known[0],
                dynamic_size=bool(dynamic_size),
                clear_after_read=clear_after_read is not False,
                identical_element_shapes=bool(infer_shape),
                tensor_array_name=tensor_array_name or "",
                name=scope,
            )
        self._handle, self._flow = made.outputs

    @property
    def dtype(self) -> dtypes.DType:
        return self._dtype

    @property
    def handle(self) -> Tensor:
        return self._handle

    @property
    def flow(self) -> Tensor:
        assert self._flow is not None
        return self._flow

    @property
    def element_shape(self) -> shapes.TensorShape:
        return shapes.TensorShape(self._known[0])

    def with_flow(self, flow: Tensor) -> TensorArray:
        """The same array after what `flow` stands for."""
        same = TensorArray(self._dtype, handle=self._handle, flow=flow, infer_shape=self._infer_shape)
        same._known = self._known
        return same

    def identity(self) -> TensorArray:
        from tuigraph.engine.ops.array import identity

        return self.with_flow(identity(self.flow))

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """One element.  An element that nobody wrote is an InvalidArgumentError in the run."""
        value = tensor("TensorArrayReadV3", self._handle, index, self.flow, dtype=self._dtype, name=name)
        value._shape = self._known[0]
        return value

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        graph = graph_of((self.flow,)) or get_default_graph()
        with graph.name_scope(name or "TensorArrayWrite"):
            element = convert_to_tensor(value, self._dtype, "value")
            made = tensor("TensorArrayWriteV3", self._handle, index, element, self.flow)
        return self._after(made, element._shape)

    def _after(self, flow: Tensor, written: MaybeShape) -> TensorArray:
        after = self.with_flow(flow)
        if self._infer_shape:
            self._known[0] = shapes.merge(self._known[0], written)
        return after

    def stack(self, name: str | None = None) -> Tensor:
        """All elements along a new first dimension."""
        from tuigraph.engine.ops.array import range_

        with self.flow.graph.name_scope(name or "TensorArrayStack"):
            return self.gather(range_(0, self.size()))

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        return tensor(
            *("TensorArrayGatherV3", self._handle, indices, self.flow),
            dtype=self._dtype,
            element_shape=self._known[0],
            name=name,
        )

    def concat(self, name: str | None = None) -> Tensor:
        """All elements joined along their first dimension; they have equal shapes."""
        from tuigraph.engine.ops.array import concat, reshape, shape

        stacked = self.stack(name)
        return reshape(stacked, concat([[-1], shape(stacked)[2:]], 0))

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Write the rows of `value` as the elements."""
        from tuigraph.engine.ops.array import range_, shape

        with (graph_of((value, self.flow)) or get_default_graph()).name_scope(name or "TensorArrayUnstack"):
            rows = convert_to_tensor(value, self._dtype, "value")
            return self.scatter(range_(0, shape(rows)[0]), rows)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        with self.flow.graph.name_scope(name or "TensorArrayScatter"):
            rows = convert_to_tensor(value, self._dtype, "value")
            made = tensor("TensorArrayScatterV3", self._handle, indices, rows, self.flow)
        return self._after(made, None if rows._shape is None else rows._shape[1:])

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """Write consecutive pieces of `value`; `lengths` are constants."""
        known = constant_value(convert_to_tensor(lengths, dtypes.int32))
        if known is None:
            raise ValueError("TensorArray.split needs constant lengths.")
        rows, start, array = convert_to_tensor(value, self._dtype, "value"), 0, self
        for i, length in enumerate(int(n) for n in known):
            array = array.write(i, rows[start : start + length])
            start += length
        return array

    def size(self, name: str | None = None) -> Tensor:
        return tensor("TensorArraySizeV3", self._handle, self.flow, name=name)

    def grad(self, source: str, flow: Tensor | None = None, name: str | None = None) -> TensorArray:
        """The array of the gradients of this one's elements."""
        handle, inner = apply("TensorArrayGradV3", self._handle, flow or self.flow, source=source, name=name).outputs
        return TensorArray(self._dtype, handle=handle, flow=inner, element_shape=self._known[0])

    def close(self, name: str | None = None) -> Operation:
        return apply("TensorArrayCloseV3", self._handle, name=name)
