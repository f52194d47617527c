"""Layers of convolutions: plain, transposed and separable ones of `tf.layers`, as classes and as functions.

Images are [n, height, width, channels], sequences [n, steps, channels]; with ``channels_first`` the channels stand
behind n.  All raise ValueError for inputs of another rank or of unknown channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuigraph.engine import initializers, shapes
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import convolution, identities, joining
from tuigraph.engine.ops.depthwise import separable_conv2d as separable
from tuigraph.engine.ops.layers import bias_add
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.space_to_batch import Dilation
from tuigraph.training.layer import InputSpec, Weighted, called

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


def in_order(data_format: str, spatial: Sequence[Any], count: Any = 1, channels: Any = 1) -> tuple[Any, ...]:
    """What each dimension has, in the order of the format: n, the spatial ones and the channels."""
    return (count, channels, *spatial) if data_format == "channels_first" else (count, *spatial, channels)


class _Convolution(Weighted):
    """A kernel and a bias over `rank` spatial dimensions."""

    rank = 2
    _is_dilated = True

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
        super().__init__(
            *(activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer),
            *(kernel_constraint, bias_constraint),
            activity_regularizer=activity_regularizer,
            trainable=trainable,
            name=name,
            **options,
        )
        self.filters = filters
        self.kernel_size = normalized_tuple(kernel_size, self.rank, "kernel_size")
        self.strides = normalized_tuple(strides, self.rank, "strides")
        self.padding = normalized_padding(padding)
        self.data_format = normalized_format(data_format)
        self.dilation_rate = normalized_tuple(dilation_rate, self.rank, "dilation_rate")
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, channels, self.filters)

    def _add_kernels(self, channels: int) -> None:
        self._add_kernel(self._kernel_shape(channels))

    def build(self, input_shape: Any) -> None:
        axis = 1 if self.data_format == "channels_first" else -1
        channels = shapes.as_tuple(input_shape)[axis]  # type: ignore[index]
        if channels is None:
            raise ValueError("The channel dimension of the inputs should be defined. Found `None`.")
        self._add_kernels(channels)
        self._add_bias(self.filters)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        if self._is_dilated:
            if max(self.strides) > 1 and max(self.dilation_rate) > 1:
                raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
            self._dilation = Dilation(
                shapes.as_tuple(input_shape),
                self.dilation_rate,
                self.padding.upper(),
                self.kernel._shape,
                data_format=format_of_ops(self.data_format, self.rank),
            )
        self.built = True

    def _wide(self, spatial: Sequence[int]) -> tuple[int, ...]:
        """A number for each dimension of an image, from those of the spatial ones."""
        return in_order(self.data_format, spatial)

    def _finished(self, outputs: Tensor) -> Tensor:
        if self.use_bias and self.data_format == "channels_first" and self.rank == 1:
            outputs = outputs + identities.reshape(self.bias, (1, self.filters, 1))
        else:
            outputs = self._biased(outputs)
        return self._activated(outputs)

    def _biased(self, outputs: Tensor) -> Tensor:
        if not self.use_bias:
            return outputs
        return bias_add(outputs, self.bias, data_format="NCHW" if self.data_format == "channels_first" else "NHWC")


class _Plain(_Convolution):
    """A convolution from images to fewer pixels."""

    def _convolved(self, dealt: Any, padding: str) -> Tensor:
        raise NotImplementedError

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        return self._finished(self._dilation(inputs, self._convolved))


class Conv1D(_Plain):
    """A convolution along the steps of sequences (`tf.layers.Conv1D`)."""

    rank = 1

    def _convolved(self, dealt: Any, padding: str) -> Tensor:
        order = format_of_ops(self.data_format, 1)
        return convolution.conv1d(dealt, self.kernel, self.strides[0], padding, data_format=order)


class Conv2D(_Plain):
    """A convolution of images (`tf.layers.Conv2D`)."""

    def _convolved(self, dealt: Any, padding: str) -> Tensor:
        order = format_of_ops(self.data_format, 2)
        return convolution.conv2d(dealt, self.kernel, self._wide(self.strides), padding, data_format=order)


class Conv3D(_Plain):
    """A convolution of bodies [n, depth, height, width, channels] (`tf.layers.Conv3D`)."""

    rank = 3

    def _convolved(self, dealt: Any, padding: str) -> Tensor:
        order = format_of_ops(self.data_format, 3)
        return convolution.conv3d(dealt, self.kernel, self._wide(self.strides), padding, data_format=order)


class _Separable(_Convolution):
    """A convolution of each channel by itself, then one that mixes channels."""

    _is_dilated = False

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            *(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias),
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **options,
        )
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer, self.pointwise_initializer = depthwise_initializer, pointwise_initializer
        self.depthwise_regularizer, self.pointwise_regularizer = depthwise_regularizer, pointwise_regularizer
        self.depthwise_constraint, self.pointwise_constraint = depthwise_constraint, pointwise_constraint
        self.depthwise_kernel: Any = None
        self.pointwise_kernel: Any = None

    def _add_kernels(self, channels: int) -> None:
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel",
            (*self.kernel_size, channels, self.depth_multiplier),
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel",
            (*[1] * self.rank, self.depth_multiplier * channels, self.filters),
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )


class SeparableConv1D(_Separable):
    """A separable convolution along the steps of sequences (`tf.layers.SeparableConv1D`)."""

    rank = 1

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        row = 2 if self.data_format == "channels_first" else 1
        wide = expand_dims(inputs, row)
        outputs = separable(
            wide,
            expand_dims(self.depthwise_kernel, 0),
            expand_dims(self.pointwise_kernel, 0),
            strides=self._wide(self.strides * 2),
            padding=self.padding.upper(),
            rate=(1, *self.dilation_rate),
            data_format=format_of_ops(self.data_format, 2),
        )
        return self._activated(squeeze(self._biased(outputs), [row]))


class SeparableConv2D(_Separable):
    """A separable convolution of images (`tf.layers.SeparableConv2D`)."""

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        outputs = separable(
            inputs,
            self.depthwise_kernel,
            self.pointwise_kernel,
            strides=self._wide(self.strides),
            padding=self.padding.upper(),
            rate=self.dilation_rate,
            data_format=format_of_ops(self.data_format, 2),
        )
        return self._activated(self._biased(outputs))


class _Transposed(_Convolution):
    """The transpose of a convolution, which makes images larger."""

    _is_dilated = False
    _function = staticmethod(convolution.conv2d_transpose)

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, self.filters, channels)

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        sizes = identities.shape(inputs)
        whole = joining.stack(self._larger(sizes[0], self._spatial(sizes)))
        self._peek(whole)
        outputs = self._function(
            inputs,
            self.kernel,
            whole,
            self._wide(self.strides),
            padding=self.padding.upper(),
            data_format=format_of_ops(self.data_format, self.rank),
        )
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return self._finished(outputs)

    def _peek(self, whole: Any) -> None:
        pass

    def _spatial(self, sizes: Any) -> list[Any]:
        first = 2 if self.data_format == "channels_first" else 1
        return [sizes[first + axis] for axis in range(self.rank)]

    def _larger(self, count: Any, spatial: Sequence[Any]) -> tuple[Any, ...]:
        """The shape of the output."""
        lengths = [self._length(size, axis) for axis, size in enumerate(spatial)]
        return in_order(self.data_format, lengths, count, self.filters)

    def _length(self, size: Any, axis: int) -> Any:
        if size is None:
            return None
        longer = size * self.strides[axis]
        if self.padding == "same":
            return longer
        return longer + max(self.kernel_size[axis] - self.strides[axis], 0)

    def compute_output_shape(self, input_shape: Any) -> shapes.TensorShape:
        known = shapes.with_rank(shapes.as_tuple(input_shape), self.rank + 2)
        return shapes.TensorShape(self._larger(known[0], self._spatial(known)))


class Conv2DTranspose(_Transposed):
    """The transpose of a convolution of images (`tf.layers.Conv2DTranspose`)."""

    def _peek(self, whole: Any) -> None:
        _ = whole[0]  # nodes of TensorFlow's that nothing reads


class Conv3DTranspose(_Transposed):
    """The transpose of a convolution of bodies [n, depth, height, width, channels] (`tf.layers.Conv3DTranspose`)."""

    rank = 3
    _function = staticmethod(convolution.conv3d_transpose)


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
    return called(
        Conv1D,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )


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
    return called(
        Conv2D,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )


def conv3d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1, 1),
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
    """A layer of `Conv3D`, called (`tf.layers.conv3d`)."""
    return called(
        Conv3D,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )


def separable_conv1d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """A layer of `SeparableConv1D`, called (`tf.layers.separable_conv1d`)."""
    return called(
        SeparableConv1D,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, activation, use_bias),
        *(depthwise_initializer, pointwise_initializer, bias_initializer, depthwise_regularizer),
        *(pointwise_regularizer, bias_regularizer, activity_regularizer, depthwise_constraint, pointwise_constraint),
        *(bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )


def separable_conv2d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1),
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = ZEROS,
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """A layer of `SeparableConv2D`, called (`tf.layers.separable_conv2d`)."""
    return called(
        SeparableConv2D,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, activation, use_bias),
        *(depthwise_initializer, pointwise_initializer, bias_initializer, depthwise_regularizer),
        *(pointwise_regularizer, bias_regularizer, activity_regularizer, depthwise_constraint, pointwise_constraint),
        *(bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )


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
    return called(
        Conv2DTranspose,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, 1, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )


def conv3d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1, 1),
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
    """A layer of `Conv3DTranspose`, called (`tf.layers.conv3d_transpose`)."""
    return called(
        Conv3DTranspose,
        inputs,
        *(filters, kernel_size, strides, padding, data_format, 1, activation, use_bias),
        *(kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer),
        *(kernel_constraint, bias_constraint, trainable),
        name=name,
        reuse=reuse,
    )
