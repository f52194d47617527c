"""`tf.contrib.crf` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.crf import CrfDecodeBackwardRnnCell as CrfDecodeBackwardRnnCell
from tuigraph.training.crf import CrfDecodeForwardRnnCell as CrfDecodeForwardRnnCell
from tuigraph.training.crf import CrfForwardRnnCell as CrfForwardRnnCell
from tuigraph.training.crf import crf_binary_score as crf_binary_score
from tuigraph.training.crf import crf_decode as crf_decode
from tuigraph.training.crf import crf_log_likelihood as crf_log_likelihood
from tuigraph.training.crf import crf_log_norm as crf_log_norm
from tuigraph.training.crf import crf_multitag_sequence_score as crf_multitag_sequence_score
from tuigraph.training.crf import crf_sequence_score as crf_sequence_score
from tuigraph.training.crf import crf_unary_score as crf_unary_score
from tuigraph.training.crf import viterbi_decode as viterbi_decode

__all__ = [
    "CrfDecodeBackwardRnnCell",
    "CrfDecodeForwardRnnCell",
    "CrfForwardRnnCell",
    "crf_binary_score",
    "crf_decode",
    "crf_log_likelihood",
    "crf_log_norm",
    "crf_multitag_sequence_score",
    "crf_sequence_score",
    "crf_unary_score",
    "viterbi_decode",
]
