"""The queue operations, and `tf.FIFOQueue` and its kin."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, queues, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, define, no_outputs, scalar_shape, waits
from tuigraph.engine.ops.gathering import gather
from tuigraph.engine.ops.joining import stack
from tuigraph.engine.ops.random import get_seed
from tuigraph.engine.queues import Contents, Definition, Queue, QueueCell, RandomShuffleQueue, stacked
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array
from tuigraph.engine.waiting import Call, Wait

# ---------------------------------------------------------------- the nodes


def _queue_kernel(kind: type[Queue]) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        attrs = op.attrs
        cell = store.cell(attrs["shared_name"] or op.name, attrs["container"], Contents, QueueCell)
        assert isinstance(cell, QueueCell)
        definition = Definition(
            kind.kind,
            attrs["capacity"],
            tuple(attrs["component_types"]),
            tuple(attrs["shapes"]),
            attrs.get("min_after_dequeue", 0),
            (attrs.get("seed", 0), attrs.get("seed2", 0)),
        )
        queue = kind(cell, definition)

        def kernel() -> Queue:
            if 0 <= definition.capacity <= definition.min_after_dequeue and kind is RandomShuffleQueue:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"min_after_dequeue {definition.min_after_dequeue} must be < capacity {definition.capacity}",
                )
            if definition.min_after_dequeue < 0:
                raise InvalidArgumentError(None, None, f"min_after_dequeue {definition.min_after_dequeue} must be >= 0")
            queue.agree()
            return queue

        return kernel

    return rule


_COMMON = {"component_types": REQUIRED, "shapes": [], "capacity": -1, "container": "", "shared_name": ""}
for _name, _kind, _more in (
    ("FIFOQueueV2", Queue, {}),
    ("PaddingFIFOQueueV2", queues.PaddingFIFOQueue, {}),
    ("RandomShuffleQueueV2", RandomShuffleQueue, {"min_after_dequeue": 0, "seed": 0, "seed2": 0}),
    ("PriorityQueueV2", queues.PriorityQueue, {}),
):
    define(
        _name,
        "-> handle: resource",
        attrs={**_COMMON, **_more},
        shape=scalar_shape,
        kernel=_queue_kernel(_kind),
        stateful=True,
        differentiable=False,
    )


def _enqueue(op: Operation, store: Store) -> Call:
    def call(queue: Queue, *components: Any) -> Wait:
        queue.check(components)
        return queue.putting([components])

    return call


def _enqueue_many(op: Operation, store: Store) -> Call:
    def call(queue: Queue, *components: Any) -> Wait:
        for number, component in enumerate(components):
            if not np.ndim(component):
                raise InvalidArgumentError(
                    None, None, f"Component {number} must have one more dimension than an element, but it is a scalar"
                )
        count = len(components[0])
        queue.check(components, (count,))
        for number, component in enumerate(components):
            if len(component) != count:
                raise InvalidArgumentError(
                    None,
                    None,
                    "All input tensors must have the same size in the 0th dimension. "
                    f"Component {number} has {len(component)}, and should have {count}",
                )
        return queue.putting([tuple(parts) for parts in zip(*[[_own(v) for v in c] for c in components])])

    return call


def _own(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


for _name, _rule in (("QueueEnqueueV2", _enqueue), ("QueueEnqueueManyV2", _enqueue_many)):
    define(
        _name,
        "handle: resource, components: [Tcomponents] ->",
        attrs={"timeout_ms": -1},
        shape=no_outputs,
        **waits(_rule),
        stateful=True,
        differentiable=False,
    )


def _one_or_all(values: tuple[Any, ...]) -> Any:
    return values if len(values) > 1 else values[0]


def _dequeue(op: Operation, store: Store) -> Call:
    return lambda queue: queue.taking(1, False, lambda elements: _one_or_all(elements[0]))


def _several(up_to: bool) -> Callable[[Operation, Store], Call]:
    def rule(op: Operation, store: Store) -> Call:
        kinds = [t.numpy for t in op.attrs["component_types"]]

        def call(queue: Queue, n: Array) -> Wait:
            count = int(np.ravel(n)[0])
            if count < 0:
                raise InvalidArgumentError(
                    None, None, f"Component count cannot be negative, but {count} was asked for."
                )
            pad = isinstance(queue, queues.PaddingFIFOQueue)
            if not queue.shapes:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"{queue.kind}'s DequeueMany and DequeueUpTo require the components to have specified shapes.",
                )
            return queue.taking(
                count, up_to, lambda taken: _one_or_all(stacked(taken, len(kinds), kinds, queue.shapes, pad))
            )

        return call

    return rule


def _element_shapes(op: Operation, first: tuple[int | None, ...]) -> list[MaybeShape]:
    known = op.inputs[0].op.attrs.get("shapes") or [None] * len(op.outputs)
    return [None if s is None else (*first, *s) for s in known]


def _many_shapes(op: Operation) -> list[MaybeShape]:
    count = constant_value(op.inputs[1]) if op.inputs[1]._shape == () else None
    if count is not None and count < 0 and op.type == "QueueDequeueManyV2":
        raise ValueError(f"Input 'n' must be >= 0, but is {int(count)}")
    return _element_shapes(op, (None if count is None or op.type == "QueueDequeueUpToV2" else int(count),))


define(
    "QueueDequeueV2",
    "handle: resource -> components: [component_types]",
    attrs={"component_types": REQUIRED, "timeout_ms": -1},
    shape=lambda op: _element_shapes(op, ()),
    **waits(_dequeue),
    stateful=True,
    differentiable=False,
)
for _name, _up_to in (("QueueDequeueManyV2", False), ("QueueDequeueUpToV2", True)):
    define(
        _name,
        "handle: resource, n: int32 -> components: [component_types]",
        attrs={"component_types": REQUIRED, "timeout_ms": -1},
        shape=_many_shapes,
        **waits(_several(_up_to)),
        stateful=True,
        differentiable=False,
    )
define(
    "QueueCloseV2",
    "handle: resource ->",
    attrs={"cancel_pending_enqueues": False},
    shape=no_outputs,
    **waits(lambda op, store: lambda queue: queue.closing(op.attrs["cancel_pending_enqueues"])),
    stateful=True,
    differentiable=False,
)
define(
    "QueueSizeV2",
    "handle: resource -> size: int32",
    shape=scalar_shape,
    kernel=lambda op, store: lambda queue: np.int32(len(queue.contents.elements)),
    stateful=True,
    differentiable=False,
)
define(
    "QueueIsClosedV2",
    "handle: resource -> is_closed: bool",
    shape=scalar_shape,
    kernel=lambda op, store: lambda queue: np.bool_(queue.contents.closed),
    stateful=True,
    differentiable=False,
)


# ---------------------------------------------------------------- the classes


class QueueBase:
    """What the queues of TensorFlow's interface share (`tf.QueueBase`)."""

    def __init__(self, types: Any, element_shapes: Any, names: Any, queue_ref: Tensor) -> None:
        self._dtypes = types
        self._shapes = element_shapes
        self._names = names
        self._queue_ref = queue_ref
        self._name = queue_ref.op.name.split("/")[-1]

    @property
    def queue_ref(self) -> Tensor:
        return self._queue_ref

    @property
    def name(self) -> str:
        return self._queue_ref.op.name

    @property
    def dtypes(self) -> list[dtypes.DType]:
        return list(self._dtypes)

    @property
    def shapes(self) -> list[shapes.TensorShape]:
        return [shapes.TensorShape(s) for s in self._shapes or [None] * len(self._dtypes)]

    @property
    def names(self) -> Any:
        return self._names

    def enqueue(self, vals: Any, name: str | None = None) -> Operation:
        """Add one element, waiting for room.  Raises ValueError and TypeError for components that do not fit."""
        return self._enqueue("QueueEnqueueV2", "enqueue", vals, name, many=False)

    def enqueue_many(self, vals: Any, name: str | None = None) -> Operation:
        """Add the elements along the first dimension of `vals`."""
        return self._enqueue("QueueEnqueueManyV2", "EnqueueMany", vals, name, many=True)

    def _enqueue(self, op_type: str, suffix: str, vals: Any, name: str | None, many: bool) -> Operation:
        graph = graph_of((self._queue_ref,)) or get_default_graph()
        with graph.name_scope(name or f"{self._name}_{suffix}") as scope:
            components = self._components(vals)
            for value, shape in zip(components, self._shapes or [None] * len(components)):
                if many and value._shape == ():
                    raise ValueError(f"Shape () must have rank at least 1: {value} has no elements to enqueue.")
                given = value._shape[1:] if many and value._shape is not None else value._shape
                if not shapes.compatible(given, shape):
                    raise ValueError(f"Shapes {shapes.text(given)} and {shapes.text(shape)} are incompatible")
            if many:
                _check_counts(components)
            return apply(op_type, self._queue_ref, components, name=scope)

    def _components(self, vals: Any) -> list[Tensor]:
        if isinstance(vals, dict):
            if not self._names:
                raise ValueError("Queue must have names to enqueue a dictionary")
            if sorted(self._names) != sorted(vals):
                raise ValueError(
                    f"Keys in dictionary to enqueue do not match names of Queue. Dictionary: {sorted(vals)}"
                )
            vals = [vals[n] for n in self._names]
        else:
            if self._names:
                raise ValueError("You must enqueue a dictionary in a Queue with names")
            vals = vals if isinstance(vals, (list, tuple)) else [vals]
            if not vals:
                raise ValueError("Attr 'Tcomponents' of a queue's Op passed list of length 0 less than minimum 1.")
        return [convert_to_tensor(v, t, f"component_{i}") for i, (v, t) in enumerate(zip(vals, self._dtypes))]

    def dequeue(self, name: str | None = None) -> Any:
        """Remove one element, waiting for it.  A closed and empty queue is an OutOfRangeError in the run."""
        return self._dequeue("QueueDequeueV2", "Dequeue", (), name)

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        return self._dequeue("QueueDequeueManyV2", "DequeueMany", (n,), name)

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """Remove `n` elements, or what is left of a closed queue."""
        return self._dequeue("QueueDequeueUpToV2", "DequeueUpTo", (n,), name)

    def _dequeue(self, op_type: str, suffix: str, operands: tuple[Any, ...], name: str | None) -> Any:
        name = name or f"{self._name}_{suffix}"
        outputs = apply(op_type, self._queue_ref, *operands, component_types=list(self._dtypes), name=name).outputs
        for output, shape in zip(outputs, self._shapes):
            output.set_shape(None if shape is None else (*[None] * len(operands), *shape))
        if self._names:
            return dict(zip(self._names, outputs))
        return outputs[0] if len(outputs) == 1 else outputs

    def size(self, name: str | None = None) -> Tensor:
        return apply("QueueSizeV2", self._queue_ref, name=name or f"{self._name}_Size").outputs[0]

    def is_closed(self, name: str | None = None) -> Tensor:
        return apply("QueueIsClosedV2", self._queue_ref, name=name or f"{self._name}_Is_Closed").outputs[0]

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Operation:
        return apply(
            "QueueCloseV2",
            self._queue_ref,
            cancel_pending_enqueues=cancel_pending_enqueues,
            name=name or f"{self._name}_Close",
        )

    @staticmethod
    def from_list(index: Any, queues: Sequence[QueueBase]) -> QueueBase:
        """The queue that the tensor `index` chooses in a run.  Raises TypeError unless all have equal components."""
        if not isinstance(queues, list) or not queues or not all(isinstance(q, QueueBase) for q in queues):
            raise TypeError("A list of queues expected")
        first = queues[0]
        if any(q.dtypes != first.dtypes for q in queues):
            raise TypeError("Queues do not have matching component dtypes.")
        if any(q.names != first.names for q in queues):
            raise TypeError("Queues do not have matching component names.")
        known = [functools.reduce(shapes.common, alike) for alike in zip(*[q._shapes for q in queues])]
        chosen = gather(stack([q.queue_ref for q in queues]), index)
        return QueueBase(first._dtypes, known, first.names, chosen)


def _check_counts(components: list[Tensor]) -> None:
    """Raises ValueError when the components are known to bring different numbers of elements."""
    counts = [t._shape[0] for t in components if t._shape is not None and t._shape[0] is not None]
    for count in counts:
        if count != counts[0]:
            raise ValueError(
                f"Dimensions {counts[0]} and {count} are not compatible: "
                "all components need the same number of elements."
            )


def _make(
    op_type: str, types: Any, element_shapes: Any, names: Any, name: str, shared_name: Any, **attrs: Any
) -> tuple[Any, ...]:
    kinds = [dtypes.as_dtype(t) for t in (types if isinstance(types, (list, tuple)) else [types])]
    if not kinds:
        raise ValueError(
            f"Attr 'component_types' of '{op_type}' Op passed list of length 0 less than minimum 1: "
            "a queue needs the type of at least one component."
        )
    partial = op_type == "PaddingFIFOQueueV2"
    known = _shapes(element_shapes, partial)
    if element_shapes is not None and len(known) != len(kinds):
        raise ValueError(
            f"Shapes must be provided for all components, but received {len(kinds)} dtypes and {len(known)} shapes."
            if partial
            else f"Queue shapes must have the same length as dtypes: {len(known)} shapes, {len(kinds)} dtypes."
        )
    if names is not None:
        names = [names] if isinstance(names, str) else list(names)
        if len(names) != len(kinds):
            raise ValueError("List of names must have the same length as the list of dtypes")
    made = apply(op_type, component_types=kinds, shapes=known, shared_name=shared_name or "", name=name, **attrs)
    return kinds, known, names, made.outputs[0]


def _shapes(given: Any, partial: bool) -> list[MaybeShape]:
    """One shape per component; a queue of one component may be given its shape alone, unless shapes may be partial."""
    listed = isinstance(given, (list, tuple))
    alone = listed and all(d is None or isinstance(d, int) for d in given)
    if given is not None and not listed and not isinstance(given, (int, shapes.TensorShape)):
        raise TypeError("shapes must be a TensorShape or a list or tuple of TensorShapes.")
    if partial and (not listed or not given or any(d is None or isinstance(d, int) for d in given)):
        raise ValueError("When providing partial shapes, a list of shapes must be provided.")
    if given is None:
        return []
    if not listed and not isinstance(given, shapes.TensorShape):
        raise TypeError("shapes must be a TensorShape or a list or tuple of TensorShapes.")
    known = [shapes.as_tuple(shape) for shape in (given if listed and not alone else [given])]
    if not partial and not all(shapes.is_static(shape) for shape in known):
        raise ValueError(f"All shapes must be fully defined: {[shapes.TensorShape(s) for s in known]}")
    return known


class FIFOQueue(QueueBase):
    """First in, first out (`tf.FIFOQueue`)."""

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "fifo_queue",
    ) -> None:
        super().__init__(*_make("FIFOQueueV2", dtypes, shapes, names, name, shared_name, capacity=capacity))


class PaddingFIFOQueue(QueueBase):
    """A FIFO queue whose batches are padded with zeros to the largest element (`tf.PaddingFIFOQueue`)."""

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "padding_fifo_queue",
    ) -> None:
        super().__init__(*_make("PaddingFIFOQueueV2", dtypes, shapes, names, name, shared_name, capacity=capacity))


class PriorityQueueOp(QueueBase):
    """The smallest int64 priority first (`tf.PriorityQueue`); it is the first component of each element."""

    def __init__(
        self,
        capacity: int,
        types: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "priority_queue",
    ) -> None:
        rest = list(types) if isinstance(types, (list, tuple)) else [types]
        if shapes is None:
            raise TypeError("Expected list for 'shapes' argument to 'priority_queue_v2' Op, not None.")
        known = [(), *_shapes(shapes, partial=False)]
        kinds = [dtypes.int64, *rest]
        super().__init__(*_make("PriorityQueueV2", kinds, known, names, name, shared_name, capacity=capacity))


class RandomShuffleQueueOp(QueueBase):
    """Elements in random order (`tf.RandomShuffleQueue`); `min_after_dequeue` of them stay inside to mix with."""

    def __init__(
        self,
        capacity: int,
        min_after_dequeue: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        seed: int | None = None,
        shared_name: str | None = None,
        name: str = "random_shuffle_queue",
    ) -> None:
        first, second = get_seed(seed)
        if seed is None and first is not None and shared_name is not None:
            text = (str(first) + shared_name).encode()
            second = int(hashlib.md5(text, usedforsecurity=False).hexdigest()[:8], 16) & 0x7FFFFFFF
        made = _make(
            *("RandomShuffleQueueV2", dtypes, shapes, names, name, shared_name),
            capacity=capacity,
            min_after_dequeue=min_after_dequeue,
            seed=first or 0,
            seed2=second or 0,
        )
        super().__init__(*made)
