"""Dense layers, `flatten` and `dropout` of `tf.layers`, as classes and as functions.

With a `name` and ``reuse=True`` a layer shares the variables of an earlier one of that name.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import identities
from tuigraph.engine.ops import layers as ops
from tuigraph.engine.ops.layout import transpose
from tuigraph.engine.ops.linalg import matmul
from tuigraph.training.convolution_layers import ZEROS, normalized_format
from tuigraph.training.layer import InputSpec, Layer, Weighted, called, smart_cond


def _affine(inputs: Tensor, kernel: Any, bias: Any) -> Tensor:
    """``inputs @ kernel + bias`` along the last dimension; `bias` may be None."""
    known = inputs._shape
    if known is not None and len(known) > 2:
        from tuigraph.engine.ops.contractions import tensordot

        outputs = tensordot(inputs, kernel, [[len(known) - 1], [0]])
        outputs.set_shape((*known[:-1], kernel._shape[-1]))
    else:
        outputs = matmul(inputs, kernel)
    return outputs if bias is None else ops.bias_add(outputs, bias)


def _width(known: shapes.MaybeShape, dtype: Any) -> int:
    """The last dimension of inputs that a dense layer can take."""
    if not (dtype.is_floating or dtype.is_complex):
        raise TypeError(f"Unable to build `Dense` layer with non-floating point dtype {dtype!r}")
    size = known[-1] if known else None
    if size is None:
        raise ValueError("The last dimension of the inputs to `Dense` should be defined. Found `None`.")
    return int(size)


class Dense(Weighted):
    """``activation(inputs @ kernel + bias)`` along the last dimension (`tf.layers.Dense`).

    Inputs have a rank of at least 2 and a known last dimension n; the kernel has shape (n, units), the bias (units,).
    Raises ValueError for other inputs, TypeError for inputs that are not floating point.
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            *(activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer),
            *(kernel_constraint, bias_constraint),
            activity_regularizer=activity_regularizer,
            trainable=trainable,
            name=name,
            **options,
        )
        self.units = int(units)
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        size = _width(shapes.as_tuple(input_shape), self._dtype or dtypes.float32)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})
        self._add_kernel([size, self.units])
        self._add_bias(self.units)
        self.built = True

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        return self._activated(_affine(inputs, self.kernel, self.bias))

    def compute_output_shape(self, input_shape: Any) -> shapes.TensorShape:
        known = shapes.as_tuple(input_shape) or ()
        shapes.with_rank_at_least(known, 2)
        return shapes.TensorShape((*known[:-1], self.units))


class Flatten(Layer):
    """All dimensions but the first as one (`tf.layers.Flatten`)."""

    def __init__(self, data_format: str | None = "channels_last", **options: Any) -> None:
        super().__init__(**options)
        self.data_format = normalized_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        known: tuple[int | None, ...] = inputs._shape or ()
        if self.data_format == "channels_first" and len(known) > 1:
            inputs = transpose(inputs, [0, *range(2, len(known)), 1])
        outputs = identities.reshape(inputs, (known[0] or identities.shape(inputs)[0], -1))
        outputs.set_shape(self.compute_output_shape(known))
        return outputs

    def compute_output_shape(self, input_shape: Any) -> shapes.TensorShape:
        known = shapes.as_tuple(input_shape) or ()
        return shapes.TensorShape((known[0], shapes.count(known[1:])))


class Dropout(Layer):
    """Zeroes a share `rate` of the elements and scales the others up, while training (`tf.layers.Dropout`)."""

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(name=name, **options)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def call(self, inputs: Any, training: Any = False, **kwargs: Any) -> Tensor:
        chosen: Tensor = smart_cond(training, lambda: self._dropped(inputs), lambda: identities.identity(inputs))
        return chosen

    def _dropped(self, inputs: Tensor) -> Tensor:
        noise_shape = None
        if self.noise_shape is not None:
            sizes = identities.shape(inputs)
            noise_shape = convert_to_tensor([sizes[i] if n is None else n for i, n in enumerate(self.noise_shape)])
        return ops.dropout(inputs, noise_shape=noise_shape, seed=self.seed, rate=self.rate)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def dense(
    inputs: Any,
    units: int,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """A layer of `Dense`, called (`tf.layers.dense`)."""
    return called(
        Dense,
        inputs,
        *(units, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer),
        *(activity_regularizer, kernel_constraint, bias_constraint, trainable),
        name=name,
        reuse=reuse,
        dtype=convert_to_tensor(inputs).dtype.base_dtype,
    )


def flatten(inputs: Any, name: str | None = None, data_format: str = "channels_last") -> Tensor:
    """A layer of `Flatten`, called (`tf.layers.flatten`)."""
    made: Tensor = Flatten(name=name, data_format=data_format)(inputs)
    return made


def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Tensor:
    """A layer of `Dropout`, called (`tf.layers.dropout`).

    `training`: a bool, or a tensor that says it when the graph runs.
    """
    made: Tensor = Dropout(rate, noise_shape, seed, name)(inputs, training=training)
    return made
