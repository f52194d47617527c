"""`tf.data.experimental` and `tf.contrib.data`: transformations for `Dataset.apply`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine.build import apply as make
from tuigraph.training import elements
from tuigraph.training.dataset import Dataset

Transformation = Callable[[Dataset], Dataset]


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Transformation:
    """`map_func` of each element, then batches (`tf.data.experimental.map_and_batch`)."""
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise ValueError("The `num_parallel_batches` and `num_parallel_calls` arguments are mutually exclusive.")
    return lambda dataset: dataset.map(map_func, num_parallel_calls).batch(batch_size, drop_remainder)


def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Transformation:
    """Shuffled, and repeated (`tf.data.experimental.shuffle_and_repeat`)."""
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


def parallel_interleave(
    map_func: Callable[..., Dataset],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: bool = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Transformation:
    """As `Dataset.interleave`, in its order (`tf.data.experimental.parallel_interleave`)."""
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length, cycle_length)


def batch_and_drop_remainder(batch_size: Any) -> Transformation:
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(batch_size: Any, padded_shapes: Any, padding_values: Any = None) -> Transformation:
    return lambda dataset: dataset.padded_batch(batch_size, padded_shapes, padding_values, drop_remainder=True)


def unbatch() -> Transformation:
    return lambda dataset: dataset.unbatch()


def enumerate_dataset(start: int = 0) -> Transformation:
    return lambda dataset: dataset.enumerate(start)


def ignore_errors() -> Transformation:
    """Elements that cannot be made are left out (`tf.data.experimental.ignore_errors`)."""
    return lambda dataset: dataset._after("IgnoreErrorsDataset")


def prefetch_to_device(device: Any, buffer_size: Any = None) -> Transformation:
    return lambda dataset: dataset.prefetch(buffer_size)


def get_single_element(dataset: Dataset) -> Any:
    """The only element, without an iterator.  Another number of elements is an InvalidArgumentError in the run."""
    op = make("DatasetToSingleElement", dataset._variant_tensor, **elements.attributes(dataset.element_spec))
    return elements.pack(dataset.element_spec, op.outputs)


def Counter(start: int = 0, step: int = 1) -> Dataset:
    """Numbers without an end (`tf.data.experimental.Counter`)."""
    largest = 2**63 - 1
    return Dataset.range(start, largest if step > 0 else -largest, step)
