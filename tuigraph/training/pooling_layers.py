"""Layers of pooling: the largest or the mean of each window of sequences and images (`tf.layers`)."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import layout, pooling
from tuigraph.training.convolution_layers import (
    format_of_ops,
    in_order,
    normalized_format,
    normalized_padding,
    normalized_tuple,
)
from tuigraph.training.layer import InputSpec, Layer


class _Pooling(Layer):
    rank = 2
    _function = staticmethod(pooling.max_pool)

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(name=name, **options)
        self.pool_size = normalized_tuple(pool_size, self.rank, "pool_size")
        self.strides = normalized_tuple(pool_size if strides is None else strides, self.rank, "strides")
        self.padding = normalized_padding(padding)
        self.data_format = normalized_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any, **kwargs: Any) -> Tensor:
        spare = 3 if self.data_format == "channels_first" else 2  # where a sequence gets a width of one
        size, steps = self.pool_size, self.strides
        if self.rank == 1:
            inputs, size, steps = layout.expand_dims(inputs, spare), (*size, 1), (*steps, 1)
        outputs = self._function(
            inputs,
            in_order(self.data_format, size),
            in_order(self.data_format, steps),
            padding=self.padding.upper(),
            data_format=format_of_ops(self.data_format, max(self.rank, 2)),
        )
        return layout.squeeze(outputs, spare) if self.rank == 1 else outputs


class MaxPooling1D(_Pooling):
    """The largest of each window of sequences [n, steps, channels] (`tf.layers.MaxPooling1D`)."""

    rank = 1


class AveragePooling1D(_Pooling):
    """The mean of each window of sequences [n, steps, channels] (`tf.layers.AveragePooling1D`)."""

    rank = 1
    _function = staticmethod(pooling.avg_pool)


class MaxPooling2D(_Pooling):
    """The largest of each window of images [n, height, width, channels] (`tf.layers.MaxPooling2D`)."""


class AveragePooling2D(_Pooling):
    """The mean of each window of images [n, height, width, channels] (`tf.layers.AveragePooling2D`)."""

    _function = staticmethod(pooling.avg_pool)


class MaxPooling3D(_Pooling):
    """The largest of each window of bodies [n, depth, height, width, channels] (`tf.layers.MaxPooling3D`)."""

    rank = 3
    _function = staticmethod(pooling.max_pool3d)


class AveragePooling3D(_Pooling):
    """The mean of each window of bodies [n, depth, height, width, channels] (`tf.layers.AveragePooling3D`)."""

    rank = 3
    _function = staticmethod(pooling.avg_pool3d)


def max_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """A layer of `MaxPooling1D`, called (`tf.layers.max_pooling1d`)."""
    made: Tensor = MaxPooling1D(pool_size, strides, padding, data_format, name)(inputs)
    return made


def average_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """A layer of `AveragePooling1D`, called (`tf.layers.average_pooling1d`)."""
    made: Tensor = AveragePooling1D(pool_size, strides, padding, data_format, name)(inputs)
    return made


def max_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """A layer of `MaxPooling2D`, called (`tf.layers.max_pooling2d`)."""
    made: Tensor = MaxPooling2D(pool_size, strides, padding, data_format, name)(inputs)
    return made


def average_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """A layer of `AveragePooling2D`, called (`tf.layers.average_pooling2d`)."""
    made: Tensor = AveragePooling2D(pool_size, strides, padding, data_format, name)(inputs)
    return made


def max_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """A layer of `MaxPooling3D`, called (`tf.layers.max_pooling3d`)."""
    made: Tensor = MaxPooling3D(pool_size, strides, padding, data_format, name)(inputs)
    return made


def average_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """A layer of `AveragePooling3D`, called (`tf.layers.average_pooling3d`)."""
    made: Tensor = AveragePooling3D(pool_size, strides, padding, data_format, name)(inputs)
    return made
