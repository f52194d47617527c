"""Input pipelines of queues: `string_input_producer`, `train.batch` and their kin."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.arithmetic import maximum
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.gathering import gather
from tuigraph.engine.ops.identities import identity, shape, size
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.queues import FIFOQueue, PaddingFIFOQueue, QueueBase, RandomShuffleQueueOp
from tuigraph.engine.ops.random import random_shuffle
from tuigraph.engine.ops.state import count_up_to
from tuigraph.engine.variables import Variable
from tuigraph.summaries.ops import scalar
from tuigraph.training.coordinator import QueueRunner, add_queue_runner


def _scope(name: str, values: Any) -> Any:
    return (graph_of(values) or get_default_graph()).name_scope(name)


def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue that a runner fills with the rows of `input_tensor`, for ever or `num_epochs` times."""
    with _scope(name or "input_producer", (input_tensor,)):
        rows = convert_to_tensor(input_tensor, name="input_tensor")
        known = None if rows._shape is None else rows._shape[1:]
        shape = shapes.merge(known, shapes.as_tuple(element_shape))
        if not shapes.is_static(shape):
            raise ValueError(
                "Either `input_tensor` must have a fully defined shape or `element_shape` must be specified"
            )
        if shuffle:
            rows = random_shuffle(rows, seed=seed)
        rows = limit_epochs(rows, num_epochs)
        queue = FIFOQueue(
            capacity, [rows.dtype.base_dtype], [shape], shared_name=shared_name, name=name or "input_producer"
        )
        add_queue_runner(QueueRunner(queue, [queue.enqueue_many([rows])], cancel_op=cancel_op))
        if summary_name is not None:
            _summarize_fill(summary_name, queue.size(), capacity)
        return queue


def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of strings, usually file names for a reader (`tf.train.string_input_producer`).

    Raises ValueError for an empty list.
    """
    message = "string_input_producer requires a non-null input tensor"
    if not isinstance(string_tensor, Tensor) and not string_tensor:
        raise ValueError(message)
    with _scope(name or "input_producer", (string_tensor,)) as scope:
        strings = convert_to_tensor(string_tensor, dtypes.string)
        with strings.graph.control_dependencies([Assert(size(strings) > 0, [message])]):
            strings = identity(strings)
        return input_producer(
            strings,
            element_shape=[],
            num_epochs=num_epochs,
            shuffle=shuffle,
            seed=seed,
            capacity=capacity,
            shared_name=shared_name,
            name=scope,
            summary_name=f"fraction_of_{capacity}_full",
            cancel_op=cancel_op,
        )


def range_input_producer(
    limit: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """A queue of the integers below `limit` (`tf.train.range_input_producer`)."""
    with _scope(name or "input_producer", (limit,)) as scope:
        numbers = range_(limit)
        summary = f"fraction_of_{capacity}_full"
        return input_producer(numbers, [], num_epochs, shuffle, seed, capacity, shared_name, summary, scope)


def slice_input_producer(
    tensor_list: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """One row of each tensor at a time (`tf.train.slice_input_producer`)."""
    with _scope(name or "input_producer", tensor_list):
        tensors = [convert_to_tensor(t) for t in tensor_list]
        if not tensors:
            raise ValueError("Expected at least one tensor in slice_input_producer().")
        queue = range_input_producer(shape(tensors[0])[0], num_epochs, shuffle, seed, capacity, shared_name)
        index = queue.dequeue()
        return [gather(t, index) for t in tensors]


def limit_epochs(tensor: Any, num_epochs: int | None = None, name: str | None = None) -> Tensor:
    """The tensor, `num_epochs` times; then an OutOfRangeError (`tf.train.limit_epochs`).  Counts in a local
    variable.
    """
    if num_epochs is None:
        return convert_to_tensor(tensor)
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be > 0 not {num_epochs}.")
    with _scope(name or "limit_epochs", (tensor,)) as scope:
        kept = [GraphKeys.LOCAL_VARIABLES]
        zero = constant(0, dtypes.int64)
        epochs = Variable(zero, name="epochs", trainable=False, collections=kept)
        with get_default_graph().control_dependencies([count_up_to(epochs, num_epochs)]):
            return identity(tensor, name=scope)


def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Collect single examples into batches by a queue (`tf.train.batch`)."""
    listed = _as_list(tensors)
    with _scope(name or "batch", listed) as scope:
        values, types, known = _described(listed, shapes, enqueue_many)
        kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue
        queue = kind(capacity, types, known, shared_name=shared_name)
        _fill(queue, values, num_threads, enqueue_many)
        _summarize_fill(f"fraction_of_{capacity}_full", queue.size(), capacity)
        return _taken(tensors, queue, batch_size, allow_smaller_final_batch, scope)


def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches in random order (`tf.train.shuffle_batch`)."""
    listed = _as_list(tensors)
    with _scope(name or "shuffle_batch", listed) as scope:
        values, types, known = _described(listed, shapes, enqueue_many)
        queue = RandomShuffleQueueOp(capacity, min_after_dequeue, types, known, seed=seed, shared_name=shared_name)
        _fill(queue, values, num_threads, enqueue_many)
        room = capacity - min_after_dequeue
        ready = maximum(0, queue.size() - min_after_dequeue)
        _summarize_fill(f"fraction_over_{min_after_dequeue}_of_{room}_full", ready, room)
        return _taken(tensors, queue, batch_size, allow_smaller_final_batch, scope)


def _as_list(tensors: Any) -> list[Any]:
    if isinstance(tensors, dict):
        return [tensors[k] for k in sorted(tensors)]
    return list(tensors) if isinstance(tensors, (list, tuple)) else [tensors]


def _described(listed: list[Any], given: Any, enqueue_many: bool) -> tuple[list[Tensor], list[Any], list[Any]]:
    values = [convert_to_tensor(t) for t in listed]
    if not values:
        raise ValueError("Expected at least one tensor in batch().")
    constant(True)  # TensorFlow's `keep_input`: a node that nothing reads, but that counts for the seeds of later ones
    own = [v._shape[1:] if enqueue_many and v._shape is not None else v._shape for v in values]
    return values, [v.dtype.base_dtype for v in values], own if given is None else list(given)


def _fill(queue: QueueBase, values: list[Tensor], num_threads: int, enqueue_many: bool) -> None:
    put = queue.enqueue_many if enqueue_many else queue.enqueue
    add_queue_runner(QueueRunner(queue, [put(values)] * num_threads))


def _taken(tensors: Any, queue: QueueBase, batch_size: Any, smaller: bool, scope: str) -> Any:
    """The batch: a dict where a dict came in, one tensor for a single component, else a list."""
    taken = queue.dequeue_up_to(batch_size, name=scope) if smaller else queue.dequeue_many(batch_size, name=scope)
    if isinstance(tensors, dict):
        return dict(zip(sorted(tensors), taken if isinstance(taken, list) else [taken]))
    return taken


def _summarize_fill(name: str, elements: Tensor, capacity: int) -> None:
    scalar(name, cast(elements, dtypes.float32) * (1.0 / capacity))
