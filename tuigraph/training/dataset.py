"""`tf.data`: datasets as nodes, each after the one that it takes its elements from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, errors, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape, constant_value
from tuigraph.engine.functions import Function, trace
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.ops.arithmetic import add, maximum
from tuigraph.engine.ops.comparison import equal, greater
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.identities import identity
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.ops.masks import where
from tuigraph.engine.ops.pipelines import is_fixed, matching_files
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.random import get_seed
from tuigraph.engine.ops.strings import reduce_join
from tuigraph.engine.roles import Role
from tuigraph.engine.values import as_value
from tuigraph.training import elements
from tuigraph.training.elements import DatasetSpec, TensorSpec
from tuigraph.training.iterator import Iterator

AUTOTUNE = -1
DEFAULT_OPTIMIZATIONS = ["map_and_batch_fusion", "noop_elimination", "shuffle_and_repeat_fusion"]


class _Choices:
    """Options by name: what is not set is None."""

    def __init__(self) -> None:
        self._set: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._set.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            self._set[name] = value


class Options(_Choices):
    """How a dataset is run (`tf.data.Options`).  Only whether the default optimizations apply changes elements."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("optimization", "threading", "distribute", "stats"):
            self._set[f"experimental_{name}"] = _Choices()

    def merge(self, options: Options) -> Options:
        merged = Options()
        for given in (self, options):
            for name, value in given._set.items():
                if isinstance(value, _Choices):
                    merged._set[name]._set.update(value._set)
                else:
                    merged._set[name] = value
        return merged


class Dataset(elements.Structured):
    """A sequence of elements, each a structure of tensors (`tf.data.Dataset`)."""

    def __init__(self, variant: Tensor, spec: Any, *inputs: Dataset, functions: tuple[Function, ...] = ()) -> None:
        self._variant_tensor = variant
        self._spec = spec
        self._parts = inputs
        self._functions = functions
        self._own_options: Options | None = None

    def __repr__(self) -> str:
        shown = str(elements.map_leaves(str, self.output_shapes)).replace("'", "")
        types = str(elements.map_leaves(repr, self.output_types)).replace("'", "")
        return f"<{type(self).__name__} shapes: {shown}, types: {types}>"

    def __iter__(self) -> Any:
        raise RuntimeError("__iter__() is only supported inside of tf.function or when eager execution is enabled.")

    # ------------------------------------------------------------ where elements come from

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """One element."""
        element = elements.tensors(tensors)
        spec = elements.map_leaves(elements.spec_of, element)
        leaves = elements.flatten(element)
        return _source("TensorDataset", spec, leaves)

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """The slices along the first dimension of each tensor.  Raises ValueError for scalars and unequal numbers."""
        element = elements.tensors(tensors)
        leaves = elements.flatten(element)
        for leaf in leaves:
            if leaf._shape == ():
                raise ValueError("Unbatching a tensor is only supported for rank >= 1")
        first = leaves[0]._shape[:1] if leaves[0]._shape else None
        for leaf in leaves[1:]:
            other = leaf._shape[:1] if leaf._shape else None
            if not shapes.compatible(first, other):
                raise ValueError(f"Dimensions {first[0]} and {other[0]} are not compatible")  # type: ignore[index]
        spec = elements.map_leaves(lambda leaf: elements.spec_of(leaf).unbatched(), element)
        return _source("TensorSliceDataset", spec, leaves)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any], output_types: Any, output_shapes: Any = None, args: Any = None
    ) -> Dataset:
        """What a Python generator yields, called anew for each epoch with the values of `args`.

        An element that was yielded once is kept for whoever goes back to it.
        """
        if not callable(generator):
            raise TypeError("`generator` must be callable.")
        spec = elements.specs(output_types, output_shapes)
        given = [convert_to_tensor(value, name=f"args_{i}") for i, value in enumerate(args or ())]

        def generated(*arguments: Any) -> Any:
            return _yielded(generator, arguments, spec)

        def inside(_: Tensor) -> Dataset:
            variant = tensor("GeneratorDataset", given, generator=generated, **elements.attributes(spec))
            return DatasetV1Adapter(variant, spec)

        return Dataset.from_tensors(0).flat_map(inside)

    @staticmethod
    def range(*args: Any) -> Dataset:
        """Numbers of type int64 as Python's `range` gives them."""
        if not 1 <= len(args) <= 3:
            raise ValueError(f"Invalid arguments to RangeDataset: {args}")
        numbers = (0, args[0], 1) if len(args) == 1 else (*args, 1) if len(args) == 2 else args
        named = zip(numbers, ("start", "stop", "step"))
        return _source("RangeDataset", TensorSpec((), dtypes.int64), *[_int64(n, name) for n, name in named])

    @staticmethod
    def zip(datasets: Any) -> Dataset:
        """The elements of several datasets side by side, as long as all have one."""
        parts = elements.flatten(datasets)
        if not all(isinstance(part, Dataset) for part in parts):
            more = " Nested structures do not support Python lists; please use a tuple instead."
            raise TypeError(
                "The argument to `Dataset.zip()` must be a nested structure of `Dataset` objects."
                + (more if any(isinstance(part, list) for part in parts) else "")
            )
        spec = elements.pack(datasets, [part.element_spec for part in parts])
        variants = [part._variant_tensor for part in parts]
        return DatasetV1Adapter(tensor("ZipDataset", variants, **elements.attributes(spec)), spec, *parts)

    @staticmethod
    def list_files(file_pattern: Any, shuffle: bool | None = None, seed: int | None = None) -> Dataset:
        """The names of the files that match, shuffled unless `shuffle` is False."""
        with get_default_graph().name_scope("list_files"):
            pattern = convert_to_tensor(file_pattern, dtypes.string, name="file_pattern")
            files = matching_files(pattern)
            found = greater(shape_of(files)[0], 0, name="match_not_empty")
            joined = reduce_join(pattern, separator=", ")
            message = add("No files matched pattern: ", joined, name="message")
            check = Assert(found, [message], summarize=1, name="assert_not_empty")
            with get_default_graph().control_dependencies([check]):
                files = identity(files)
            dataset = Dataset.from_tensor_slices(files)
            if shuffle is None or shuffle:
                dataset = dataset.shuffle(maximum(shape_of(files, out_type=dtypes.int64)[0], 1), seed=seed)
            return dataset

    # ------------------------------------------------------------ one dataset from another

    def _after(self, op_type: str, *operands: Any, spec: Any = None, **attrs: Any) -> Dataset:
        """The dataset of a node over this one; it has the same elements unless there is another `spec`."""
        spec = self._spec if spec is None else spec
        function = [value for value in attrs.values() if isinstance(value, Function)]
        variant = tensor(op_type, self._variant_tensor, *operands, **attrs, **elements.attributes(spec))
        return DatasetV1Adapter(variant, spec, self, functions=tuple(function))

    def concatenate(self, dataset: Dataset) -> Dataset:
        """The elements of this one, then those of `dataset`.  Raises TypeError for other types."""
        if self.output_types != dataset.output_types:
            raise TypeError(
                f"Two datasets to concatenate have different types {self.output_types} and {dataset.output_types}"
            )
        pairs = zip(elements.flatten(self._spec), elements.flatten(dataset._spec))
        spec = elements.pack(self._spec, [TensorSpec(shapes.common(a.dims, b.dims), a.dtype) for a, b in pairs])
        made = self._after("ConcatenateDataset", dataset._variant_tensor, spec=spec)
        made._parts = (self, dataset)
        return made

    def prefetch(self, buffer_size: Any) -> Dataset:
        """The same elements: nothing is made ahead of time here."""
        size = _int64(-1 if buffer_size is None else buffer_size, "buffer_size")
        return self._after("PrefetchDataset", size)

    def repeat(self, count: Any = None) -> Dataset:
        """The elements `count` times over; for ever without one, or with -1."""
        return self._after("RepeatDataset", _int64(-1 if count is None else count, "count"))

    def enumerate(self, start: int = 0) -> Dataset:
        return Dataset.zip((Dataset.range(start, np.iinfo(np.int64).max), self))

    def shuffle(self, buffer_size: Any, seed: Any = None, reshuffle_each_iteration: bool | None = None) -> Dataset:
        """The elements drawn from a buffer of `buffer_size`, in TensorFlow's order where there is a seed."""
        size = _int64(buffer_size, "buffer_size")
        again = True if reshuffle_each_iteration is None else reshuffle_each_iteration
        return self._after("ShuffleDataset", size, *seeds(seed), reshuffle_each_iteration=again)

    def cache(self, filename: Any = "") -> Dataset:
        """The elements kept in memory once all have been made; a file of `filename` is not written."""
        return self._after("CacheDataset", convert_to_tensor(filename, dtypes.string, "filename"))

    def take(self, count: Any) -> Dataset:
        return self._after("TakeDataset", _int64(count, "count"))

    def skip(self, count: Any) -> Dataset:
        return self._after("SkipDataset", _int64(count, "count"))

    def shard(self, num_shards: Any, index: Any) -> Dataset:
        """Every `num_shards`-th element, from `index` on."""
        return self._after("ShardDataset", _int64(num_shards, "num_shards"), _int64(index, "index"))

    def batch(self, batch_size: Any, drop_remainder: Any = False) -> Dataset:
        """Elements of `batch_size` elements each; the last has fewer, or is left out."""
        size = _int64(batch_size, "batch_size")
        drop = convert_to_tensor(drop_remainder, dtypes.bool_, "drop_remainder")
        count = _count_in_batches(size, drop)
        spec = elements.map_leaves(lambda leaf: leaf.batched(count), self._spec)
        return self._after("BatchDatasetV2", size, drop, spec=spec)

    def padded_batch(
        self, batch_size: Any, padded_shapes: Any, padding_values: Any = None, drop_remainder: Any = False
    ) -> Dataset:
        """As `batch`, each element padded to `padded_shapes`; what is None there to the largest of the batch."""
        size = _int64(batch_size, "batch_size")
        leaves = elements.flatten(self._spec)
        wanted = [
            _padded_shape(shape, leaf) for shape, leaf in zip(elements.flatten_up_to(self._spec, padded_shapes), leaves)
        ]
        if padding_values is None:
            given: list[Any] = ["" if leaf.dtype is dtypes.string else leaf.dtype.numpy.type(0) for leaf in leaves]
        else:
            given = elements.flatten_up_to(self._spec, padding_values)
        values = []
        for value, leaf in zip(given, leaves):
            value = convert_to_tensor(value, name="padding_value")
            if not shapes.compatible(value._shape, ()):
                raise ValueError(f"Padding value should be a scalar, but is not: {value}")
            if value.dtype is not leaf.dtype:
                raise TypeError(f"Padding value tensor ({value}) does not match output type: {leaf.dtype!r}")
            values.append(value)
        drop = convert_to_tensor(drop_remainder, dtypes.bool_, "drop_remainder")
        count = _count_in_batches(size, drop)
        spec = elements.pack(
            self._spec,
            [TensorSpec(constant_shape(w), leaf.dtype).batched(count) for w, leaf in zip(wanted, leaves)],
        )
        return self._after("PaddedBatchDatasetV2", size, wanted, values, drop, spec=spec)

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> Dataset:
        """`map_func` of each element: it is traced once, into a graph of its own."""
        function, spec = self._traced(map_func, "Dataset.map()")
        captured = function.captured
        if num_parallel_calls is None:
            return self._after("MapDataset", captured, spec=spec, f=function, preserve_cardinality=True)
        calls = convert_to_tensor(num_parallel_calls, dtypes.int32, "num_parallel_calls")
        return self._after("ParallelMapDataset", captured, calls, spec=spec, f=function, preserve_cardinality=True)

    def flat_map(self, map_func: Callable[..., Dataset]) -> Dataset:
        """The elements of the datasets that `map_func` gives, one dataset after the other."""
        function, spec = self._traced_to_dataset(map_func, "Dataset.flat_map()")
        return self._after("FlatMapDataset", function.captured, spec=spec, f=function)

    def interleave(
        self,
        map_func: Callable[..., Dataset],
        cycle_length: Any = AUTOTUNE,
        block_length: Any = 1,
        num_parallel_calls: Any = None,
    ) -> Dataset:
        """The elements of the datasets that `map_func` gives, `cycle_length` of them in turn."""
        function, spec = self._traced_to_dataset(map_func, "Dataset.interleave()")
        cycle, block = _int64(cycle_length, "cycle_length"), _int64(block_length, "block_length")
        if num_parallel_calls is None:
            return self._after("InterleaveDataset", function.captured, cycle, block, spec=spec, f=function)
        calls = _int64(num_parallel_calls, "num_parallel_calls")
        return self._after("ParallelInterleaveDatasetV2", function.captured, cycle, block, calls, spec=spec, f=function)

    def filter(self, predicate: Callable[..., Any]) -> Dataset:
        """The elements of which `predicate` is true.  Raises ValueError for one that gives no truth value."""
        function, spec = self._traced(predicate, "Dataset.filter()")
        if not isinstance(spec, TensorSpec) or not TensorSpec((), dtypes.bool_).is_compatible_with(spec):
            raise ValueError(f"`predicate` return type must be convertible to a scalar boolean tensor. Was {spec}.")
        return self._after("FilterDataset", function.captured, predicate=function)

    def window(self, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: Any = False) -> Dataset:
        """Datasets of `size` elements each, one for each component."""
        numbers = [_int64(n, name) for n, name in ((size, "size"), (size if shift is None else shift, "shift"))]
        drop = convert_to_tensor(drop_remainder, dtypes.bool_, "drop_remainder")
        spec = elements.map_leaves(DatasetSpec, self._spec)
        return self._after("WindowDataset", *numbers, _int64(stride, "stride"), drop, spec=spec)

    def unbatch(self) -> Dataset:
        """The slices of each element as elements."""
        normal = self.map(lambda *parts: parts if len(parts) > 1 else parts[0])
        spec = elements.map_leaves(lambda leaf: leaf.unbatched(), self._spec)
        return normal._after("UnbatchDataset", spec=spec)

    def reduce(self, initial_state: Any, reduce_func: Callable[[Any, Any], Any]) -> Any:
        """What `reduce_func` makes of a state and one element after the other."""
        state = elements.tensors(initial_state)
        spec = elements.map_leaves(elements.spec_of, state)
        count = len(elements.flatten(spec))

        def step(*values: Any) -> Any:
            new = reduce_func(elements.pack(spec, values[:count]), _element(self._spec, values[count:]))
            elements.assert_same(spec, new)
            return elements.flatten(new)

        leaves = elements.flatten(spec) + elements.flatten(self._spec)
        function = trace(step, [leaf.dtype for leaf in leaves], [leaf.dims for leaf in leaves])
        found = [TensorSpec(t._shape, t.dtype.base_dtype) for t in function.results]
        for before, after in zip(elements.flatten(spec), found):
            if before.dtype is not after.dtype:
                raise TypeError(
                    "The element types for the new state must match the initial state. "
                    f"Expected {elements.types_of(spec)}; got {[leaf.dtype for leaf in found]}."
                )
        spec = elements.pack(
            spec,
            [TensorSpec(shapes.common(a.dims, b.dims), a.dtype) for a, b in zip(elements.flatten(spec), found)],
        )
        op = apply(
            *("ReduceDataset", self._variant_tensor, elements.flatten(state), function.captured),
            f=function,
            **elements.attributes(spec),
        )
        return elements.pack(spec, op.outputs)

    def apply(self, transformation_func: Callable[[Dataset], Any]) -> Dataset:
        """What `transformation_func` makes of this dataset.  Raises TypeError when that is none."""
        dataset = transformation_func(self)
        if not isinstance(dataset, Dataset):
            raise TypeError(f"`transformation_func` must return a Dataset. Got {dataset}.")
        return dataset

    # ------------------------------------------------------------ options

    def options(self) -> Options:
        found = self._own_options or Options()
        for part in self._parts:
            found = found.merge(part.options())
        return found

    def with_options(self, options: Options) -> Dataset:
        made = DatasetV1Adapter(self._variant_tensor, self._spec, self)
        made._own_options = options
        return made

    def _optimizations(self) -> list[str]:
        if self.options().experimental_optimization.apply_default_optimizations is False or self._reads_references():
            return []
        return DEFAULT_OPTIMIZATIONS

    def _reads_references(self) -> bool:
        captured = self._captured()
        return any(t.dtype.is_ref for t in captured) or any(
            t.dtype.is_ref for op in _above(captured) for t in op.inputs
        )

    def _captured(self) -> list[Tensor]:
        """What the functions of this dataset and of those before it take from the graph around them."""
        own = [t for function in self._functions for t in function.captured]
        return own + [t for part in self._parts for t in part._captured()]

    # ------------------------------------------------------------ iterators

    def make_one_shot_iterator(self) -> Iterator:
        """An iterator that goes through once, and needs no initializer.

        Raises ValueError for a dataset that hangs on a variable, a table or a placeholder.
        """
        _check_fixed(self._variant_tensor)
        get_seed(None)
        function = Function(self._variant_tensor.op.graph, [], {}, [self._variant_tensor])
        factory = (function, "shuffle_and_repeat_fusion" in self._optimizations())
        resource = tensor("OneShotIterator", dataset_factory=_Factory(factory), **elements.attributes(self._spec))
        return Iterator(resource, None, self._spec)

    def make_initializable_iterator(self, shared_name: str | None = None) -> Iterator:
        """An iterator that begins when its `initializer` runs."""
        dataset: Dataset = self
        optimizations = self._optimizations()
        if optimizations:
            names = convert_to_tensor(optimizations, dtypes.string, "optimizations")
            dataset = dataset._after("OptimizeDataset", names)
        dataset = dataset._after("ModelDataset")
        resource = tensor("IteratorV2", shared_name=shared_name or "", **elements.attributes(self._spec))
        with resource.op.graph.colocate_with(resource.op):
            initializer = apply("MakeIterator", dataset._variant_tensor, resource)
        return Iterator(resource, initializer, self._spec)

    # ------------------------------------------------------------ functions

    def _traced(self, function: Callable[..., Any], what: str) -> tuple[Function, Any]:
        """A function of an element, and the structure of what it returns."""
        found: list[Any] = []

        def call(*values: Any) -> list[Any]:
            element = _element(self._spec, values)
            result = function(*element) if type(element) is tuple else function(element)
            result = tuple(result) if isinstance(result, list) else result
            leaves = elements.flatten(result)
            try:
                leaves = [leaf if isinstance(leaf, Dataset) else convert_to_tensor(leaf) for leaf in leaves]
            except (TypeError, ValueError):
                raise TypeError(f"Unsupported return value from function passed to {what}: {result}.") from None
            found.append(elements.pack(result, [elements.spec_of(leaf) for leaf in leaves]))
            return [leaf._variant_tensor if isinstance(leaf, Dataset) else leaf for leaf in leaves]

        leaves = elements.flatten(self._spec)
        traced = trace(call, [leaf.dtype for leaf in leaves], [leaf.dims for leaf in leaves])
        return traced, found[0]

    def _traced_to_dataset(self, function: Callable[..., Any], what: str) -> tuple[Function, Any]:
        traced, spec = self._traced(function, what)
        if not isinstance(spec, DatasetSpec):
            raise TypeError(f"`map_func` must return a `Dataset` object. Got {type(spec)}")
        return traced, spec.element_spec


class DatasetV1Adapter(Dataset):
    """What every transformation gives."""


class _Factory(tuple[Any, ...]):
    """The dataset of a one-shot iterator, as an attribute that is not written to a GraphDef."""

    def __call__(self) -> None:
        """There for `callable`."""


def _source(op_type: str, spec: Any, *operands: Any) -> Dataset:
    return DatasetV1Adapter(tensor(op_type, *operands, **elements.attributes(spec)), spec)


def _int64(value: Any, name: str) -> Tensor:
    return convert_to_tensor(value, dtypes.int64, name)


def _count_in_batches(size: Tensor, drop_remainder: Tensor) -> int | None:
    """How many elements each batch has, where that is known: the last may have fewer unless it is left out."""
    known = constant_value(size) if constant_value(drop_remainder) else None
    return None if known is None else int(known)


def _element(spec: Any, values: Any) -> Any:
    """The element of some tensors; a component that is a dataset is one again."""
    leaves = elements.flatten(spec)
    return elements.pack(
        spec,
        [DatasetV1Adapter(v, s.element_spec) if isinstance(s, DatasetSpec) else v for v, s in zip(values, leaves)],
    )


def seeds(seed: Any) -> tuple[Tensor, Tensor]:
    """The two seeds of a dataset as tensors."""
    first, second = get_seed(seed)
    one = constant(0 if first is None else first, dtypes.int64, name="seed")
    if second is None:
        return one, constant(0, dtypes.int64, name="seed2")
    with get_default_graph().name_scope("seed2") as scope:
        other = convert_to_tensor(second, dtypes.int64)
        nothing = tensor("LogicalAnd", equal(one, 0), equal(other, 0))
        return one, where(nothing, constant(2**31 - 1, dtypes.int64), other, name=scope)


def _padded_shape(shape: Any, leaf: TensorSpec) -> Tensor:
    try:
        known = shapes.as_tuple(shape)
        if known is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        found = convert_to_tensor([-1 if d is None else d for d in known], dtypes.int64)
    except (TypeError, ValueError):
        found = convert_to_tensor(shape, preferred_dtype=dtypes.int64)
        if found._shape is not None and len(found._shape) != 1:
            raise ValueError(
                f"Padded shape {shape} must be a 1-D tensor of tf.int64 values, but its shape was "
                f"{shapes.text(found._shape)}."
            ) from None
        if found.dtype is not dtypes.int64:
            raise TypeError(
                f"Padded shape {shape} must be a 1-D tensor of tf.int64 values, but its element type was "
                f"{found.dtype.name}."
            ) from None
        known = constant_shape(found)
    given = leaf.dims
    if known is not None and given is not None:
        small = any(w is not None and d is not None and w < d for w, d in zip(known, given))
        if len(known) != len(given) or small:
            raise ValueError(
                f"The padded shape {shapes.text(known)} is not compatible with the corresponding input component "
                f"shape {shapes.text(given)}."
            )
    return found


def _above(tensors: Iterable[Tensor]) -> Iterable[Operation]:
    """The operations that tensors hang on, each once."""
    waiting = list(dict.fromkeys(t.op for t in tensors))
    seen = set(waiting)
    while waiting:
        op = waiting.pop()
        yield op
        for t in op.inputs:
            if t.op not in seen:
                seen.add(t.op)
                waiting.append(t.op)


def _check_fixed(variant: Tensor) -> None:
    for op in _above([variant]):
        if op.role is Role.PLACEHOLDER:
            raise ValueError(f"Cannot capture a placeholder (name:{op.name}, type:{op.type}) by value.")
        if not is_fixed(op):
            raise ValueError(
                "Failed to create a one-shot iterator for a dataset. `Dataset.make_one_shot_iterator()` does not "
                "support datasets that capture stateful objects, such as a `Variable` or `LookupTable`. In these "
                "cases, use `Dataset.make_initializable_iterator()`. (Original error: Cannot capture a stateful node "
                f"(name:{op.name}, type:{op.type}) by value.)"
            )


def _yielded(generator: Callable[..., Any], arguments: Any, spec: Any) -> Iterable[Any]:
    """The elements of a generator as values of components.  An OpError is raised for what it should not yield."""
    try:
        iterator = iter(generator(*arguments))
    except Exception as error:
        raise errors.InvalidArgumentError(None, None, f"{type(error).__name__}: {error}") from error
    leaves = elements.flatten(spec)
    while True:
        try:
            value = next(iterator)
        except StopIteration:
            return
        except Exception as error:
            known = errors.InvalidArgumentError if isinstance(error, (TypeError, ValueError)) else errors.UnknownError
            raise known(None, None, f"{type(error).__name__}: {error}") from error
        yield _components(value, spec, leaves)


def _components(value: Any, spec: Any, leaves: list[TensorSpec]) -> tuple[Any, ...]:
    try:
        parts = elements.flatten_up_to(spec, value)
    except (TypeError, ValueError):
        raise errors.InvalidArgumentError(
            None,
            None,
            "TypeError: `generator` yielded an element that did not match the expected structure. "
            f"The expected structure was {elements.types_of(spec)}, but the yielded element was {value}.",
        ) from None
    found = []
    for part, leaf in zip(parts, leaves):
        try:
            array = _array(part, leaf)
        except (TypeError, ValueError):
            raise errors.InvalidArgumentError(
                None,
                None,
                "TypeError: `generator` yielded an element that could not be converted to the expected type. "
                f"The expected type was {leaf.dtype.name}, but the yielded element was {part}.",
            ) from None
        if not shapes.compatible(leaf.dims, array.shape):
            raise errors.InvalidArgumentError(
                None,
                None,
                f"ValueError: `generator` yielded an element of shape {array.shape} where an element of shape "
                f"{leaf.shape} was expected.",
            )
        found.append(as_value(array))
    return tuple(found)


def _array(part: Any, leaf: TensorSpec) -> Any:
    if leaf.dtype is not dtypes.string:
        return np.array(part, dtype=leaf.dtype.numpy)
    given = np.array(part, dtype=object)
    array = np.empty(given.shape, dtype=object)
    array.reshape(-1)[:] = [v.encode() if isinstance(v, str) else bytes(v) for v in given.reshape(-1)]
    return array


# ---------------------------------------------------------------- functions of datasets and iterators


def make_one_shot_iterator(dataset: Dataset) -> Iterator:
    return dataset.make_one_shot_iterator()


def make_initializable_iterator(dataset: Dataset, shared_name: str | None = None) -> Iterator:
    return dataset.make_initializable_iterator(shared_name)


def get_output_types(dataset_or_iterator: Any) -> Any:
    return elements.types_of(dataset_or_iterator.element_spec)


def get_output_shapes(dataset_or_iterator: Any) -> Any:
    return elements.shapes_of(dataset_or_iterator.element_spec)


def get_output_classes(dataset_or_iterator: Any) -> Any:
    return elements.classes_of(dataset_or_iterator.element_spec)


def get_structure(dataset_or_iterator: Any) -> Any:
    return dataset_or_iterator.element_spec
