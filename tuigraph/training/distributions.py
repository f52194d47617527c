"""Probability distributions: drawn from, and asked for probabilities, means and divergences (`tf.distributions`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.default_graph import control_dependencies, name_scope
from tuigraph.engine.dtypes import int32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import arithmetic, checks, constants, elementwise, filling, identities, joining, masks, random
from tuigraph.engine.ops.activations import log_softmax, softmax, softplus
from tuigraph.engine.ops.broadcast_to import broadcast_dynamic_shape, broadcast_static_shape
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import greater, less, logical_not, logical_or
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from tuigraph.engine.ops.extremes import argmax
from tuigraph.engine.ops.layout import transpose
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.reductions import reduce_any, reduce_prod, reduce_sum
from tuigraph.engine.ops.special import erf, erfc


class ReparameterizationType:
    """Whether samples have gradients by the parameters (`tf.distributions.ReparameterizationType`)."""

    def __init__(self, rep_type: str) -> None:
        self._rep_type = rep_type

    def __repr__(self) -> str:
        return f"<Reparameteriation Type: {self._rep_type}>"


FULLY_REPARAMETERIZED = ReparameterizationType("FULLY_REPARAMETERIZED")
NOT_REPARAMETERIZED = ReparameterizationType("NOT_REPARAMETERIZED")


def _either(first: Callable[[], Any], other: Callable[[], Any]) -> Any:
    """What the first gives; where a distribution has none of it, what is computed from the other."""
    try:
        return first()
    except NotImplementedError as missing:
        try:
            return other()
        except NotImplementedError:
            raise missing from None


def _lacks(what: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any) -> Any:
        raise NotImplementedError(f"{what} is not implemented: {type(self).__name__}")

    return method


class Distribution:
    """A distribution to derive from (`tf.distributions.Distribution`): a subclass has `_sample_n`, `_log_prob`, ...

    Shapes: a sample is [*sample_shape, *batch_shape, *event_shape].  What a subclass lacks raises NotImplementedError.
    """

    def __init__(
        self,
        dtype: Any,
        reparameterization_type: ReparameterizationType,
        validate_args: bool,
        allow_nan_stats: bool,
        parameters: dict[str, Any] | None = None,
        graph_parents: list[Any] | None = None,
        name: str | None = None,
    ) -> None:
        if not name or name[-1] != "/":
            with name_scope(name or type(self).__name__) as opened:
                name = opened
        self._dtype = dtypes.as_dtype(dtype)
        self._reparameterization_type = reparameterization_type
        self._validate_args = validate_args
        self._allow_nan_stats = allow_nan_stats
        self._parameters = dict(parameters or {})
        self._graph_parents = graph_parents or []
        self._name = name

    name = property(lambda self: self._name)
    dtype = property(lambda self: self._dtype)
    reparameterization_type = property(lambda self: self._reparameterization_type)
    validate_args = property(lambda self: self._validate_args)
    allow_nan_stats = property(lambda self: self._allow_nan_stats)

    @property
    def parameters(self) -> dict[str, Any]:
        """The arguments that it was made with."""
        return dict(self._parameters)

    def copy(self, **override_parameters_kwargs: Any) -> Distribution:
        """A distribution made with the same arguments but for those that are given."""
        return type(self)(**{**self._parameters, **override_parameters_kwargs})

    def __repr__(self) -> str:
        return (
            f"<tfp.distributions.{type(self).__name__} '{self._name}' batch_shape={self.batch_shape} "
            f"event_shape={self.event_shape} dtype={self._dtype.name}>"
        )

    @contextmanager
    def _scope(self, name: str, values: Any = ()) -> Iterator[None]:
        with name_scope(self._name), name_scope(name, values=[*values, *self._graph_parents]):
            yield

    # ---------------------------------------------------------------- shapes

    _batch_shape_tensor = _lacks("batch_shape_tensor")
    _event_shape_tensor = _lacks("event_shape_tensor")

    def _batch_shape(self) -> Any:
        return shapes.TensorShape(None)

    def _event_shape(self) -> Any:
        return shapes.TensorShape(None)

    @property
    def batch_shape(self) -> shapes.TensorShape:
        return shapes.TensorShape(self._batch_shape())

    @property
    def event_shape(self) -> shapes.TensorShape:
        return shapes.TensorShape(self._event_shape())

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        with self._scope(name):
            return self._as_tensor(self.batch_shape, "batch_shape", self._batch_shape_tensor)

    def event_shape_tensor(self, name: str = "event_shape_tensor") -> Tensor:
        with self._scope(name):
            return self._as_tensor(self.event_shape, "event_shape", self._event_shape_tensor)

    def _as_tensor(self, known: shapes.TensorShape, name: str, otherwise: Callable[[], Tensor]) -> Tensor:
        return convert_to_tensor(known.as_list(), int32, name) if known.is_fully_defined() else otherwise()

    # ---------------------------------------------------------------- samples

    _sample_n = _lacks("sample_n")

    def sample(self, sample_shape: Any = (), seed: int | None = None, name: str = "sample") -> Tensor:
        """Draws of a shape [*sample_shape, *batch_shape, *event_shape].  Raises ValueError for a shape of rank 2."""
        with self._scope(name, [sample_shape]):
            wanted = convert_to_tensor(sample_shape, int32, "sample_shape")
            known = constant_value(wanted)
            count = reduce_prod(wanted) if known is None else np.prod(known, dtype=np.int32)
            rank = None if wanted._shape is None else len(wanted._shape)
            if rank == 0:
                one = known is not None
                wanted = (
                    convert_to_tensor(np.array([known], np.int32), name="sample_shape")
                    if one
                    else identities.reshape(wanted, [1])
                )
            elif rank is None:
                wanted = identities.reshape(wanted, [-1])
            elif rank > 1:
                raise ValueError("Input is neither scalar nor vector.")
            drawn = self._sample_n(count, seed)
            inner = identities.shape(drawn)[1:]
            drawn = identities.reshape(drawn, joining.concat([wanted, inner], 0))
            drawn.set_shape(self._shape_of_samples(constant_value(wanted)))
            return drawn

    def _shape_of_samples(self, sample_shape: Any) -> shapes.MaybeShape:
        drawn = None if sample_shape is None else tuple(int(size) for size in sample_shape)
        known: list[shapes.MaybeShape] = [drawn, shapes.as_tuple(self.batch_shape), shapes.as_tuple(self.event_shape)]
        return None if None in known else tuple(size for part in known for size in part or ())

    # ---------------------------------------------------------------- probabilities

    _prob = _lacks("prob")
    _log_prob = _lacks("log_prob")
    _cdf = _lacks("cdf")
    _log_cdf = _lacks("log_cdf")
    _survival_function = _lacks("survival_function")
    _log_survival_function = _lacks("log_survival_function")
    _quantile = _lacks("quantile")

    def _asked(self, value: Any, name: str, first: Callable[[Any], Any], other: Callable[[Any], Any]) -> Any:
        with self._scope(name, [value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self._dtype)
            return _either(lambda: first(value), lambda: other(value))

    def log_prob(self, value: Any, name: str = "log_prob") -> Tensor:
        found: Tensor = self._asked(value, name, self._log_prob, lambda x: elementwise.log(self._prob(x)))
        return found

    def prob(self, value: Any, name: str = "prob") -> Tensor:
        found: Tensor = self._asked(value, name, self._prob, lambda x: elementwise.exp(self._log_prob(x)))
        return found

    def log_cdf(self, value: Any, name: str = "log_cdf") -> Tensor:
        found: Tensor = self._asked(value, name, self._log_cdf, lambda x: elementwise.log(self._cdf(x)))
        return found

    def cdf(self, value: Any, name: str = "cdf") -> Tensor:
        """The probability of at most that value."""
        found: Tensor = self._asked(value, name, self._cdf, lambda x: elementwise.exp(self._log_cdf(x)))
        return found

    def survival_function(self, value: Any, name: str = "survival_function") -> Tensor:
        """The probability of more than that value."""
        found: Tensor = self._asked(value, name, self._survival_function, lambda x: 1.0 - self.cdf(x))
        return found

    def log_survival_function(self, value: Any, name: str = "log_survival_function") -> Tensor:
        found: Tensor = self._asked(value, name, self._log_survival_function, lambda x: elementwise.log1p(-self.cdf(x)))
        return found

    # ---------------------------------------------------------------- statistics

    _entropy = _lacks("entropy")
    _mean = _lacks("mean")
    _variance = _lacks("variance")
    _stddev = _lacks("stddev")
    _covariance = _lacks("covariance")
    _mode = _lacks("mode")

    def entropy(self, name: str = "entropy") -> Tensor:
        with self._scope(name):
            found: Tensor = self._entropy()
            return found

    def mean(self, name: str = "mean") -> Tensor:
        with self._scope(name):
            found: Tensor = self._mean()
            return found

    def mode(self, name: str = "mode") -> Tensor:
        with self._scope(name):
            found: Tensor = self._mode()
            return found

    def covariance(self, name: str = "covariance") -> Tensor:
        with self._scope(name):
            found: Tensor = self._covariance()
            return found

    def variance(self, name: str = "variance") -> Tensor:
        with self._scope(name):
            found: Tensor = _either(self._variance, lambda: elementwise.square(self._stddev()))
            return found

    def stddev(self, name: str = "stddev") -> Tensor:
        with self._scope(name):
            found: Tensor = _either(self._stddev, lambda: elementwise.sqrt(self._variance()))
            return found

    def kl_divergence(self, other: Distribution, name: str = "kl_divergence") -> Tensor:
        """The Kullback-Leibler divergence of another distribution from this one."""
        with self._scope(name):
            return kl_divergence(self, other, self._allow_nan_stats)

    def cross_entropy(self, other: Distribution, name: str = "cross_entropy") -> Tensor:
        with self._scope(name), name_scope(None, "cross_entropy"):
            found: Tensor = self.entropy() + kl_divergence(self, other, self._allow_nan_stats)
            return found


class _OfScalars(Distribution):
    """A distribution of numbers."""

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=int32)

    def _event_shape(self) -> Any:
        return shapes.TensorShape([])


# ---------------------------------------------------------------- those of real numbers


class Normal(_OfScalars):
    """The normal distribution (`tf.distributions.Normal`): mean `loc`, standard deviation `scale`, of shapes that fit.

    With `validate_args` a scale that is not positive is an error of the run.  Raises ValueError for types that are no
    floats or not the same.
    """

    def __init__(
        self, loc: Any, scale: Any, validate_args: bool = False, allow_nan_stats: bool = True, name: str = "Normal"
    ) -> None:
        given = {key: value for key, value in locals().items() if key not in ("self", "__class__")}
        with name_scope(name, values=[loc, scale]) as scope:
            with control_dependencies([checks.assert_positive(scale)] if validate_args else []):
                self.loc = identities.identity(loc, name="loc")
                self.scale = identities.identity(scale, name="scale")
            checks.assert_same_float_dtype([self.loc, self.scale])
        parents = [self.loc, self.scale]
        super().__init__(self.scale.dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, given, parents, scope)

    def _batch_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(identities.shape(self.loc), identities.shape(self.scale))

    def _batch_shape(self) -> Any:
        return broadcast_static_shape(self.loc.shape, self.scale.shape)

    def _sample_n(self, n: Any, seed: int | None = None) -> Any:
        shape = joining.concat([[n], self.batch_shape_tensor()], 0)
        drawn = random.random_normal(shape=shape, mean=0.0, stddev=1.0, dtype=self.loc.dtype, seed=seed)
        return drawn * self.scale + self.loc

    def _log_prob(self, x: Any) -> Any:
        unnormalized = -0.5 * elementwise.square(self._z(x))
        return unnormalized - (0.5 * math.log(2.0 * math.pi) + elementwise.log(self.scale))

    def _z(self, x: Any) -> Any:
        with name_scope("standardize", values=[x]):
            return (x - self.loc) / self.scale

    def _cdf(self, x: Any) -> Any:
        z = self._z(x)
        with name_scope("ndtr", values=[z]):
            return _normal_cdf(z)

    def _survival_function(self, x: Any) -> Any:
        z = -self._z(x)
        with name_scope("ndtr", values=[z]):
            return _normal_cdf(z)

    def _entropy(self) -> Any:
        scale = self.scale * filling.ones_like(self.loc)
        return 0.5 * math.log(2.0 * math.pi * math.e) + elementwise.log(scale)

    def _mean(self) -> Any:
        return self.loc * filling.ones_like(self.scale)

    _mode = _mean

    def _stddev(self) -> Any:
        return self.scale * filling.ones_like(self.loc)


def _normal_cdf(x: Tensor) -> Any:
    half = constant(0.5 * np.sqrt(2.0), dtype=x.dtype, name="half_sqrt_2")
    w = x * half
    z = elementwise.abs(w)
    within = less(z, half)
    near = 1.0 + erf(w)
    above, upper, lower = greater(w, 0.0), 2.0 - erfc(z), erfc(z)
    return 0.5 * masks.where_v2(within, near, masks.where_v2(above, upper, lower))


class Uniform(_OfScalars):
    """Numbers of [low, high), all equally likely (`tf.distributions.Uniform`).

    With `validate_args` bounds that leave no room are an error of the run.  Raises ValueError for types that are no
    floats or not the same.
    """

    def __init__(
        self,
        low: Any = 0.0,
        high: Any = 1.0,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Uniform",
    ) -> None:
        given = {key: value for key, value in locals().items() if key not in ("self", "__class__")}
        message = "uniform not defined when low >= high."
        with name_scope(name, values=[low, high]) as scope:
            check = [checks.assert_less(low, high, message=message)] if validate_args else []
            with control_dependencies(check):
                self.low = identities.identity(low, name="low")
                self.high = identities.identity(high, name="high")
                checks.assert_same_float_dtype([self.low, self.high])
        parents = [self.low, self.high]
        super().__init__(self.low.dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, given, parents, scope)

    def range(self, name: str = "range") -> Any:
        """How long the interval is."""
        with self._scope(name):
            return self.high - self.low

    def _batch_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(identities.shape(self.low), identities.shape(self.high))

    def _batch_shape(self) -> Any:
        return broadcast_static_shape(self.low.shape, self.high.shape)

    def _sample_n(self, n: Any, seed: int | None = None) -> Any:
        shape = joining.concat([[n], self.batch_shape_tensor()], 0)
        drawn = random.random_uniform(shape=shape, dtype=self.dtype, seed=seed)
        return self.low + self.range() * drawn

    def _prob(self, x: Any) -> Any:
        x = x * constants.ones(self.batch_shape_tensor(), dtype=x.dtype)
        is_nan = elementwise.is_nan(x)
        outside = logical_or(x < self.low, x >= self.high)
        zeros, inside = filling.zeros_like(x), filling.ones_like(x) / self.range()
        return masks.where_v2(is_nan, x, masks.where_v2(outside, zeros, inside))

    def _cdf(self, x: Any) -> Any:
        shape = broadcast_dynamic_shape(identities.shape(x), self.batch_shape_tensor())
        zeros, ones = constants.zeros(shape, dtype=self.dtype), constants.ones(shape, dtype=self.dtype)
        broadcast = x * ones
        below = masks.where_v2(x < self.low, zeros, (broadcast - self.low) / self.range())
        return masks.where_v2(x >= self.high, ones, below)

    def _entropy(self) -> Any:
        return elementwise.log(self.range())

    def _mean(self) -> Any:
        return (self.low + self.high) / 2.0

    def _variance(self) -> Any:
        return elementwise.square(self.range()) / 12.0

    def _stddev(self) -> Any:
        return self.range() / math.sqrt(12.0)


# ---------------------------------------------------------------- those of classes


def _logits_and_probs(logits: Any, probs: Any, validate_args: bool, of_classes: bool, scope: str) -> tuple[Any, Any]:
    if validate_args:
        raise NotImplementedError(
            "tuigraph does not check the arguments of such distributions: leave validate_args out."
        )
    with name_scope(scope, values=[probs, logits]):
        if (probs is None) == (logits is None):
            raise ValueError("Must pass probs or logits, but not both.")
        if probs is None:
            logits = convert_to_tensor(logits, name="logits")
            if not logits.dtype.is_floating:
                raise TypeError("logits must having floating type.")
            return logits, (softmax if of_classes else elementwise.sigmoid)(logits, name="probs")
        probs = convert_to_tensor(probs, name="probs")
        if not probs.dtype.is_floating:
            raise TypeError("probs must having floating type.")
        with name_scope("logits"):
            if of_classes:
                return elementwise.log(probs), probs
            return elementwise.log(probs) - elementwise.log1p(-1.0 * probs), probs


class Bernoulli(_OfScalars):
    """1 with the probability `probs`, or ``sigmoid(logits)``, else 0 (`tf.distributions.Bernoulli`).

    Raises ValueError for both or neither, TypeError for what is no float, NotImplementedError with `validate_args`.
    """

    def __init__(
        self,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = int32,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Bernoulli",
    ) -> None:
        given = {key: value for key, value in locals().items() if key not in ("self", "__class__")}
        with name_scope(name) as scope:
            self.logits, self.probs = _logits_and_probs(logits, probs, validate_args, False, scope)
        parents = [self.logits, self.probs]
        super().__init__(dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, given, parents, scope)

    def _batch_shape_tensor(self) -> Tensor:
        return identities.shape(self.logits)

    def _batch_shape(self) -> Any:
        return self.logits.shape

    def _sample_n(self, n: Any, seed: int | None = None) -> Any:
        shape = joining.concat([[n], self.batch_shape_tensor()], 0)
        uniform = random.random_uniform(shape, seed=seed, dtype=self.probs.dtype)
        return cast(less(uniform, self.probs), self.dtype)

    def _log_prob(self, event: Any) -> Any:
        event, logits = cast(event, self.logits.dtype), self.logits
        if not (shapes.is_static(event._shape) and event._shape == logits._shape):
            logits, event = filling.ones_like(event) * logits, filling.ones_like(logits) * event
        return -sigmoid_cross_entropy_with_logits(labels=event, logits=logits)

    def _entropy(self) -> Any:
        return -self.logits * (elementwise.sigmoid(self.logits) - 1) + softplus(-self.logits)

    def _mean(self) -> Any:
        return identities.identity(self.probs)

    def _variance(self) -> Any:
        return self._mean() * (1.0 - self.probs)

    def _mode(self) -> Any:
        return cast(self.probs > 0.5, self.dtype)


class Categorical(_OfScalars):
    """One of k classes, with `probs` [..., k] or ``softmax(logits)`` (`tf.distributions.Categorical`).

    Raises ValueError for both or neither, TypeError for what is no float, NotImplementedError with `validate_args`.
    """

    def __init__(
        self,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = int32,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Categorical",
    ) -> None:
        given = {key: value for key, value in locals().items() if key not in ("self", "__class__")}
        with name_scope(name, values=[logits, probs]) as scope:
            self.logits, self.probs = _logits_and_probs(logits, probs, validate_args, True, scope)
            known = self.logits._shape
            shapes.with_rank_at_least(known, 1)
            if known is None:
                with name_scope("batch_rank"):
                    self._batch_rank = identities.rank(self.logits) - 1
            else:
                self._batch_rank = convert_to_tensor(len(known) - 1, int32, "batch_rank")
            shape = identities.shape(self.logits, name="logits_shape")
            if known is None or known[-1] is None:
                with name_scope("event_size"):
                    self._event_size = shape[self._batch_rank]
            else:
                self._event_size = convert_to_tensor(known[-1], int32, "event_size")
            if known is None or not shapes.is_static(known[:-1]):
                with name_scope("batch_shape"):
                    self._batch = shape[:-1]
            else:
                self._batch = constant(list(known[:-1]), dtype=int32, name="batch_shape")
        parents = [self.logits, self.probs]
        super().__init__(dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, given, parents, scope)

    @property
    def event_size(self) -> Any:
        """How many classes there are."""
        return self._event_size

    def _batch_shape_tensor(self) -> Tensor:
        return identities.identity(self._batch)

    def _batch_shape(self) -> Any:
        return self.logits.shape[:-1]

    def _sample_n(self, n: Any, seed: int | None = None) -> Any:
        logits = self.logits
        if logits._shape is None or len(logits._shape) != 2:
            logits = identities.reshape(logits, [-1, self._event_size])
        kind = dtypes.int64 if self.dtype.size > 4 else int32
        drawn = random.multinomial(logits, n, seed=seed, output_dtype=kind)
        drawn = transpose(drawn)
        return cast(identities.reshape(drawn, joining.concat([[n], self.batch_shape_tensor()], 0)), self.dtype)

    def _with_event(self, event: Any, params: Any) -> tuple[Any, Any]:
        """Classes and what is known of them, in shapes that go together."""
        event = convert_to_tensor(event, name="k")
        if event.dtype.is_floating:
            event = cast(event, int32)
        elif not event.dtype.is_integer:
            raise TypeError(f"`value` should have integer `dtype` or `self.dtype` ({self.dtype.base_dtype!r})")
        known = params._shape
        static = known is not None and shapes.is_static(known[:-1]) and shapes.is_static(event._shape)
        if not static or known[:-1] != event._shape:
            params = params * filling.ones_like(event[..., None], dtype=params.dtype)
            event = event * constants.ones(identities.shape(params)[:-1], dtype=event.dtype)
            if params._shape is not None:
                event.set_shape(params._shape[:-1])
        return event, params

    def _log_prob(self, k: Any) -> Any:
        labels, logits = self._with_event(k, self.logits)
        return -sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)

    def _cdf(self, k: Any) -> Any:
        k, probs = self._with_event(k, self.probs)
        probs = identities.reshape(probs, (-1, self._event_size))
        mask = filling.sequence_mask(identities.reshape(k, [-1]), self._event_size)
        total = reduce_sum(masks.where(mask, probs, filling.zeros_like(probs)), axis=-1)
        return identities.reshape(total, identities.shape(k))

    def _entropy(self) -> Any:
        return -reduce_sum(log_softmax(self.logits) * self.probs, axis=-1)

    def _mode(self) -> Any:
        best = cast(argmax(self.logits, axis=self._batch_rank), self.dtype)
        best.set_shape(self.batch_shape)
        return best


# ---------------------------------------------------------------- how they differ

_divergences: dict[tuple[type, type], Callable[..., Any]] = {}


class RegisterKL:
    """Makes a function the divergence of two kinds of distributions (`tf.distributions.RegisterKL`).

    Raises TypeError for what cannot be called, ValueError where there is one.
    """

    def __init__(self, dist_cls_a: type, dist_cls_b: type) -> None:
        self._key = (dist_cls_a, dist_cls_b)

    def __call__(self, kl_fn: Callable[..., Any]) -> Callable[..., Any]:
        if not callable(kl_fn):
            raise TypeError(f"kl_fn must be callable, received: {kl_fn}")
        if self._key in _divergences:
            raise ValueError(
                f"KL({self._key[0].__name__} || {self._key[1].__name__}) has already been registered to: "
                f"{_divergences[self._key]}"
            )
        _divergences[self._key] = kl_fn
        return kl_fn


def kl_divergence(
    distribution_a: Distribution, distribution_b: Distribution, allow_nan_stats: bool = True, name: str | None = None
) -> Tensor:
    """The Kullback-Leibler divergence KL(a || b) (`tf.distributions.kl_divergence`), in the shape of the batch.

    Raises NotImplementedError for kinds of which none is registered.
    """
    kinds = type(distribution_a), type(distribution_b)
    ways = [
        (i + j, _divergences[a, b])
        for i, a in enumerate(kinds[0].__mro__)
        for j, b in enumerate(kinds[1].__mro__)
        if (a, b) in _divergences
    ]
    if not ways:
        raise NotImplementedError(
            "No KL(distribution_a || distribution_b) registered for distribution_a type "
            f"{kinds[0].__name__} and distribution_b type {kinds[1].__name__}"
        )
    with name_scope("KullbackLeibler"):
        found: Tensor = min(ways, key=lambda way: way[0])[1](distribution_a, distribution_b, name=name)
        if allow_nan_stats:
            return found
        found = identities.identity(found, name="kl")
        said = (
            f"KL calculation between {distribution_a.name} and {distribution_b.name} returned NaN values (and was "
            "called with allow_nan_stats=False). Values:"
        )
        with control_dependencies([Assert(logical_not(reduce_any(elementwise.is_nan(found))), [said, found])]):
            return identities.identity(found, name="checked_kl")


@RegisterKL(Normal, Normal)
def _normal_divergence(a: Normal, b: Normal, name: str | None = None) -> Any:
    with name_scope(name, "kl_normal_normal", [a.loc, b.loc]):
        one, two, half = (constant(number, dtype=a.dtype) for number in (1, 2, 0.5))
        own, other = elementwise.square(a.scale), elementwise.square(b.scale)
        ratio = own / other
        apart = arithmetic.squared_difference(a.loc, b.loc) / (two * other)
        return apart + half * (ratio - one - elementwise.log(ratio))


@RegisterKL(Bernoulli, Bernoulli)
def _bernoulli_divergence(a: Bernoulli, b: Bernoulli, name: str | None = None) -> Any:
    with name_scope(name, "kl_bernoulli_bernoulli", [a.logits, b.logits]):
        of_zero = softplus(-b.logits) - softplus(-a.logits)
        of_one = softplus(b.logits) - softplus(a.logits)
        return elementwise.sigmoid(a.logits) * of_zero + elementwise.sigmoid(-a.logits) * of_one


@RegisterKL(Categorical, Categorical)
def _categorical_divergence(a: Categorical, b: Categorical, name: str | None = None) -> Any:
    with name_scope(name, "kl_categorical_categorical", [a.logits, b.logits]):
        apart = log_softmax(a.logits) - log_softmax(b.logits)
        return reduce_sum(softmax(a.logits) * apart, axis=-1)
