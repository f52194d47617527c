"""Initializers: what gives a variable its first value, as ``initializer(shape, dtype)`` (`tf.initializers`).

Each can say how it was made (`get_config`) and be made again from that (`from_config`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import constants, random
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.ops.layout import matrix_transpose


class Initializer:
    """The base of initializers.  A subclass has `_make`; its public attributes are its configuration."""

    dtype: dtypes.DType

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """A tensor of a shape (a list of ints) and of `dtype`, by default the initializer's own."""
        kind = self.dtype if dtype is None else dtypes.as_dtype(dtype)
        return self._make(shape, kind) if partition_info is None else self._make_part(shape, kind, partition_info)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        raise NotImplementedError

    def _make_part(self, shape: Any, dtype: dtypes.DType, whole: Any) -> Tensor:
        """A part of a variable; `whole` says the shape of all of it, and where the part begins."""
        return self._make(shape, dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal initializer."""
        found = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return {**found, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Initializer:
        return cls(**config)


def _float(dtype: Any) -> dtypes.DType:
    kind = dtypes.as_dtype(dtype)
    if not kind.is_floating:
        raise ValueError(f"Expected floating point type, got {kind}.")
    return kind


# ---------------------------------------------------------------- one number everywhere, or given numbers


class Zeros(Initializer):
    def __init__(self, dtype: Any = dtypes.float32) -> None:
        self.dtype = dtypes.as_dtype(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return constants.zeros(shape, dtype)


class Ones(Initializer):
    def __init__(self, dtype: Any = dtypes.float32) -> None:
        self.dtype = dtypes.as_dtype(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return constants.ones(shape, dtype)


class Constant(Initializer):
    """The given numbers, of which the last is repeated to fill the shape.

    Raises TypeError for a value that is no number, list, tuple or array; with `verify_shape` for another shape.
    """

    def __init__(self, value: Any = 0, dtype: Any = dtypes.float32, verify_shape: bool = False) -> None:
        if not (np.isscalar(value) or isinstance(value, (list, tuple, np.ndarray))):
            raise TypeError(
                f"Invalid type for initial value: {type(value)} "
                "(expected Python scalar, list or tuple of values, or numpy.ndarray)."
            )
        self.value = value
        self.dtype = dtypes.as_dtype(dtype)
        self._verify_shape = verify_shape

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None, verify_shape: bool | None = None
    ) -> Tensor:
        verify = self._verify_shape if verify_shape is None else verify_shape
        return constants.constant(self.value, self.dtype if dtype is None else dtype, shape, verify_shape=verify)


# ---------------------------------------------------------------- draws


class RandomUniform(Initializer):
    def __init__(
        self, minval: Any = 0, maxval: Any = None, seed: int | None = None, dtype: Any = dtypes.float32
    ) -> None:
        self.minval = minval
        self.maxval = maxval
        self.seed = seed
        self.dtype = dtypes.as_dtype(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return random.random_uniform(shape, self.minval, self.maxval, dtype, seed=self.seed)


class RandomNormal(Initializer):
    def __init__(
        self, mean: Any = 0.0, stddev: Any = 1.0, seed: int | None = None, dtype: Any = dtypes.float32
    ) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = seed
        self.dtype = _float(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return random.random_normal(shape, self.mean, self.stddev, dtype, seed=self.seed)


class TruncatedNormal(RandomNormal):
    """Normal numbers within two standard deviations of the mean."""

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, seed=self.seed)


class UniformUnitScaling(Initializer):
    """Uniform numbers that keep the scale of the input: up to sqrt(3 / inputs) factor."""

    def __init__(self, factor: float = 1.0, seed: int | None = None, dtype: Any = dtypes.float32) -> None:
        self.factor = factor
        self.seed = seed
        self.dtype = _float(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return self._drawn(shape, dtype, shape)

    def _make_part(self, shape: Any, dtype: dtypes.DType, whole: Any) -> Tensor:
        return self._drawn(shape, dtype, whole.full_shape)

    def _drawn(self, shape: Any, dtype: dtypes.DType, scaled_by: Any) -> Tensor:
        inputs = max(float(math.prod(_entries(scaled_by)[:-1])), 1.0)
        limit = math.sqrt(3 / inputs) * self.factor
        return random.random_uniform(shape, -limit, limit, dtype, seed=self.seed)


def _entries(shape: Any) -> list[int]:
    known = shapes.as_tuple(shape)
    if known is None or None in known:
        raise ValueError(f"This initializer needs a fully known shape, not {shapes.text(known)}.")
    return [d for d in known if d is not None]


def _fans(shape: Any) -> tuple[int, int]:
    """How many inputs and outputs each unit has: a matrix is [inputs, outputs], a filter [..., inputs, outputs]."""
    known = _entries(shape)
    if len(known) < 2:
        number = known[0] if known else 1
        return number, number
    field = math.prod(known[:-2])
    return known[-2] * field, known[-1] * field


class VarianceScaling(Initializer):
    """Numbers of variance scale / n, where n is the number of inputs, of outputs, or their mean (`mode`).

    `mode`: fan_in, fan_out or fan_avg; `distribution`: truncated_normal (or normal), untruncated_normal or uniform.
    Raises ValueError for others, and for a scale that is not positive.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        dtype: Any = dtypes.float32,
    ) -> None:
        if scale <= 0.0:
            raise ValueError("`scale` must be positive float.")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"Invalid `mode` argument: {mode!r} (fan_in, fan_out or fan_avg)")
        distribution = distribution.lower()
        if distribution not in ("normal", "uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                f"Invalid `distribution` argument: {distribution!r} (truncated_normal, untruncated_normal or uniform)"
            )
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.seed = seed
        self.dtype = _float(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        return self._drawn(shape, dtype, shape)

    def _make_part(self, shape: Any, dtype: dtypes.DType, whole: Any) -> Tensor:
        return self._drawn(shape, dtype, whole.full_shape)

    def _drawn(self, shape: Any, dtype: dtypes.DType, scaled_by: Any) -> Tensor:
        inputs, outputs = _fans(scaled_by)
        units = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2.0}[self.mode]
        variance = self.scale / max(1.0, units)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random.random_uniform(shape, -limit, limit, dtype, seed=self.seed)
        if self.distribution == "untruncated_normal":
            return random.random_normal(shape, 0.0, math.sqrt(variance), dtype, seed=self.seed)
        stddev = math.sqrt(variance) / 0.87962566103423978  # that of a normal cut off at two standard deviations
        return random.truncated_normal(shape, 0.0, stddev, dtype, seed=self.seed)


class _Glorot(VarianceScaling):
    """`dtype` is not looked at, as in TensorFlow: the call says the type."""

    _distribution: str

    def __init__(self, seed: int | None = None, dtype: Any = dtypes.float32) -> None:
        super().__init__(1.0, "fan_avg", self._distribution, seed)

    def get_config(self) -> dict[str, Any]:
        return {"seed": self.seed, "dtype": self.dtype.name}


class GlorotUniform(_Glorot):
    _distribution = "uniform"


class GlorotNormal(_Glorot):
    _distribution = "truncated_normal"


def _scaled(scale: float, distribution: str) -> Callable[..., VarianceScaling]:
    def make(seed: int | None = None) -> VarianceScaling:
        return VarianceScaling(scale, "fan_in", distribution, seed)

    return make


lecun_normal = _scaled(1.0, "truncated_normal")
lecun_uniform = _scaled(1.0, "uniform")
he_normal = _scaled(2.0, "truncated_normal")
he_uniform = _scaled(2.0, "uniform")


# ---------------------------------------------------------------- matrices


class Orthogonal(Initializer):
    """A matrix with orthogonal rows or columns, `gain` times.  Raises ValueError for less than two dimensions."""

    def __init__(self, gain: float = 1.0, seed: int | None = None, dtype: Any = dtypes.float32) -> None:
        self.gain = gain
        self.seed = seed
        self.dtype = _float(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        known = _entries(shape)
        if len(known) < 2:
            raise ValueError("The tensor to initialize must be at least two-dimensional")
        rows, columns = math.prod(known[:-1]), known[-1]
        drawn = random.random_normal((max(rows, columns), min(rows, columns)), dtype=dtype, seed=self.seed)
        q, r = apply("Qr", drawn, full_matrices=False).outputs
        signs = apply("Sign", apply("DiagPart", r).outputs[0]).outputs[0]
        turned = q * signs
        if rows < columns:
            turned = matrix_transpose(turned)
        return self.gain * reshape(turned, shape)


class Identity(Initializer):
    """The identity matrix, `gain` times.  Raises ValueError for other than two dimensions."""

    def __init__(self, gain: float = 1.0, dtype: Any = dtypes.float32) -> None:
        self.gain = gain
        self.dtype = _float(dtype)

    def _make(self, shape: Any, dtype: dtypes.DType) -> Tensor:
        from tuigraph.engine.ops.diagonals import eye

        known = _entries(shape)
        if len(known) != 2:
            raise ValueError("Identity matrix initializer can only be used for 2D matrices.")
        return self.gain * eye(known[0], known[1], dtype=dtype)

    def _make_part(self, shape: Any, dtype: dtypes.DType, whole: Any) -> Tensor:
        from tuigraph.engine.ops.diagonals import eye

        rows, columns = whole.full_shape
        cut = apply("Slice", eye(rows, columns, dtype=dtype), whole.var_offset, shape).outputs[0]
        return self.gain * cut


# ---------------------------------------------------------------- tf.contrib.layers


def contrib_variance_scaling(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = dtypes.float32,
) -> Callable[..., Tensor]:
    """Numbers of variance factor / n (`tf.contrib.layers.variance_scaling_initializer`).

    Raises TypeError for another mode than FAN_IN, FAN_OUT and FAN_AVG and for types other than floats.
    """
    default = dtypes.as_dtype(dtype)
    if not default.is_floating:
        raise TypeError("Cannot create initializer for non-floating point type.")
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError(f"Unknown mode {mode} [FAN_IN, FAN_OUT, FAN_AVG]")

    def make(shape: Any, dtype: Any = default, partition_info: Any = None) -> Tensor:
        inputs, outputs = _fans(shape)
        units = {"FAN_IN": inputs, "FAN_OUT": outputs, "FAN_AVG": (inputs + outputs) / 2.0}[mode]
        if uniform:
            limit = math.sqrt(3.0 * factor / units)
            return random.random_uniform(shape, -limit, limit, dtype, seed=seed)
        return random.truncated_normal(shape, 0.0, math.sqrt(1.3 * factor / units), dtype, seed=seed)

    return make


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = dtypes.float32
) -> Callable[..., Tensor]:
    """Glorot's initialization (`tf.contrib.layers.xavier_initializer`)."""
    return contrib_variance_scaling(1.0, "FAN_AVG", uniform, seed, dtype)


zeros_initializer = Zeros
ones_initializer = Ones
constant_initializer = Constant
random_uniform_initializer = RandomUniform
random_normal_initializer = RandomNormal
truncated_normal_initializer = TruncatedNormal
uniform_unit_scaling_initializer = UniformUnitScaling
variance_scaling_initializer = VarianceScaling
glorot_uniform_initializer = GlorotUniform
glorot_normal_initializer = GlorotNormal
orthogonal_initializer = Orthogonal
