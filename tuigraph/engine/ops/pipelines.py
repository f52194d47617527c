"""The nodes of datasets and iterators."""

from __future__ import annotations

import glob
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, pipelines
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OpError,
    OutOfRangeError,
)
from tuigraph.engine.functions import Call, Function, Run
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define, no_outputs, pure, scalar_shape
from tuigraph.engine.pipelines import IteratorCell, NotBegun, Pipeline, Standing, begin
from tuigraph.engine.shapes import MaybeShape

_ELEMENT = {"output_types": REQUIRED, "output_shapes": REQUIRED}
_INPUT = "input_dataset: variant"


def dataset(name: str, signature: str, kernel: Any, **attrs: Any) -> None:
    """Register a node that gives a dataset."""
    define(
        name,
        f"{signature} -> handle: variant",
        attrs={**_ELEMENT, **attrs},
        shape=scalar_shape,
        kernel=kernel,
        stateful=True,
        differentiable=False,
    )


def _calling(kind: Callable[..., Pipeline], attr: str = "f") -> Callable[[Operation, Store], Kernel]:
    """The kernel of a dataset with a function: after its input it takes what the function captures."""

    def rule(op: Operation, store: Store) -> Kernel:
        function: Function = op.attrs[attr]
        call, count = Call(function, store), len(function.captured)
        return lambda source, *rest: kind(call, source, rest[:count], *rest[count:])

    return rule


def _padded_batch(op: Operation, store: Store) -> Kernel:
    count = op.attrs["N"]

    def kernel(input: Pipeline, size: Any, *rest: Any) -> Pipeline:
        return pipelines.PaddedBatch(input, size, list(rest[:count]), list(rest[count:-1]), rest[-1])

    return kernel


def _shuffle(op: Operation, store: Store) -> Kernel:
    again = op.attrs["reshuffle_each_iteration"]
    return lambda source, size, seed, seed2: pipelines.Shuffle(source, size, seed, seed2, reshuffles=again)


dataset("TensorDataset", "components: [Toutput_types]", pure(pipelines.Tensors), output_types=[])
dataset("TensorSliceDataset", "components: [Toutput_types]", pure(pipelines.Slices), output_types=[])
dataset("RangeDataset", "start: int64, stop: int64, step: int64", pure(pipelines.Range))
dataset("ZipDataset", "input_datasets: N*variant", pure(pipelines.Zip))
dataset("ConcatenateDataset", f"{_INPUT}, another_dataset: variant", pure(pipelines.Concatenate))
dataset("RepeatDataset", f"{_INPUT}, count: int64", pure(pipelines.Repeat))
dataset("TakeDataset", f"{_INPUT}, count: int64", pure(pipelines.Take))
dataset("SkipDataset", f"{_INPUT}, count: int64", pure(pipelines.Skip))
dataset("ShardDataset", f"{_INPUT}, num_shards: int64, index: int64", pure(pipelines.Shard))
dataset("BatchDatasetV2", f"{_INPUT}, batch_size: int64, drop_remainder: bool", pure(pipelines.Batch))
dataset("CacheDataset", f"{_INPUT}, filename: string", pure(lambda source, filename: pipelines.Cache(source)))
dataset("PrefetchDataset", f"{_INPUT}, buffer_size: int64", pure(lambda source, size: source), slack_period=0)
dataset("ModelDataset", _INPUT, pure(lambda source: source), algorithm=0, cpu_budget=0)
dataset("OptimizeDataset", f"{_INPUT}, optimizations: string", pure(lambda source, names: _optimized(source, names)))
dataset("UnbatchDataset", _INPUT, pure(pipelines.Unbatch))
dataset("IgnoreErrorsDataset", _INPUT, pure(pipelines.IgnoreErrors))
dataset(
    "WindowDataset", f"{_INPUT}, size: int64, shift: int64, stride: int64, drop_remainder: bool", pure(pipelines.Window)
)
_PADDED = f"{_INPUT}, batch_size: int64, padded_shapes: N*int64, padding_values: [Toutput_types]"
dataset("PaddedBatchDatasetV2", f"{_PADDED}, drop_remainder: bool", _padded_batch, output_types=[])
dataset(
    "ShuffleDataset",
    f"{_INPUT}, buffer_size: int64, seed: int64, seed2: int64",
    _shuffle,
    reshuffle_each_iteration=True,
)

_CALLS = f"{_INPUT}, other_arguments: [Targuments]"
_MAP = {"f": REQUIRED, "use_inter_op_parallelism": True, "preserve_cardinality": False}
_parallel = _calling(lambda call, source, captured, *rest: pipelines.Map(call, source, captured))
dataset("MapDataset", _CALLS, _calling(pipelines.Map), **_MAP)
dataset("ParallelMapDataset", f"{_CALLS}, num_parallel_calls: int32", _parallel, **_MAP)
dataset("FilterDataset", _CALLS, _calling(pipelines.Filter, "predicate"), predicate=REQUIRED)
dataset("FlatMapDataset", _CALLS, _calling(pipelines.FlatMap), f=REQUIRED)
dataset(
    "InterleaveDataset",
    f"{_CALLS}, cycle_length: int64, block_length: int64",
    _calling(pipelines.Interleave),
    f=REQUIRED,
)
dataset(
    "ParallelInterleaveDatasetV2",
    f"{_CALLS}, cycle_length: int64, block_length: int64, num_parallel_calls: int64",
    _calling(
        lambda call, source, captured, cycle, block, calls: pipelines.Interleave(call, source, captured, cycle, block)
    ),
    f=REQUIRED,
    sloppy=False,
)


def _optimized(input: Pipeline, names: Any) -> Pipeline:
    return input.fused() if b"shuffle_and_repeat_fusion" in np.ravel(names).tolist() else input


def _generator(op: Operation, store: Store) -> Kernel:
    """The Python function is held by the graph function in which the node stands."""
    elements = op.attrs["generator"]
    return lambda *arguments: pipelines.Generated(lambda: elements(*arguments))


dataset("GeneratorDataset", "arguments: [Targuments]", _generator, generator=REQUIRED)


# ---------------------------------------------------------------- iterators


class IteratorHandle:
    """An iterator of one session: what its handle stands for in a run."""

    def __init__(self, cell: IteratorCell) -> None:
        self.cell = cell

    def next(self) -> Any:
        """The next element.  Raises OutOfRangeError at the end, and what made an element fail."""
        cell = self.cell
        with cell.lock:
            standing = cell.value
            if not isinstance(standing, Standing):
                raise FailedPreconditionError(
                    None,
                    None,
                    "GetNext() failed because the iterator has not been initialized. Ensure that you have run the "
                    "initializer operation for this iterator before getting the next element.",
                )
            element, after = standing.next()
            if element.__class__ is pipelines.Failure:
                cell.value = after  # a step that fails writes nothing; who asks again gets the next one
                raise element.error
            if element is pipelines.END:
                raise OutOfRangeError(None, None, "End of sequence")
            cell.set(after)
        return element if len(element) > 1 else element[0]


def _iterator_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    cell = store.cell(attrs["shared_name"] or op.name, attrs["container"], NotBegun, IteratorCell)
    assert isinstance(cell, IteratorCell)
    cell.types = list(attrs["output_types"])
    iterator = IteratorHandle(cell)
    return lambda: iterator


def _one_shot_kernel(op: Operation, store: Store) -> Kernel:
    iterator: IteratorHandle = _iterator_kernel(op, store)()
    function, fuses = op.attrs["dataset_factory"]
    make: list[Call] = []  # compiled when it is needed: never after the first run

    def kernel() -> IteratorHandle:
        cell = iterator.cell
        with cell.lock:
            if not isinstance(cell.value, Standing):
                if not make:
                    make.append(Call(function, store))
                (pipeline,) = make[0](Run({}))
                cell.set(begin(pipeline.fused() if fuses else pipeline))
        return iterator

    return kernel


_NAMED = {**_ELEMENT, "container": "", "shared_name": ""}
_STATE = {"shape": scalar_shape, "stateful": True, "differentiable": False}
define("IteratorV2", "-> handle: resource", attrs=_NAMED, kernel=_iterator_kernel, **_STATE)
define(
    "OneShotIterator",
    "-> handle: resource",
    attrs={**_NAMED, "dataset_factory": REQUIRED},
    kernel=_one_shot_kernel,
    **_STATE,
)


def _make(pipeline: Pipeline, iterator: IteratorHandle) -> None:
    standing = begin(pipeline)
    with iterator.cell.lock:
        iterator.cell.set(standing)


define(
    "MakeIterator",
    "dataset: variant, iterator: resource ->",
    shape=no_outputs,
    kernel=pure(_make),
    stateful=True,
    differentiable=False,
)


def _element_shapes(op: Operation) -> list[MaybeShape]:
    return list(op.attrs["output_shapes"])


define(
    "IteratorGetNext",
    "iterator: resource -> components: [output_types]",
    attrs=_ELEMENT,
    shape=_element_shapes,
    kernel=pure(lambda iterator: iterator.next()),
    stateful=True,
    aliases=True,
    differentiable=False,
)
define(
    "IteratorToStringHandle",
    "resource_handle: resource -> string_handle: string",
    kernel=pure(lambda iterator: f"{iterator.cell.container}\0{iterator.cell.name}".encode()),
    **_STATE,
)


def _from_string(op: Operation, store: Store) -> Kernel:
    wanted = op.attrs["output_types"]

    def kernel(handle: bytes) -> IteratorHandle:
        container, _, name = handle.decode(errors="replace").partition("\0")
        cell = store.cells.get((container, name))
        if not isinstance(cell, IteratorCell):
            raise NotFoundError(None, None, f"No iterator of this session has the string handle {handle!r}.")
        if wanted and cell.types != wanted:
            raise InvalidArgumentError(
                None,
                None,
                f"The iterator has elements of types {list(map(dtypes.text, cell.types))}, and not "
                f"{list(map(dtypes.text, wanted))}.",
            )
        return IteratorHandle(cell)

    return kernel


define(
    "IteratorFromStringHandleV2",
    "string_handle: string -> resource_handle: resource",
    attrs={"output_types": [], "output_shapes": []},
    kernel=_from_string,
    **_STATE,
)


# ---------------------------------------------------------------- a fold over a dataset


def _reduce_kernel(op: Operation, store: Store) -> Kernel:
    function: Function = op.attrs["f"]
    call, count = Call(function, store), len(op.attrs["Tstate"])

    def kernel(pipeline: Pipeline, *rest: Any) -> Any:
        state, captured = rest[:count], rest[count:]
        standing = begin(pipeline)
        while True:
            element, standing = standing.next()
            if element is pipelines.END:
                return state if count > 1 else state[0]
            if element.__class__ is pipelines.Failure:
                error: OpError = element.error
                raise error
            run = Run(dict(standing.shared))
            state = call(run, *state, *element, *captured)
            standing = standing._replace(shared=run.shared)

    return kernel


define(
    "ReduceDataset",
    f"{_INPUT}, initial_state: [Tstate], other_arguments: [Targuments] -> components: [output_types]",
    attrs={"f": REQUIRED, **_ELEMENT, "use_inter_op_parallelism": True},
    shape=_element_shapes,
    kernel=_reduce_kernel,
    stateful=True,
    aliases=True,
    differentiable=False,
)
define(
    "DatasetToSingleElement",
    "dataset: variant -> components: [output_types]",
    attrs=_ELEMENT,
    shape=_element_shapes,
    kernel=pure(lambda pipeline: _single(pipeline)),
    stateful=True,
    aliases=True,
    differentiable=False,
)


def _single(pipeline: Pipeline) -> Any:
    element, standing = begin(pipeline).next()
    if element is pipelines.END:
        raise InvalidArgumentError(None, None, "Dataset was empty.")
    if element.__class__ is pipelines.Failure:
        raise element.error
    if standing.next()[0] is not pipelines.END:
        raise InvalidArgumentError(None, None, "Dataset had more than one element.")
    return element if len(element) > 1 else element[0]


# ---------------------------------------------------------------- names of files


def _matching(patterns: Any) -> Any:
    """The files that match any of the patterns, sorted."""
    found = {name for pattern in np.ravel(np.asarray(patterns, dtype=object)) for name in glob.glob(pattern)}
    out = np.empty(len(found), dtype=object)
    out[:] = sorted(found)
    return out


define(
    "MatchingFiles",
    "pattern: string -> filenames: string",
    shape=lambda op: [(None,)],
    kernel=pure(_matching),
    stateful=True,
    differentiable=False,
)


def matching_files(pattern: Any, name: str | None = None) -> Tensor:
    """The names of the files that match a pattern, sorted (`tf.matching_files`)."""
    return tensor("MatchingFiles", pattern, name=name)


def is_fixed(op: Operation) -> bool:
    """Whether a one-shot iterator may make a node again: it has no state, or is of a dataset or of names of files."""
    return not op.definition.stateful or op.type == "MatchingFiles" or op.outputs[0].dtype is dtypes.variant
