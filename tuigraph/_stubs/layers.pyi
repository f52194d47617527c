"""`tf.layers` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.convolution_layers import Conv1D as Conv1D
from tuigraph.training.convolution_layers import Conv2D as Conv2D
from tuigraph.training.convolution_layers import Conv2DTranspose as Conv2DTranspose
from tuigraph.training.convolution_layers import conv1d as conv1d
from tuigraph.training.convolution_layers import conv2d as conv2d
from tuigraph.training.convolution_layers import conv2d_transpose as conv2d_transpose
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
from tuigraph.training.pooling_layers import MaxPooling1D as MaxPooling1D
from tuigraph.training.pooling_layers import MaxPooling2D as MaxPooling2D
from tuigraph.training.pooling_layers import average_pooling1d as average_pooling1d
from tuigraph.training.pooling_layers import average_pooling2d as average_pooling2d
from tuigraph.training.pooling_layers import max_pooling1d as max_pooling1d
from tuigraph.training.pooling_layers import max_pooling2d as max_pooling2d

__all__ = [
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Dense",
    "Dropout",
    "Flatten",
    "InputSpec",
    "Layer",
    "MaxPooling1D",
    "MaxPooling2D",
    "average_pooling1d",
    "average_pooling2d",
    "batch_normalization",
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "dense",
    "dropout",
    "flatten",
    "max_pooling1d",
    "max_pooling2d",
]
