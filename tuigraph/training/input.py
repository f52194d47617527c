"""Input pipelines of queues: `string_input_producer`, `train.batch` and their kin."""

from __future__ import annotations

import functools
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.arithmetic import maximum
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.flow import no_op
from tuigraph.engine.ops.gathering import gather
from tuigraph.engine.ops.identities import identity, shape, size
from tuigraph.engine.ops.pipelines import matching_files
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.queues import FIFOQueue, PaddingFIFOQueue, QueueBase, RandomShuffleQueueOp
from tuigraph.engine.ops.random import random_shuffle
from tuigraph.engine.ops.state import count_up_to
from tuigraph.engine.ops.stitching import dynamic_partition
from tuigraph.engine.variables import Variable
from tuigraph.summaries.ops import scalar
from tuigraph.training.coordinator import QueueRunner, add_queue_runner
from tuigraph.training.layer import smart_cond


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


def match_filenames_once(pattern: Any, name: str | None = None) -> Variable:
    """A local variable with the names of the files that fit `pattern`, or several (`tf.train.match_filenames_once`)."""
    with _scope(name or "matching_filenames", (pattern,)) as scope:
        found = matching_files(pattern)
        return Variable(
            found, trainable=False, validate_shape=False, collections=[GraphKeys.LOCAL_VARIABLES], name=scope
        )


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
    queue = _Queue(name or "batch", [tensors], enqueue_many, shapes, shared_name, allow_smaller_final_batch)
    return queue.in_order(batch_size, capacity, dynamic_pad, num_threads)


def batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch`, of several sources with a thread for each (`tf.train.batch_join`).

    Raises ValueError without any, TypeError where their types differ.
    """
    queue = _Queue(name or "batch_join", tensors_list, enqueue_many, shapes, shared_name, allow_smaller_final_batch)
    return queue.in_order(batch_size, capacity, dynamic_pad)


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
    queue = _Queue(name or "shuffle_batch", [tensors], enqueue_many, shapes, shared_name, allow_smaller_final_batch)
    return queue.shuffled(batch_size, capacity, min_after_dequeue, seed, num_threads)


def shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch`, of several sources with a thread for each (`tf.train.shuffle_batch_join`)."""
    scope = name or "shuffle_batch_join"
    queue = _Queue(scope, tensors_list, enqueue_many, shapes, shared_name, allow_smaller_final_batch)
    return queue.shuffled(batch_size, capacity, min_after_dequeue, seed)


def maybe_batch(
    tensors: Any,
    keep_input: Any,
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
    """As `batch`, without the examples for which `keep_input` is false (`tf.train.maybe_batch`).

    With `enqueue_many` it may be a flag for each; else ValueError is raised for a vector.
    """
    scope = name or "batch"
    queue = _Queue(scope, [tensors], enqueue_many, shapes, shared_name, allow_smaller_final_batch, keep_input)
    return queue.in_order(batch_size, capacity, dynamic_pad, num_threads)


def maybe_batch_join(
    tensors_list: Any,
    keep_input: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch_join`, without the examples for which `keep_input` is false (`tf.train.maybe_batch_join`)."""
    scope = name or "batch_join"
    queue = _Queue(scope, tensors_list, enqueue_many, shapes, shared_name, allow_smaller_final_batch, keep_input)
    return queue.in_order(batch_size, capacity, dynamic_pad)


def maybe_shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch`, without the examples for which `keep_input` is false (`tf.train.maybe_shuffle_batch`)."""
    scope = name or "shuffle_batch"
    queue = _Queue(scope, [tensors], enqueue_many, shapes, shared_name, allow_smaller_final_batch, keep_input)
    return queue.shuffled(batch_size, capacity, min_after_dequeue, seed, num_threads)


def maybe_shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch_join`, without what `keep_input` says no to (`tf.train.maybe_shuffle_batch_join`)."""
    scope = name or "shuffle_batch_join"
    queue = _Queue(scope, tensors_list, enqueue_many, shapes, shared_name, allow_smaller_final_batch, keep_input)
    return queue.shuffled(batch_size, capacity, min_after_dequeue, seed)


class _Queue:
    """What is put into a queue, example by example, and taken out by the batch."""

    def __init__(
        self,
        name: str,
        sources: Any,
        enqueue_many: bool,
        shapes: Any,
        shared_name: str | None,
        smaller: bool,
        keep_input: Any = True,
    ) -> None:
        self._name = name
        self._sources = list(sources)
        self._enqueue_many = enqueue_many
        self._given = shapes
        self._shared_name = shared_name
        self._smaller = smaller
        self._keep = keep_input

    def in_order(self, batch_size: Any, capacity: int, dynamic_pad: bool, num_threads: int = 1) -> Any:
        with self._scope() as scope:
            values, types, known = self._described()
            kind = PaddingFIFOQueue if dynamic_pad else FIFOQueue
            queue = kind(capacity, types, known, shared_name=self._shared_name)
            self._fill(queue, values, num_threads)
            _summarize_fill(f"fraction_of_{capacity}_full", queue.size(), capacity)
            return _taken(self._sources[0], queue, batch_size, self._smaller, scope)

    def shuffled(self, batch_size: Any, capacity: int, least: int, seed: int | None, num_threads: int = 1) -> Any:
        with self._scope() as scope:
            values, types, known = self._described()
            queue = RandomShuffleQueueOp(capacity, least, types, known, seed=seed, shared_name=self._shared_name)
            self._fill(queue, values, num_threads)
            room = capacity - least
            _summarize_fill(f"fraction_over_{least}_of_{room}_full", maximum(0, queue.size() - least), room)
            return _taken(self._sources[0], queue, batch_size, self._smaller, scope)

    def _scope(self) -> Any:
        return _scope(self._name, [*(t for source in self._sources for t in _as_list(source)), self._keep])

    def _described(self) -> tuple[list[list[Tensor]], list[Any], list[Any]]:
        """The tensors of each source, their types and the shapes of an example."""
        values = [[convert_to_tensor(t) for t in _as_list(source)] for source in self._sources]
        if not values:
            raise ValueError("Expected at least one input in batch_join().")
        if not values[0]:
            raise ValueError("Expected at least one tensor in batch().")
        self._check_keep()
        types, *others = [[v.dtype.base_dtype for v in source] for source in values]
        for other in others:
            if other != types:
                one, two = (", ".join(t.name for t in each) for each in (types, other))
                raise TypeError(f"Expected types to be consistent: {one} vs. {two}.")
        if self._given is not None:
            return values, types, list(self._given)
        known = [functools.reduce(shapes.common, map(self._example, parts)) for parts in zip(*values)]
        return values, types, known

    def _example(self, value: Tensor) -> shapes.MaybeShape:
        return value._shape[1:] if self._enqueue_many and value._shape is not None else value._shape

    def _check_keep(self) -> None:
        self._keep = convert_to_tensor(self._keep)
        shape = self._keep._shape
        if shape is None:
            raise ValueError("`keep_input` dimensions must be known at graph construction.")
        if not self._enqueue_many and len(shape) == 1:
            raise ValueError("`keep_input` cannot be a vector when `enqueue_many=False`.")
        if len(shape) > 1:
            raise ValueError("`keep_input` must be 0 or 1 dimensions.")

    def _fill(self, queue: QueueBase, values: list[list[Tensor]], num_threads: int) -> None:
        puts = [self._put(queue, source) for source in values]
        add_queue_runner(QueueRunner(queue, puts * num_threads))

    def _put(self, queue: QueueBase, values: list[Tensor]) -> Any:
        put = queue.enqueue_many if self._enqueue_many else queue.enqueue
        if self._keep._shape:
            kept = cast(self._keep, dtypes.int32)
            return put([dynamic_partition(value, kept, 2)[1] for value in values])
        return smart_cond(self._keep, lambda: put(values), no_op)


def _as_list(tensors: Any) -> list[Any]:
    if isinstance(tensors, dict):
        return [tensors[k] for k in sorted(tensors)]
    return list(tensors) if isinstance(tensors, (list, tuple)) else [tensors]


def _taken(tensors: Any, queue: QueueBase, batch_size: Any, smaller: bool, scope: str) -> Any:
    """The batch: a dict where a dict came in, one tensor for a single component, else a list."""
    taken = queue.dequeue_up_to(batch_size, name=scope) if smaller else queue.dequeue_many(batch_size, name=scope)
    if isinstance(tensors, dict):
        return dict(zip(sorted(tensors), taken if isinstance(taken, list) else [taken]))
    return taken


def _summarize_fill(name: str, elements: Tensor, capacity: int) -> None:
    scalar(name, cast(elements, dtypes.float32) * (1.0 / capacity))
