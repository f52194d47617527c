"""`tf.contrib.rnn` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.rnn import static_bidirectional_rnn as static_bidirectional_rnn
from tuigraph.training.rnn import static_rnn as static_rnn
from tuigraph.training.rnn_cells import BasicLSTMCell as BasicLSTMCell
from tuigraph.training.rnn_cells import BasicRNNCell as BasicRNNCell
from tuigraph.training.rnn_cells import GRUCell as GRUCell
from tuigraph.training.rnn_cells import LSTMCell as LSTMCell
from tuigraph.training.rnn_cells import LSTMStateTuple as LSTMStateTuple
from tuigraph.training.rnn_cells import MultiRNNCell as MultiRNNCell
from tuigraph.training.rnn_cells import RNNCell as RNNCell
from tuigraph.training.rnn_wrappers import DeviceWrapper as DeviceWrapper
from tuigraph.training.rnn_wrappers import DropoutWrapper as DropoutWrapper
from tuigraph.training.rnn_wrappers import EmbeddingWrapper as EmbeddingWrapper
from tuigraph.training.rnn_wrappers import InputProjectionWrapper as InputProjectionWrapper
from tuigraph.training.rnn_wrappers import OutputProjectionWrapper as OutputProjectionWrapper
from tuigraph.training.rnn_wrappers import ResidualWrapper as ResidualWrapper

__all__ = [
    "BasicLSTMCell",
    "BasicRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "EmbeddingWrapper",
    "GRUCell",
    "InputProjectionWrapper",
    "LSTMCell",
    "LSTMStateTuple",
    "MultiRNNCell",
    "OutputProjectionWrapper",
    "RNNCell",
    "ResidualWrapper",
    "static_bidirectional_rnn",
    "static_rnn",
]
