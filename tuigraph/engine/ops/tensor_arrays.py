"""`tf.TensorArray`: elements that are written and read one by one, in loops.

Which write a read waits for is said by the `flow`, a number without meaning that passes from one operation on the array
to the next.  The gradient of an array is an array of its own (`TensorArrayGradV3`), in which writes to one element add
up.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, define, no_outputs, scalar_shape, unknown_shapes
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.identities import identity
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.tensor_lists import Elements
from tuigraph.engine.values import Array, as_array

_FLOW = np.float32(0)


# ---------------------------------------------------------------- the nodes


def _array_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs

    def kernel(size: Array) -> Any:
        if np.ndim(size):
            raise InvalidArgumentError(
                None, None, f"TensorArray size must be scalar, but had shape: {shapes.text(np.shape(size))}"
            )
        if size < 0:
            raise InvalidArgumentError(None, None, f"Size should be >= 0: a TensorArray cannot have {size} elements.")
        elements = Elements(
            store,
            attrs["tensor_array_name"] or op.name,
            attrs["dtype"].numpy,
            int(size),
            attrs["element_shape"],
            attrs["dynamic_size"],
            attrs["clear_after_read"],
            attrs["identical_element_shapes"],
        )
        return elements, _FLOW

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
    shape=lambda op: [(2,), ()],
    kernel=_array_kernel,
    stateful=True,
    differentiable=False,
)
define(
    "TensorArrayGradV3",
    "handle: resource, flow_in: float32 -> grad_handle: resource, flow_out: float32",
    attrs={"source": "gradients"},
    shape=lambda op: [(2,), ()],
    kernel=lambda op, store: lambda elements, flow: (elements.gradient(op.attrs["source"]), _FLOW),
    stateful=True,
    differentiable=False,
)


def _write_kernel(op: Operation, store: Store) -> Kernel:
    kind = op.inputs[2].dtype.base_dtype

    def kernel(elements: Elements, index: Array, value: Array, flow: Array) -> Any:
        _check_dtype(elements, kind, "write")
        elements.write(int(index), value)
        return _FLOW

    return kernel


def _check_dtype(elements: Elements, kind: dtypes.DType, does: str) -> None:
    if kind.numpy != elements.dtype:
        own = dtypes.text(dtypes.as_dtype(elements.dtype))
        raise InvalidArgumentError(
            None, None, f"TensorArray dtype is {own} but Op is trying to {does} dtype {dtypes.text(kind)}."
        )


def _rows(elements: Elements, value: Any) -> Any:
    if not np.ndim(value):
        raise elements.error("Input value must be at least a vector, but received a scalar.")
    return value


def _copied(row: Any) -> Any:
    return row.copy() if isinstance(row, np.ndarray) else row


def _scatter(elements: Elements, indices: Any, value: Any, flow: Any) -> Any:
    if len(indices) != len(_rows(elements, value)):
        raise elements.error(f"Expected len(indices) == values.shape[0], but saw: {len(indices)} vs. {len(value)}")
    if len(indices) and not elements.grows and max(indices) >= len(elements):
        raise elements.error(f"Max scatter index must be < array size ({max(indices)} vs. {len(elements)})")
    for index, row in zip(indices, value):
        elements.write(int(index), _copied(row))
    return _FLOW


def _split(elements: Elements, value: Any, lengths: Any, flow: Any) -> Any:
    if np.ndim(lengths) != 1:
        raise elements.error(f"Expected lengths to be a vector, received shape: {shapes.text(np.shape(lengths))}")
    if int(np.sum(lengths)) != len(_rows(elements, value)):
        raise elements.error(
            f"Expected sum of lengths to be equal to values.shape[0], but sum of lengths is {np.sum(lengths)} and "
            f"value's shape is: {shapes.text(value.shape)}"
        )
    if not elements.grows and len(lengths) != len(elements):
        raise elements.error(
            f"TensorArray's size is not equal to the size of lengths ({len(elements)} vs. {len(lengths)}), and the "
            "TensorArray is not marked as dynamically resizeable"
        )
    start = 0
    for index, length in enumerate(map(int, lengths)):
        elements.write(index, _copied(value[start : start + length]))
        start += length
    return _FLOW


def _gather_kernel(op: Operation, store: Store) -> Kernel:
    kind, known = op.attrs["dtype"], op.attrs["element_shape"]

    def kernel(elements: Elements, indices: Array, flow: Array) -> Any:
        _check_dtype(elements, kind, "read")
        elements.expect(known)
        if not len(indices):
            shape = elements.element_shape.value
            if not shapes.is_static(shape):
                raise elements.error(
                    f"TensorArray has size zero, but element shape {shapes.text(shape)} is not fully defined. "
                    "Currently only static shapes are supported when packing zero-size TensorArrays."
                )
            return np.zeros((0, *shape), dtype=kind.numpy)
        rows = [as_array(elements.read(int(i))) for i in indices]
        for i, row in enumerate(rows):
            if row.shape != rows[0].shape:
                raise elements.error(
                    f"TensorArray has inconsistent shapes. Index 0 has shape: {shapes.text(rows[0].shape)} but index "
                    f"{i} has shape: {shapes.text(row.shape)}"
                )
        return np.stack(rows)

    return kernel


def _concat_kernel(op: Operation, store: Store) -> Kernel:
    kind, known = op.attrs["dtype"], op.attrs["element_shape_except0"]

    def kernel(elements: Elements, flow: Array) -> Any:
        _check_dtype(elements, kind, "read")
        if not len(elements):
            if not shapes.is_static(known):
                raise elements.error(
                    f"TensorArray has size zero, but element_shape_except0 {shapes.text(known)} is not fully defined. "
                    "Currently only static shapes are supported when concatenating zero-size TensorArrays."
                )
            return np.zeros((0, *known), dtype=kind.numpy), np.zeros(0, np.int64)
        rows = [as_array(elements.read(i)) for i in range(len(elements))]
        for i, row in enumerate(rows):
            if not row.ndim:
                raise elements.error(
                    f"Concat saw a scalar shape at index {i} but requires at least vectors. Did you mean to call pack?"
                )
            if row.shape[1:] != rows[0].shape[1:]:
                raise elements.error(
                    f"TensorArray has inconsistent shapes. Index 0 has (excepting dimension 0) shape: "
                    f"{shapes.text(rows[0].shape[1:])} but index {i} has shape: {shapes.text(row.shape[1:])}"
                )
        return np.concatenate(rows), np.array([len(row) for row in rows], np.int64)

    return kernel


def _source(at: Tensor) -> str:
    """Which call of tf.gradients a gradient belongs to: each has arrays of its own."""
    parts = at.op.name.split("/")
    last = max((i for i, part in enumerate(parts) if part.startswith("gradients")), default=None)
    if last is None:
        raise ValueError(
            f"Expected op/tensor name to start with gradients (excluding scope), got: {at.name}. Give tf.gradients a "
            "name that starts with 'gradients' where TensorArrays are on the way."
        )
    return "/".join(parts[: last + 1])


def _gradient_array(op: Operation, dtype: dtypes.DType, flow: Tensor, at: Tensor) -> TensorArray:
    source = _source(at)
    array = TensorArray(dtype, handle=op.inputs[0], flow=flow, colocate_with_first_write_call=False)
    return array.grad(source, flow=flow)


def _read_gradient(op: Operation, grad: Tensor) -> list[Any]:
    array = _gradient_array(op, op.attrs["dtype"], op.inputs[2], grad)
    return [None, None, array.write(op.inputs[1], grad).flow]


def _gather_gradient(op: Operation, grad: Tensor) -> list[Any]:
    array = _gradient_array(op, op.attrs["dtype"], op.inputs[2], grad)
    return [None, None, array.scatter(op.inputs[1], grad).flow]


def _concat_gradient(op: Operation, grad: Tensor, _: Any) -> list[Any]:
    array = _gradient_array(op, op.attrs["dtype"], op.inputs[1], grad)
    return [None, array.split(grad, op.outputs[1]).flow]


def _write_gradient(op: Operation, flow: Tensor) -> list[Any]:
    array = _gradient_array(op, op.inputs[2].dtype.base_dtype, flow, flow)
    return [None, None, array.read(op.inputs[1]), flow]


def _scatter_gradient(op: Operation, flow: Tensor) -> list[Any]:
    array = _gradient_array(op, op.inputs[2].dtype.base_dtype, flow, flow)
    return [None, None, array.gather(op.inputs[1]), flow]


def _split_gradient(op: Operation, flow: Tensor) -> list[Any]:
    array = _gradient_array(op, op.inputs[1].dtype.base_dtype, flow, flow)
    return [None, array.concat(), None, flow]


define(
    "TensorArrayWriteV3",
    "handle: resource, index: int32, value: T, flow_in: float32 -> flow_out: float32",
    shape=scalar_shape,
    kernel=_write_kernel,
    gradient=_write_gradient,
    stateful=True,
)
define(
    "TensorArrayScatterV3",
    "handle: resource, indices: int32, value: T, flow_in: float32 -> flow_out: float32",
    shape=scalar_shape,
    kernel=lambda op, store: _scatter,
    gradient=_scatter_gradient,
    stateful=True,
)
define(
    "TensorArraySplitV3",
    "handle: resource, value: T, lengths: int64, flow_in: float32 -> flow_out: float32",
    shape=scalar_shape,
    kernel=lambda op, store: _split,
    gradient=_split_gradient,
    stateful=True,
)


def _read_kernel(op: Operation, store: Store) -> Kernel:
    kind = op.attrs["dtype"]

    def kernel(elements: Elements, index: Array, flow: Array) -> Any:
        _check_dtype(elements, kind, "read")
        return elements.read(int(index))

    return kernel


define(
    "TensorArrayReadV3",
    "handle: resource, index: int32, flow_in: float32 -> value: dtype",
    shape=unknown_shapes,
    kernel=_read_kernel,
    gradient=_read_gradient,
    stateful=True,
    aliases=True,
)
define(
    "TensorArrayGatherV3",
    "handle: resource, indices: int32, flow_in: float32 -> value: dtype",
    attrs={"element_shape": None},
    shape=unknown_shapes,
    kernel=_gather_kernel,
    gradient=_gather_gradient,
    stateful=True,
)
define(
    "TensorArrayConcatV3",
    "handle: resource, flow_in: float32 -> value: dtype, lengths: int64",
    attrs={"element_shape_except0": None},
    shape=lambda op: [None, (None,)],
    kernel=_concat_kernel,
    gradient=_concat_gradient,
    stateful=True,
)
define(
    "TensorArraySizeV3",
    "handle: resource, flow_in: float32 -> size: int32",
    shape=scalar_shape,
    kernel=lambda op, store: lambda elements, flow: np.int32(len(elements)),
    stateful=True,
    differentiable=False,
)
define(
    "TensorArrayCloseV3",
    "handle: resource ->",
    shape=no_outputs,
    kernel=lambda op, store: lambda elements: elements.cells.set(()),
    stateful=True,
    differentiable=False,
)


# ---------------------------------------------------------------- the class


class TensorArray:
    """An array of tensors that a loop fills or reads (`tf.TensorArray`).  Each write gives a new object to go on
    with.

    Raises ValueError where neither or both of `size` and `handle` are given, or a handle without a flow.
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
        if handle is not None and tensor_array_name:
            raise ValueError("Cannot construct with both handle and tensor_array_name")
        if handle is not None and not isinstance(handle, Tensor):
            raise TypeError("Handle must be a Tensor")
        if handle is None and size is None:
            raise ValueError("Size must be provided if handle is not provided")
        for given, what in (
            (size, "size"),
            (element_shape, "element_shape"),
            (dynamic_size, "dynamic_size"),
            (clear_after_read, "clear_after_read"),
        ):
            if handle is not None and given is not None:
                raise ValueError(f"Cannot provide both a handle and {what} at the same time")
        self._dtype = dtypes.as_dtype(dtype).base_dtype
        self._dynamic_size = bool(dynamic_size)
        self._infer_shape = infer_shape
        self._known = [shapes.as_tuple(element_shape)]  # one for all that share the array
        self._together: list[Tensor] | None = [] if colocate_with_first_write_call else None  # the first value written
        graph = graph_of((handle, size, flow)) or get_default_graph()
        with graph.name_scope(name or "TensorArray") as scope:
            if handle is not None:
                if flow is None:
                    raise ValueError("flow must not be None if handle is not None.")
                self._handle, self._flow = handle, flow
                return
            apart = self._together is not None
            with (
                graph.device(None) if apart else contextlib.nullcontext(),
                graph.colocate_with(None, ignore_existing=True) if apart else contextlib.nullcontext(),
            ):
                made = apply(
                    "TensorArrayV3",
                    size,
                    dtype=self._dtype,
                    element_shape=self._known[0],
                    dynamic_size=self._dynamic_size,
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
        return self._flow

    @property
    def dynamic_size(self) -> bool:
        return self._dynamic_size

    @property
    def element_shape(self) -> shapes.TensorShape:
        return shapes.TensorShape(self._known[0])

    def with_flow(self, flow: Tensor) -> TensorArray:
        """The same array after what `flow` stands for."""
        same = TensorArray(self._dtype, handle=self._handle, flow=flow, infer_shape=self._infer_shape)
        same._dynamic_size, same._known, same._together = self._dynamic_size, self._known, self._together
        return same

    def _check_element(self, shape: MaybeShape) -> None:
        known = self._known[0]
        if not shapes.compatible(known, shape):
            raise ValueError(f"Inconsistent shapes: saw {shapes.text(shape)} but expected {shapes.text(known)}")
        if self._infer_shape:
            self._known[0] = shapes.merge(known, shape)

    @contextlib.contextmanager
    def _beside(self, value: Tensor) -> Iterator[None]:
        """Build on the device of the first value that was written."""
        if self._together is None:
            yield
            return
        if not self._together:
            self._together.append(value)
        with value.graph.colocate_with(self._together[0].op):
            yield

    def identity(self) -> TensorArray:
        return self.with_flow(identity(self.flow))

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """One element, zeros where nobody wrote it.  By default it may be read once: then the run raises
        InvalidArgumentError.
        """
        value = tensor("TensorArrayReadV3", self._handle, index, self.flow, dtype=self._dtype, name=name)
        value._shape = self._known[0]
        return value

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        with self._scope(name, "TensorArrayWrite"):
            element = self._converted(value)
            self._check_element(element._shape)
            with self._beside(element):
                made = tensor("TensorArrayWriteV3", self._handle, index, element, self.flow, name=name)
            return self.with_flow(made)

    def _scope(self, name: str | None, default: str) -> Any:
        return self.flow.graph.name_scope(name or default)

    def _converted(self, value: Any) -> Tensor:
        return convert_to_tensor(value, name="value", preferred_dtype=self._dtype)

    def stack(self, name: str | None = None) -> Tensor:
        """All elements along a new first dimension."""
        from tuigraph.engine.ops.filling import range_

        with self.flow.graph.colocate_with(self._handle.op), self._scope(name, "TensorArrayStack"):
            return self.gather(range_(0, self.size()), name=name)

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        known = self._known[0]
        value = tensor(
            *("TensorArrayGatherV3", self._handle, indices, self.flow),
            dtype=self._dtype,
            element_shape=known,
            name=name,
        )
        value._shape = None if known is None else (None, *known)
        return value

    def concat(self, name: str | None = None) -> Tensor:
        """All elements joined along their first dimension."""
        known = self._known[0]
        rest = None if known is None else known[1:]
        value = tensor(
            "TensorArrayConcatV3", self._handle, self.flow, dtype=self._dtype, element_shape_except0=rest, name=name
        )
        value._shape = None if rest is None else (None, *rest)
        return value

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Write the rows of `value` as the elements."""
        from tuigraph.engine.ops.filling import range_

        with (graph_of((self._handle, value)) or get_default_graph()).name_scope(name or "TensorArrayUnstack"):
            return self.scatter(range_(0, shape_of(value)[0]), value, name)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        with self._scope(name, "TensorArrayScatter"):
            rows = self._converted(value)
            self._check_element(None if rows._shape is None else rows._shape[1:])
            with self._beside(rows):
                made = tensor("TensorArrayScatterV3", self._handle, indices, rows, self.flow, name=name)
            return self.with_flow(made)

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """Write consecutive pieces of `value`, of the given lengths."""
        with self._scope(name, "TensorArraySplit"):
            rows = convert_to_tensor(value, self._dtype, "value")
            with self._beside(rows):
                lengths = cast(lengths, dtypes.int64)
                known = constant_value(lengths)
                if rows._shape is not None and known is not None and np.size(known) and np.max(known) == np.min(known):
                    self._check_element((int(np.ravel(known)[0]), *rows._shape[1:]))
                made = tensor("TensorArraySplitV3", self._handle, rows, lengths, self.flow, name=name)
            return self.with_flow(made)

    def size(self, name: str | None = None) -> Tensor:
        return tensor("TensorArraySizeV3", self._handle, self.flow, name=name)

    def grad(self, source: str, flow: Tensor | None = None, name: str | None = None) -> TensorArray:
        """The array of the gradients of this one's elements."""
        flow = self.flow if flow is None else flow
        graph = self._handle.graph
        with graph.name_scope(name or "TensorArrayGrad"), graph.colocate_with(self._handle.op):
            handle = tensor("TensorArrayGradV3", self._handle, flow, source=source, name=name)
            with graph.control_dependencies([handle]):
                flow = identity(flow, name="gradient_flow")
            array = TensorArray(
                self._dtype,
                handle=handle,
                flow=flow,
                infer_shape=self._infer_shape,
                colocate_with_first_write_call=False,
            )
            array._known = self._known
            return array

    def close(self, name: str | None = None) -> Operation:
        return apply("TensorArrayCloseV3", self._handle, name=name)
