"""Layers of convolutions: `conv1d`, `conv2d` and `conv2d_transpose` of `tf.layers`, as classes and as functions.

Images are [n, height, width, channels], sequences [n, steps, channels]; with ``channels_first`` the channels stand
behind n.  All raise ValueError for inputs of another rank or of unknown channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuigraph.engine import initializers, shapes
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import convolution, identities, joining
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.layers import bias_add
from tuigraph.training.layer import InputSpec, Layer

ZEROS = initializers.Zeros()


def normalized_tuple(value: Any, count: int, name: str) -> tuple[int, ...]:
    """`count` whole numbers, from one number or as many.  Raises ValueError for anything else."""
    if isinstance(value, int):
        return (value,) * count
    wrong = f"The `{name}` argument must be a tuple of {count} integers. Received: {value}"
    try:
        found = tuple(int(v) for v in value)
    except (TypeError, ValueError):
        raise ValueError(wrong) from None
    if len(found) != count:
        raise ValueError(wrong)
    return found


def normalized_padding(value: str) -> str:
    """``valid`` or ``same`` in small letters.  Raises ValueError for another padding."""
    if value.lower() not in ("valid", "same"):
        raise ValueError(
            f'The `padding` argument must be a list/tuple or one of "valid", "same" (or "causal", only for `Conv1D). '
            f"Received: {value.lower()}"
        )
    return value.lower()


def normalized_format(value: str | None) -> str:
    """``channels_last`` or ``channels_first``.  Raises ValueError for another order."""
    found = (value or "channels_last").lower()
    if found not in ("channels_first", "channels_last"):
        raise ValueError(
            f'The `data_format` argument must be one of "channels_first", "channels_last". Received: {value}'
        )
    return found


def format_of_ops(data_format: str, rank: int) -> str:
    """The same order as operations name it: ``NWC`` or ``NHWC`` and so on."""
    spatial = "DHW"[3 - rank :]
    return f"N{spatial}C" if data_format == "channels_last" else f"NC{spatial}"


class _Convolution(Layer):
    """A kernel and a bias over `rank` spatial dimensions."""

    rank = 2
    _tells_dilation = True

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
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
        super().__init__(trainable=trainable, name=name, activity_regularizer=activity_regularizer, **options)
        self.filters = filters
        self.kernel_size = normalized_tuple(kernel_size, self.rank, "kernel_size")
        self.strides = normalized_tuple(strides, self.rank, "strides")
        self.padding = normalized_padding(padding)
        self.data_format = normalized_format(data_format)
        self.dilation_rate = normalized_tuple(dilation_rate, self.rank, "dilation_rate")
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.kernel: Any = None
        self.bias: Any = None
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, channels, self.filters)

    def build(self, input_shape: Any) -> None:
        axis = 1 if self.data_format == "channels_first" else -1
        channels = shapes.as_tuple(input_shape)[axis]  # type: ignore[index]
        if channels is None:
            raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
        self.kernel = self.add_weight(
            "kernel",
            self._kernel_shape(channels),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                (self.filters,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        if self._tells_dilation:
            constant(self.dilation_rate, name="dilation_rate")  # a node of TensorFlow's that nothing reads
        self.built = True

    def _wide(self, spatial: Sequence[int]) -> tuple[int, ...]:
        """A number for each dimension of an image, from those of the spatial ones."""
        return (1, 1, *spatial) if self.data_format == "channels_first" else (1, *spatial, 1)

    def _finished(self, outputs: Tensor) -> Tensor:
        if self.use_bias:
            if self.data_format == "channels_first" and self.rank == 1:
                outputs = outputs + identities.reshape(self.bias, (1, self.filters, 1))
            else:
                outputs = bias_add(
                    outputs, self.bias, data_format="NCHW" if self.data_format == "channels_first" else "NHWC"
                )
        return outputs if self.activation is None else self.activation(outputs)


class Conv1D(_Convolution):
    """A convolution along the steps of sequences (`tf.layers.Conv1D`)."""

    rank = 1

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        return self._finished(
            convolution.conv1d(
                inputs,
                self.kernel,
                stride=self.strides[0],
                padding=self.padding.upper(),
                data_format=format_of_ops(self.data_format, 1),
                dilations=self.dilation_rate[0],
            )
        )


class Conv2D(_Convolution):
    """A convolution of images (`tf.layers.Conv2D`)."""

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        return self._finished(
            convolution.conv2d(
                inputs,
                self.kernel,
                strides=self._wide(self.strides),
                padding=self.padding.upper(),
                data_format=format_of_ops(self.data_format, 2),
                dilations=self._wide(self.dilation_rate),
            )
        )


class Conv2DTranspose(_Convolution):
    """The transpose of a convolution of images, which makes them larger (`tf.layers.Conv2DTranspose`)."""

    _tells_dilation = False

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, self.filters, channels)

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        first = self.data_format == "channels_first"
        sizes = identities.shape(inputs)
        count, places = sizes[0], (2, 3) if first else (1, 2)
        height, width = sizes[places[0]], sizes[places[1]]
        out = [self._length(size, axis) for axis, size in enumerate((height, width))]
        whole = (count, self.filters, *out) if first else (count, *out, self.filters)
        sizes = joining.stack(whole)
        _ = sizes[0]  # nodes of TensorFlow's that nothing reads
        outputs = convolution.conv2d_transpose(
            inputs,
            self.kernel,
            sizes,
            self._wide(self.strides),
            padding=self.padding.upper(),
            data_format=format_of_ops(self.data_format, 2),
        )
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return self._finished(outputs)

    def _length(self, size: Any, axis: int) -> Any:
        if size is None:
            return None
        longer = size * self.strides[axis]
        if self.padding == "same":
            return longer
        return longer + max(self.kernel_size[axis] - self.strides[axis], 0)

    def compute_output_shape(self, input_shape: Any) -> shapes.TensorShape:
        known = shapes.with_rank(shapes.as_tuple(input_shape), 4)
        if self.data_format == "channels_first":
            return shapes.TensorShape((known[0], self.filters, self._length(known[2], 0), self._length(known[3], 1)))
        return shapes.TensorShape((known[0], self._length(known[1], 0), self._length(known[2], 1), self.filters))


def conv1d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
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
    """A layer of `Conv1D`, called (`tf.layers.conv1d`)."""
    layer = Conv1D(
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable, name),
        _reuse=reuse,
        _scope=name,
    )
    made: Tensor = layer(inputs)
    return made


def conv2d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1),
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
    """A layer of `Conv2D`, called (`tf.layers.conv2d`)."""
    layer = Conv2D(
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable, name),
        _reuse=reuse,
        _scope=name,
    )
    made: Tensor = layer(inputs)
    return made


def conv2d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
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
    """A layer of `Conv2DTranspose`, called (`tf.layers.conv2d_transpose`)."""
    layer = Conv2DTranspose(
        *(filters, kernel_size, strides, padding, data_format, 1, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable, name),
        _reuse=reuse,
        _scope=name,
    )
    made: Tensor = layer(inputs)
    return made
