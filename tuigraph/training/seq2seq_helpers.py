"""What a decoder is fed with at each step (`tf.contrib.seq2seq.TrainingHelper` and its kin)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.dtypes import int32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import identities, joining, masks, padding
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, less, logical_not, logical_or
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.extremes import argmax
from tuigraph.engine.ops.filling import fill, zeros_like
from tuigraph.engine.ops.gathering import gather_nd, scatter_nd
from tuigraph.engine.ops.layers import embedding_lookup
from tuigraph.engine.ops.layout import transpose
from tuigraph.engine.ops.random import multinomial, random_uniform
from tuigraph.engine.ops.reductions import reduce_all, reduce_any, reduce_prod
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.training.rnn import swapped


def _sampled(sample: Callable[[Tensor], Tensor], sample_shape: Any) -> Tensor:
    """As many samples as `sample_shape` has room for, in that shape."""
    with name_scope(None, "call_sampler", [sample_shape]):
        wanted = convert_to_tensor(sample_shape, dtype=int32, name="sample_shape")
        missing = cast(equal(identities.rank(wanted), 0), int32)
        wanted = identities.reshape(
            wanted, padding.pad(identities.shape(wanted), paddings=[[missing, 0]], constant_values=1)
        )
        samples = sample(reduce_prod(wanted))
        whole = joining.concat([wanted, identities.shape(samples)[1:]], 0)
        return identities.reshape(samples, whole)


def _bernoulli(probs: Any, dtype: Any, sample_shape: Any, seed: Any) -> Tensor:
    """Whether each of a number of coins falls, as `dtype`."""
    probs = convert_to_tensor(probs, name="probs")
    batch = identities.shape(probs)

    def sample(count: Tensor) -> Tensor:
        uniform = random_uniform(joining.concat([[count], batch], 0), seed=seed, dtype=probs.dtype)
        return cast(less(uniform, probs), dtype)

    return _sampled(sample, sample_shape)


def _categorical(logits: Any, seed: Any) -> Tensor:
    """A class, as int32, drawn for each row of logits."""
    logits = convert_to_tensor(logits, name="logits")
    classes = identities.shape(logits)[-1]
    batch = identities.shape(logits)[:-1]

    def sample(count: Tensor) -> Tensor:
        flat = logits if len(logits._shape or ()) == 2 else identities.reshape(logits, [-1, classes])
        kind = dtypes.int64 if logits.dtype.size > 4 else int32
        drawn = multinomial(flat, count, seed=seed, output_dtype=kind)
        return cast(identities.reshape(transpose(drawn), joining.concat([[count], batch], 0)), int32)

    return _sampled(sample, ())


def _as_array(values: Tensor) -> TensorArray:
    rows = (values._shape or (None,))[1:]
    return TensorArray(values.dtype, size=identities.shape(values)[0], element_shape=rows).unstack(values)


def embedding_function(embedding: Any) -> Callable[[Any], Tensor]:
    """What looks ids up: `embedding` itself where it can be called, else as rows of it."""
    return embedding if callable(embedding) else lambda ids: embedding_lookup(embedding, ids)


class Helper:
    """What chooses a decoder's symbols and next inputs, to derive from (`tf.contrib.seq2seq.Helper`)."""

    @property
    def batch_size(self) -> Any:
        """How many sequences there are, an int32 scalar."""
        raise NotImplementedError("batch_size has not been implemented")

    @property
    def sample_ids_shape(self) -> Any:
        """The shape of what `sample` gives, without the batch."""
        raise NotImplementedError("sample_ids_shape has not been implemented")

    @property
    def sample_ids_dtype(self) -> Any:
        """The type of what `sample` gives."""
        raise NotImplementedError("sample_ids_dtype has not been implemented")

    def initialize(self, name: str | None = None) -> Any:
        """What is over at the start, and the first inputs."""
        raise NotImplementedError

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """The symbols that are chosen from a cell's outputs."""
        raise NotImplementedError

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None) -> Any:
        """What is over, the next inputs, the next state."""
        raise NotImplementedError


class CustomHelper(Helper):
    """A helper of three functions (`tf.contrib.seq2seq.CustomHelper`)."""

    def __init__(
        self,
        initialize_fn: Any,
        sample_fn: Any,
        next_inputs_fn: Any,
        sample_ids_shape: Any = None,
        sample_ids_dtype: Any = None,
    ) -> None:
        self._initialize_fn = initialize_fn
        self._sample_fn = sample_fn
        self._next_inputs_fn = next_inputs_fn
        self._batch_size: Any = None
        self._sample_ids_shape = shapes.TensorShape(sample_ids_shape or [])
        self._sample_ids_dtype = sample_ids_dtype or int32

    @property
    def batch_size(self) -> Any:
        if self._batch_size is None:
            raise ValueError("batch_size accessed before initialize was called")
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return self._sample_ids_shape

    @property
    def sample_ids_dtype(self) -> Any:
        return self._sample_ids_dtype

    def initialize(self, name: str | None = None) -> Any:
        with name_scope(name, type(self).__name__ + "Initialize"):
            finished, inputs = self._initialize_fn()
            if self._batch_size is None:
                self._batch_size = identities.size(finished)
        return finished, inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        with name_scope(name, type(self).__name__ + "Sample", (time, outputs, state)):
            return self._sample_fn(time=time, outputs=outputs, state=state)

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None) -> Any:
        with name_scope(name, type(self).__name__ + "NextInputs", (time, outputs, state)):
            return self._next_inputs_fn(time=time, outputs=outputs, state=state, sample_ids=sample_ids)


class _OfScalars(Helper):
    """A helper whose symbols are int32 scalars, one for each sequence."""

    _batch_size: Any

    @property
    def batch_size(self) -> Any:
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return shapes.TensorShape([])

    @property
    def sample_ids_dtype(self) -> Any:
        return int32


class TrainingHelper(_OfScalars):
    """Reads the inputs that are given, whatever the cell puts out (`tf.contrib.seq2seq.TrainingHelper`).

    `inputs` are [n, steps, ...], with `time_major` [steps, n, ...].  Raises ValueError for lengths that are no vector.
    """

    def __init__(self, inputs: Any, sequence_length: Any, time_major: bool = False, name: str | None = None) -> None:
        with name_scope(name, "TrainingHelper", [inputs, sequence_length]):
            inputs = self._inputs = convert_to_tensor(inputs, name="inputs")
            if not time_major:
                inputs = swapped(inputs)
            self._steps = _as_array(inputs)
            self._sequence_length = convert_to_tensor(sequence_length, name="sequence_length")
            if self._sequence_length._shape is None or len(self._sequence_length._shape) != 1:
                raise ValueError(
                    "Expected sequence_length to be a vector, but received shape: "
                    f"{shapes.text(self._sequence_length._shape)}"
                )
            self._zero_inputs = zeros_like(inputs[0, :])
            self._batch_size = identities.size(sequence_length)

    @property
    def inputs(self) -> Any:
        return self._inputs

    @property
    def sequence_length(self) -> Any:
        return self._sequence_length

    def initialize(self, name: str | None = None) -> Any:
        with name_scope(name, "TrainingHelperInitialize"):
            finished = equal(0, self._sequence_length)
            return finished, self._read(finished, 0)

    def _read(self, finished: Any, time: Any) -> Any:
        return cond(reduce_all(finished), lambda: self._zero_inputs, lambda: self._steps.read(time))

    def sample(self, time: Any, outputs: Any, state: Any = None, name: str | None = None) -> Any:
        with name_scope(name, "TrainingHelperSample", [time, outputs]):
            return cast(argmax(outputs, axis=-1), int32)

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: str | None = None) -> Any:
        with name_scope(name, "TrainingHelperNextInputs", [time, outputs, state]):
            following = time + 1
            finished = following >= self._sequence_length
            return finished, self._read(finished, following), state


def _probability(value: Any) -> Tensor:
    given = convert_to_tensor(value, name="sampling_probability")
    if given._shape is None or len(given._shape) > 1:
        raise ValueError(
            f"sampling_probability must be either a scalar or a vector. saw shape: {shapes.text(given._shape)}"
        )
    return given


def _put_together(inputs: Tensor, sampled: Tensor, others: Tensor, made: Any) -> Tensor:
    """The rows of `inputs`, but `made()` where they are `sampled`; both are indices of rows."""
    kept = gather_nd(inputs, others)
    fresh = made()
    shape = identities.shape(inputs)
    put: Tensor = scatter_nd(sampled, fresh, shape) + scatter_nd(others, kept, shape)
    return put


class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """Reads inputs, but now and then looks up a symbol that it draws (`ScheduledEmbeddingTrainingHelper`).

    Symbols are -1 where none was drawn.  Raises ValueError for a probability that is neither scalar nor vector.
    """

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        embedding: Any,
        sampling_probability: Any,
        time_major: bool = False,
        seed: int | None = None,
        scheduling_seed: int | None = None,
        name: str | None = None,
    ) -> None:
        with name_scope(name, "ScheduledEmbeddingSamplingWrapper", [embedding, sampling_probability]):
            self._embedding = embedding_function(embedding)
            self._sampling_probability = _probability(sampling_probability)
            self._seed = seed
            self._scheduling_seed = scheduling_seed
            super().__init__(inputs, sequence_length, time_major, name)

    def sample(self, time: Any, outputs: Any, state: Any = None, name: str | None = None) -> Any:
        with name_scope(name, "ScheduledEmbeddingTrainingHelperSample", [time, outputs, state]):
            chosen = _bernoulli(self._sampling_probability, dtypes.bool_, self.batch_size, self._scheduling_seed)
            drawn = _categorical(outputs, self._seed)
            return masks.where(chosen, drawn, fill([self.batch_size], -1))

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: str | None = None) -> Any:
        with name_scope(name, "ScheduledEmbeddingTrainingHelperNextInputs", [time, outputs, state, sample_ids]):
            finished, given, state = super().next_inputs(time, outputs, state, sample_ids, name)

            def drawn() -> Tensor:
                sampled = cast(masks.where(sample_ids > -1), int32)
                others = cast(masks.where(sample_ids <= -1), int32)
                ids = gather_nd(sample_ids, sampled)
                return _put_together(given, sampled, others, lambda: self._embedding(ids))

            return finished, cond(reduce_all(finished), lambda: given, drawn), state


class ScheduledOutputTrainingHelper(TrainingHelper):
    """Reads inputs, but now and then goes on with the cell's output (`ScheduledOutputTrainingHelper`).

    Symbols say where that happened.  `auxiliary_inputs` are joined to either.  Raises ValueError for a probability that
    is neither scalar nor vector.
    """

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        sampling_probability: Any,
        time_major: bool = False,
        seed: int | None = None,
        next_inputs_fn: Any = None,
        auxiliary_inputs: Any = None,
        name: str | None = None,
    ) -> None:
        with name_scope(name, "ScheduledOutputTrainingHelper", [inputs, auxiliary_inputs, sampling_probability]):
            self._sampling_probability = _probability(sampling_probability)
            self._auxiliary: TensorArray | None = None
            if auxiliary_inputs is not None:
                inputs = convert_to_tensor(inputs, name="inputs")
                auxiliary = convert_to_tensor(auxiliary_inputs, name="auxiliary_inputs")
                inputs = joining.concat((inputs, auxiliary), -1)
                self._auxiliary = _as_array(auxiliary if time_major else swapped(auxiliary))
            self._seed = seed
            self._next_inputs_fn = next_inputs_fn
            super().__init__(inputs, sequence_length, time_major, name)

    def sample(self, time: Any, outputs: Any, state: Any = None, name: str | None = None) -> Any:
        with name_scope(name, "ScheduledOutputTrainingHelperSample", [time, outputs, state]):
            return _bernoulli(self._sampling_probability, int32, self.batch_size, self._seed)

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: str | None = None) -> Any:
        with name_scope(name, "ScheduledOutputTrainingHelperNextInputs", [time, outputs, state, sample_ids]):
            finished, given, state = super().next_inputs(time, outputs, state, sample_ids, name)
            chosen = cast(sample_ids, dtypes.bool_)

            def with_auxiliary(values: Any, rows: Any = None) -> Any:
                if self._auxiliary is None:
                    return values
                more = self._auxiliary.read(time + 1)
                return joining.concat((values, more if rows is None else gather_nd(more, rows)), -1)

            def drawn() -> Tensor:
                if self._next_inputs_fn is None:
                    return masks.where(chosen, with_auxiliary(outputs), given)
                sampled = cast(masks.where(chosen), int32)
                others = cast(masks.where(logical_not(chosen)), int32)
                own = gather_nd(outputs, sampled)
                return _put_together(given, sampled, others, lambda: with_auxiliary(self._next_inputs_fn(own), sampled))

            all_over = reduce_all(finished)
            none_chosen = logical_not(reduce_any(chosen))
            return finished, cond(logical_or(all_over, none_chosen), lambda: given, drawn), state


class GreedyEmbeddingHelper(_OfScalars):
    """Goes on with the most probable symbol, looked up (`tf.contrib.seq2seq.GreedyEmbeddingHelper`).

    `start_tokens` (n,) and `end_token` () are int32; other shapes raise ValueError.
    """

    def __init__(self, embedding: Any, start_tokens: Any, end_token: Any) -> None:
        self._embedding = embedding_function(embedding)
        self._start_tokens = convert_to_tensor(start_tokens, dtype=int32, name="start_tokens")
        self._end_token = convert_to_tensor(end_token, dtype=int32, name="end_token")
        if self._start_tokens._shape is None or len(self._start_tokens._shape) != 1:
            raise ValueError("start_tokens must be a vector")
        self._batch_size = identities.size(start_tokens)
        if self._end_token._shape != ():
            raise ValueError("end_token must be a scalar")
        self._start_inputs = self._embedding(self._start_tokens)

    def initialize(self, name: str | None = None) -> Any:
        return padding.tile([False], [self._batch_size]), self._start_inputs

    def _logits(self, outputs: Any) -> Any:
        if not isinstance(outputs, Tensor):
            raise TypeError(f"Expected outputs to be a single Tensor, got: {type(outputs)}")
        return outputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        return argmax(self._logits(outputs), axis=-1, output_type=int32)

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None) -> Any:
        finished = equal(sample_ids, self._end_token)
        following = cond(reduce_all(finished), lambda: self._start_inputs, lambda: self._embedding(sample_ids))
        return finished, following, state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """Goes on with a symbol that is drawn, looked up (`tf.contrib.seq2seq.SampleEmbeddingHelper`)."""

    def __init__(
        self,
        embedding: Any,
        start_tokens: Any,
        end_token: Any,
        softmax_temperature: Any = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(embedding, start_tokens, end_token)
        self._softmax_temperature = softmax_temperature
        self._seed = seed

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        logits = self._logits(outputs)
        if self._softmax_temperature is not None:
            logits = logits / self._softmax_temperature
        return _categorical(logits, self._seed)


class InferenceHelper(Helper):
    """Goes on with what a function draws (`tf.contrib.seq2seq.InferenceHelper`)."""

    def __init__(
        self,
        sample_fn: Any,
        sample_shape: Any,
        sample_dtype: Any,
        start_inputs: Any,
        end_fn: Any,
        next_inputs_fn: Any = None,
    ) -> None:
        self._sample_fn = sample_fn
        self._end_fn = end_fn
        self._sample_shape = shapes.TensorShape(sample_shape)
        self._sample_dtype = sample_dtype
        self._next_inputs_fn = next_inputs_fn
        self._batch_size = identities.shape(start_inputs)[0]
        self._start_inputs = convert_to_tensor(start_inputs, name="start_inputs")

    @property
    def batch_size(self) -> Any:
        return self._batch_size

    @property
    def sample_ids_shape(self) -> Any:
        return self._sample_shape

    @property
    def sample_ids_dtype(self) -> Any:
        return self._sample_dtype

    def initialize(self, name: str | None = None) -> Any:
        return padding.tile([False], [self._batch_size]), self._start_inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        return self._sample_fn(outputs)

    def next_inputs(self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None) -> Any:
        following = sample_ids if self._next_inputs_fn is None else self._next_inputs_fn(sample_ids)
        return self._end_fn(sample_ids), following, state
