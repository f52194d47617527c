"""`tf.layers` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.convolution_layers import Conv1D as Conv1D
from tuigraph.training.convolution_layers import Conv2D as Conv2D
from tuigraph.training.convolution_layers import Conv2DTranspose as Conv2DTranspose
from tuigraph.training.convolution_layers import Conv3D as Conv3D
from tuigraph.training.convolution_layers import Conv3DTranspose as Conv3DTranspose
from tuigraph.training.convolution_layers import SeparableConv1D as SeparableConv1D
from tuigraph.training.convolution_layers import SeparableConv2D as SeparableConv2D
from tuigraph.training.convolution_layers import conv1d as conv1d
from tuigraph.training.convolution_layers import conv2d as conv2d
from tuigraph.training.convolution_layers import conv2d_transpose as conv2d_transpose
from tuigraph.training.convolution_layers import conv3d as conv3d
from tuigraph.training.convolution_layers import conv3d_transpose as conv3d_transpose
from tuigraph.training.convolution_layers import separable_conv1d as separable_conv1d
from tuigraph.training.convolution_layers import separable_conv2d as separable_conv2d
from tuigraph.training.layer import InputSpec as InputSpec
from tuigraph.training.layer import Layer as Layer
from tuigraph.training.layers import Dense as Dense
from tuigraph.training.layers import Dropout as Dropout
from tuigraph.training.layers import Flatten as Flatten
from tuigraph.training.layers import dense as dense
from tuigraph.training.layers import dropout as dropout
from tuigraph.training.layers import flatten as flatten
from tuigraph.training.normalization_layers import BatchNormalization as BatchNormalization
from tuigraph.training.normalization_layers import batch_normalization as batch_normalization
from tuigraph.training.pooling_layers import AveragePooling1D as AveragePooling1D
from tuigraph.training.pooling_layers import AveragePooling2D as AveragePooling2D
from tuigraph.training.pooling_layers import AveragePooling3D as AveragePooling3D
from tuigraph.training.pooling_layers import MaxPooling1D as MaxPooling1D
from tuigraph.training.pooling_layers import MaxPooling2D as MaxPooling2D
from tuigraph.training.pooling_layers import MaxPooling3D as MaxPooling3D
from tuigraph.training.pooling_layers import average_pooling1d as average_pooling1d
from tuigraph.training.pooling_layers import average_pooling2d as average_pooling2d
from tuigraph.training.pooling_layers import average_pooling3d as average_pooling3d
from tuigraph.training.pooling_layers import max_pooling1d as max_pooling1d
from tuigraph.training.pooling_layers import max_pooling2d as max_pooling2d
from tuigraph.training.pooling_layers import max_pooling3d as max_pooling3d

__all__ = [
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "BatchNormalization",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Dense",
    "Dropout",
    "Flatten",
    "InputSpec",
    "Layer",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "SeparableConv1D",
    "SeparableConv2D",
    "average_pooling1d",
    "average_pooling2d",
    "average_pooling3d",
    "batch_normalization",
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "dense",
    "dropout",
    "flatten",
    "max_pooling1d",
    "max_pooling2d",
    "max_pooling3d",
    "separable_conv1d",
    "separable_conv2d",
]
