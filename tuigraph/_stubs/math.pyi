"""`tf.math` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.activations import log_softmax as log_softmax
from tuigraph.engine.ops.activations import softmax as softmax
from tuigraph.engine.ops.activations import softplus as softplus
from tuigraph.engine.ops.activations import softsign as softsign
from tuigraph.engine.ops.arithmetic import accumulate_n as accumulate_n
from tuigraph.engine.ops.arithmetic import add as add
from tuigraph.engine.ops.arithmetic import add_n as add_n
from tuigraph.engine.ops.arithmetic import maximum as maximum
from tuigraph.engine.ops.arithmetic import minimum as minimum
from tuigraph.engine.ops.arithmetic import multiply as multiply
from tuigraph.engine.ops.arithmetic import pow as pow
from tuigraph.engine.ops.arithmetic import scalar_mul as scalar_mul
from tuigraph.engine.ops.arithmetic import squared_difference as squared_difference
from tuigraph.engine.ops.arithmetic import subtract as subtract
from tuigraph.engine.ops.checks import is_non_decreasing as is_non_decreasing
from tuigraph.engine.ops.checks import is_strictly_increasing as is_strictly_increasing
from tuigraph.engine.ops.comparison import equal as equal
from tuigraph.engine.ops.comparison import greater as greater
from tuigraph.engine.ops.comparison import greater_equal as greater_equal
from tuigraph.engine.ops.comparison import less as less
from tuigraph.engine.ops.comparison import less_equal as less_equal
from tuigraph.engine.ops.comparison import logical_and as logical_and
from tuigraph.engine.ops.comparison import logical_not as logical_not
from tuigraph.engine.ops.comparison import logical_or as logical_or
from tuigraph.engine.ops.comparison import logical_xor as logical_xor
from tuigraph.engine.ops.comparison import not_equal as not_equal
from tuigraph.engine.ops.complex_numbers import angle as angle
from tuigraph.engine.ops.complex_numbers import imag as imag
from tuigraph.engine.ops.complex_numbers import real as real
from tuigraph.engine.ops.conjugate import conj as conj
from tuigraph.engine.ops.contractions import polyval as polyval
from tuigraph.engine.ops.cumulative import cumprod as cumprod
from tuigraph.engine.ops.cumulative import cumsum as cumsum
from tuigraph.engine.ops.division import div as div
from tuigraph.engine.ops.division import div_no_nan as div_no_nan
from tuigraph.engine.ops.division import div_no_nan as divide_no_nan
from tuigraph.engine.ops.division import divide as divide
from tuigraph.engine.ops.division import floor_div as floor_div
from tuigraph.engine.ops.division import floordiv as floordiv
from tuigraph.engine.ops.division import floormod as floormod
from tuigraph.engine.ops.division import floormod as mod
from tuigraph.engine.ops.division import multiply_no_nan as multiply_no_nan
from tuigraph.engine.ops.division import realdiv as realdiv
from tuigraph.engine.ops.division import reciprocal_no_nan as reciprocal_no_nan
from tuigraph.engine.ops.division import truediv as truediv
from tuigraph.engine.ops.division import truncatediv as truncatediv
from tuigraph.engine.ops.division import truncatemod as truncatemod
from tuigraph.engine.ops.division import xdivy as xdivy
from tuigraph.engine.ops.division import xlogy as xlogy
from tuigraph.engine.ops.elementwise import abs as abs
from tuigraph.engine.ops.elementwise import acos as acos
from tuigraph.engine.ops.elementwise import acosh as acosh
from tuigraph.engine.ops.elementwise import asin as asin
from tuigraph.engine.ops.elementwise import asinh as asinh
from tuigraph.engine.ops.elementwise import atan as atan
from tuigraph.engine.ops.elementwise import atan2 as atan2
from tuigraph.engine.ops.elementwise import atanh as atanh
from tuigraph.engine.ops.elementwise import ceil as ceil
from tuigraph.engine.ops.elementwise import cos as cos
from tuigraph.engine.ops.elementwise import cosh as cosh
from tuigraph.engine.ops.elementwise import exp as exp
from tuigraph.engine.ops.elementwise import expm1 as expm1
from tuigraph.engine.ops.elementwise import floor as floor
from tuigraph.engine.ops.elementwise import is_finite as is_finite
from tuigraph.engine.ops.elementwise import is_inf as is_inf
from tuigraph.engine.ops.elementwise import is_nan as is_nan
from tuigraph.engine.ops.elementwise import log as log
from tuigraph.engine.ops.elementwise import log1p as log1p
from tuigraph.engine.ops.elementwise import log_sigmoid as log_sigmoid
from tuigraph.engine.ops.elementwise import negative as negative
from tuigraph.engine.ops.elementwise import reciprocal as reciprocal
from tuigraph.engine.ops.elementwise import rint as rint
from tuigraph.engine.ops.elementwise import round as round
from tuigraph.engine.ops.elementwise import rsqrt as rsqrt
from tuigraph.engine.ops.elementwise import sigmoid as sigmoid
from tuigraph.engine.ops.elementwise import sign as sign
from tuigraph.engine.ops.elementwise import sin as sin
from tuigraph.engine.ops.elementwise import sinh as sinh
from tuigraph.engine.ops.elementwise import sqrt as sqrt
from tuigraph.engine.ops.elementwise import square as square
from tuigraph.engine.ops.elementwise import tan as tan
from tuigraph.engine.ops.elementwise import tanh as tanh
from tuigraph.engine.ops.extremes import argmax as argmax
from tuigraph.engine.ops.extremes import argmin as argmin
from tuigraph.engine.ops.layout import invert_permutation as invert_permutation
from tuigraph.engine.ops.normalization import l2_normalize as l2_normalize
from tuigraph.engine.ops.normalization import zero_fraction as zero_fraction
from tuigraph.engine.ops.ranking import in_top_k as in_top_k
from tuigraph.engine.ops.ranking import top_k as top_k
from tuigraph.engine.ops.reductions import count_nonzero as count_nonzero
from tuigraph.engine.ops.reductions import reduce_all as reduce_all
from tuigraph.engine.ops.reductions import reduce_any as reduce_any
from tuigraph.engine.ops.reductions import reduce_euclidean_norm as reduce_euclidean_norm
from tuigraph.engine.ops.reductions import reduce_logsumexp as reduce_logsumexp
from tuigraph.engine.ops.reductions import reduce_max as reduce_max
from tuigraph.engine.ops.reductions import reduce_mean as reduce_mean
from tuigraph.engine.ops.reductions import reduce_min as reduce_min
from tuigraph.engine.ops.reductions import reduce_prod as reduce_prod
from tuigraph.engine.ops.reductions import reduce_std as reduce_std
from tuigraph.engine.ops.reductions import reduce_sum as reduce_sum
from tuigraph.engine.ops.reductions import reduce_variance as reduce_variance
from tuigraph.engine.ops.segments import bincount as bincount
from tuigraph.engine.ops.segments import segment_max as segment_max
from tuigraph.engine.ops.segments import segment_mean as segment_mean
from tuigraph.engine.ops.segments import segment_min as segment_min
from tuigraph.engine.ops.segments import segment_prod as segment_prod
from tuigraph.engine.ops.segments import segment_sum as segment_sum
from tuigraph.engine.ops.segments import unsorted_segment_max as unsorted_segment_max
from tuigraph.engine.ops.segments import unsorted_segment_mean as unsorted_segment_mean
from tuigraph.engine.ops.segments import unsorted_segment_min as unsorted_segment_min
from tuigraph.engine.ops.segments import unsorted_segment_prod as unsorted_segment_prod
from tuigraph.engine.ops.segments import unsorted_segment_sqrt_n as unsorted_segment_sqrt_n
from tuigraph.engine.ops.segments import unsorted_segment_sum as unsorted_segment_sum
from tuigraph.engine.ops.special import betainc as betainc
from tuigraph.engine.ops.special import digamma as digamma
from tuigraph.engine.ops.special import erf as erf
from tuigraph.engine.ops.special import erfc as erfc
from tuigraph.engine.ops.special import igamma as igamma
from tuigraph.engine.ops.special import igammac as igammac
from tuigraph.engine.ops.special import lbeta as lbeta
from tuigraph.engine.ops.special import lgamma as lgamma
from tuigraph.engine.ops.special import polygamma as polygamma
from tuigraph.engine.ops.special import zeta as zeta
from tuigraph.training.confusion import confusion_matrix as confusion_matrix

__all__ = [
    "abs",
    "accumulate_n",
    "acos",
    "acosh",
    "add",
    "add_n",
    "angle",
    "argmax",
    "argmin",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "betainc",
    "bincount",
    "ceil",
    "confusion_matrix",
    "conj",
    "cos",
    "cosh",
    "count_nonzero",
    "cumprod",
    "cumsum",
    "digamma",
    "div",
    "div_no_nan",
    "divide",
    "divide_no_nan",
    "equal",
    "erf",
    "erfc",
    "exp",
    "expm1",
    "floor",
    "floor_div",
    "floordiv",
    "floormod",
    "greater",
    "greater_equal",
    "igamma",
    "igammac",
    "imag",
    "in_top_k",
    "invert_permutation",
    "is_finite",
    "is_inf",
    "is_nan",
    "is_non_decreasing",
    "is_strictly_increasing",
    "l2_normalize",
    "lbeta",
    "less",
    "less_equal",
    "lgamma",
    "log",
    "log1p",
    "log_sigmoid",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "multiply_no_nan",
    "negative",
    "not_equal",
    "polygamma",
    "polyval",
    "pow",
    "real",
    "realdiv",
    "reciprocal",
    "reciprocal_no_nan",
    "reduce_all",
    "reduce_any",
    "reduce_euclidean_norm",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_variance",
    "rint",
    "round",
    "rsqrt",
    "scalar_mul",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "softsign",
    "sqrt",
    "square",
    "squared_difference",
    "subtract",
    "tan",
    "tanh",
    "top_k",
    "truediv",
    "truncatediv",
    "truncatemod",
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "xdivy",
    "xlogy",
    "zero_fraction",
    "zeta",
]
