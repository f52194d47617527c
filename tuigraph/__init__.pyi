"""`tf` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs import app as app
from tuigraph._stubs import autodiff as autodiff
from tuigraph._stubs import bitwise as bitwise
from tuigraph._stubs import compat as compat
from tuigraph._stubs import contrib as contrib
from tuigraph._stubs import data as data
from tuigraph._stubs import debugging as debugging
from tuigraph._stubs import distributions as distributions
from tuigraph._stubs import dtypes as dtypes
from tuigraph._stubs import errors as errors
from tuigraph._stubs import examples as examples
from tuigraph._stubs import flags as flags
from tuigraph._stubs import gfile as gfile
from tuigraph._stubs import graph_util as graph_util
from tuigraph._stubs import image as image
from tuigraph._stubs import initializers as initializers
from tuigraph._stubs import io as io
from tuigraph._stubs import keras as keras
from tuigraph._stubs import layers as layers
from tuigraph._stubs import linalg as linalg
from tuigraph._stubs import logging as logging
from tuigraph._stubs import lookup as lookup
from tuigraph._stubs import losses as losses
from tuigraph._stubs import manip as manip
from tuigraph._stubs import math as math
from tuigraph._stubs import metrics as metrics
from tuigraph._stubs import nest as nest
from tuigraph._stubs import nn as nn
from tuigraph._stubs import python_io as python_io
from tuigraph._stubs import queue as queue
from tuigraph._stubs import random as random
from tuigraph._stubs import saved_model as saved_model
from tuigraph._stubs import sets as sets
from tuigraph._stubs import signal as signal
from tuigraph._stubs import sparse as sparse
from tuigraph._stubs import spectral as spectral
from tuigraph._stubs import strings as strings
from tuigraph._stubs import summary as summary
from tuigraph._stubs import test as test
from tuigraph._stubs import train as train
from tuigraph._stubs import version as version
from tuigraph.engine.build import convert_to_tensor as convert_to_tensor
from tuigraph.engine.constant_value import static_value as get_static_value
from tuigraph.engine.custom_gradient import custom_gradient as custom_gradient
from tuigraph.engine.default_graph import add_to_collection as add_to_collection
from tuigraph.engine.default_graph import add_to_collections as add_to_collections
from tuigraph.engine.default_graph import colocate_with as colocate_with
from tuigraph.engine.default_graph import container as container
from tuigraph.engine.default_graph import control_dependencies as control_dependencies
from tuigraph.engine.default_graph import device as device
from tuigraph.engine.default_graph import get_collection as get_collection
from tuigraph.engine.default_graph import get_collection_ref as get_collection_ref
from tuigraph.engine.default_graph import name_scope as name_scope
from tuigraph.engine.default_graph import set_random_seed as set_random_seed
from tuigraph.engine.devices import DeviceSpec as DeviceSpec
from tuigraph.engine.distribution import VariableAggregation as VariableAggregation
from tuigraph.engine.distribution import VariableSynchronization as VariableSynchronization
from tuigraph.engine.dtypes import DType as DType
from tuigraph.engine.dtypes import as_dtype as as_dtype
from tuigraph.engine.dtypes import bool_ as bool
from tuigraph.engine.dtypes import complex128 as complex128
from tuigraph.engine.dtypes import complex64 as complex64
from tuigraph.engine.dtypes import double as double
from tuigraph.engine.dtypes import float16 as float16
from tuigraph.engine.dtypes import float32 as float32
from tuigraph.engine.dtypes import float64 as float64
from tuigraph.engine.dtypes import half as half
from tuigraph.engine.dtypes import int16 as int16
from tuigraph.engine.dtypes import int32 as int32
from tuigraph.engine.dtypes import int64 as int64
from tuigraph.engine.dtypes import int8 as int8
from tuigraph.engine.dtypes import resource as resource
from tuigraph.engine.dtypes import string as string
from tuigraph.engine.dtypes import uint16 as uint16
from tuigraph.engine.dtypes import uint32 as uint32
from tuigraph.engine.dtypes import uint64 as uint64
from tuigraph.engine.dtypes import uint8 as uint8
from tuigraph.engine.dtypes import variant as variant
from tuigraph.engine.errors import OpError as OpError
from tuigraph.engine.gradient_rules import NotDifferentiable as NoGradient
from tuigraph.engine.gradient_rules import NotDifferentiable as NotDifferentiable
from tuigraph.engine.gradient_rules import RegisterGradient as RegisterGradient
from tuigraph.engine.gradients import AggregationMethod as AggregationMethod
from tuigraph.engine.gradients import UnconnectedGradients as UnconnectedGradients
from tuigraph.engine.gradients import gradients as gradients
from tuigraph.engine.gradients import hessians as hessians
from tuigraph.engine.graph import Graph as Graph
from tuigraph.engine.graph import Operation as Operation
from tuigraph.engine.graph import Tensor as Tensor
from tuigraph.engine.graph import get_default_graph as get_default_graph
from tuigraph.engine.graph import get_default_session as get_default_session
from tuigraph.engine.graph import reset_default_graph as reset_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices as IndexedSlices
from tuigraph.engine.indexed_slices import IndexedSlicesValue as IndexedSlicesValue
from tuigraph.engine.indexed_slices import to_tensor_or_slices as convert_to_tensor_or_indexed_slices
from tuigraph.engine.initialization import assert_variables_initialized as assert_variables_initialized
from tuigraph.engine.initialization import global_variables_initializer as global_variables_initializer
from tuigraph.engine.initialization import global_variables_initializer as initialize_all_variables
from tuigraph.engine.initialization import local_variables_initializer as initialize_local_variables
from tuigraph.engine.initialization import local_variables_initializer as local_variables_initializer
from tuigraph.engine.initialization import report_uninitialized_variables as report_uninitialized_variables
from tuigraph.engine.initialization import variables_initializer as initialize_variables
from tuigraph.engine.initialization import variables_initializer as variables_initializer
from tuigraph.engine.initializers import Constant as constant_initializer
from tuigraph.engine.initializers import GlorotNormal as glorot_normal_initializer
from tuigraph.engine.initializers import GlorotUniform as glorot_uniform_initializer
from tuigraph.engine.initializers import Ones as ones_initializer
from tuigraph.engine.initializers import Orthogonal as orthogonal_initializer
from tuigraph.engine.initializers import RandomNormal as random_normal_initializer
from tuigraph.engine.initializers import RandomUniform as random_uniform_initializer
from tuigraph.engine.initializers import TruncatedNormal as truncated_normal_initializer
from tuigraph.engine.initializers import UniformUnitScaling as uniform_unit_scaling_initializer
from tuigraph.engine.initializers import VarianceScaling as variance_scaling_initializer
from tuigraph.engine.initializers import Zeros as zeros_initializer
from tuigraph.engine.keys import GraphKeys as GraphKeys
from tuigraph.engine.lookup import tables_initializer as initialize_all_tables
from tuigraph.engine.lookup import tables_initializer as tables_initializer
from tuigraph.engine.ops.accumulators import ConditionalAccumulator as ConditionalAccumulator
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
from tuigraph.engine.ops.bits import bitcast as bitcast
from tuigraph.engine.ops.broadcast_to import broadcast_dynamic_shape as broadcast_dynamic_shape
from tuigraph.engine.ops.broadcast_to import broadcast_static_shape as broadcast_static_shape
from tuigraph.engine.ops.broadcast_to import broadcast_to as broadcast_to
from tuigraph.engine.ops.case import case as case
from tuigraph.engine.ops.casts import cast as cast
from tuigraph.engine.ops.casts import saturate_cast as saturate_cast
from tuigraph.engine.ops.casts import to_complex128 as to_complex128
from tuigraph.engine.ops.casts import to_complex64 as to_complex64
from tuigraph.engine.ops.casts import to_double as to_double
from tuigraph.engine.ops.casts import to_float as to_float
from tuigraph.engine.ops.casts import to_int32 as to_int32
from tuigraph.engine.ops.casts import to_int64 as to_int64
from tuigraph.engine.ops.checks import assert_equal as assert_equal
from tuigraph.engine.ops.checks import assert_greater as assert_greater
from tuigraph.engine.ops.checks import assert_greater_equal as assert_greater_equal
from tuigraph.engine.ops.checks import assert_integer as assert_integer
from tuigraph.engine.ops.checks import assert_less as assert_less
from tuigraph.engine.ops.checks import assert_less_equal as assert_less_equal
from tuigraph.engine.ops.checks import assert_near as assert_near
from tuigraph.engine.ops.checks import assert_negative as assert_negative
from tuigraph.engine.ops.checks import assert_non_negative as assert_non_negative
from tuigraph.engine.ops.checks import assert_non_positive as assert_non_positive
from tuigraph.engine.ops.checks import assert_none_equal as assert_none_equal
from tuigraph.engine.ops.checks import assert_positive as assert_positive
from tuigraph.engine.ops.checks import assert_proper_iterable as assert_proper_iterable
from tuigraph.engine.ops.checks import assert_rank as assert_rank
from tuigraph.engine.ops.checks import assert_rank_at_least as assert_rank_at_least
from tuigraph.engine.ops.checks import assert_rank_in as assert_rank_in
from tuigraph.engine.ops.checks import assert_same_float_dtype as assert_same_float_dtype
from tuigraph.engine.ops.checks import assert_scalar as assert_scalar
from tuigraph.engine.ops.checks import assert_type as assert_type
from tuigraph.engine.ops.checks import is_non_decreasing as is_non_decreasing
from tuigraph.engine.ops.checks import is_numeric_tensor as is_numeric_tensor
from tuigraph.engine.ops.checks import is_strictly_increasing as is_strictly_increasing
from tuigraph.engine.ops.checks import is_tensor as is_tensor
from tuigraph.engine.ops.clipping import clip_by_average_norm as clip_by_average_norm
from tuigraph.engine.ops.clipping import clip_by_global_norm as clip_by_global_norm
from tuigraph.engine.ops.clipping import clip_by_norm as clip_by_norm
from tuigraph.engine.ops.clipping import clip_by_value as clip_by_value
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
from tuigraph.engine.ops.complex_numbers import complex as complex
from tuigraph.engine.ops.complex_numbers import imag as imag
from tuigraph.engine.ops.complex_numbers import real as real
from tuigraph.engine.ops.conjugate import conj as conj
from tuigraph.engine.ops.constants import constant as constant
from tuigraph.engine.ops.constants import ones as ones
from tuigraph.engine.ops.constants import placeholder as placeholder
from tuigraph.engine.ops.constants import placeholder_with_default as placeholder_with_default
from tuigraph.engine.ops.constants import zeros as zeros
from tuigraph.engine.ops.contractions import einsum as einsum
from tuigraph.engine.ops.contractions import tensordot as tensordot
from tuigraph.engine.ops.control_flow import cond as cond
from tuigraph.engine.ops.cumulative import cumprod as cumprod
from tuigraph.engine.ops.cumulative import cumsum as cumsum
from tuigraph.engine.ops.diagonals import diag as diag
from tuigraph.engine.ops.diagonals import diag_part as diag_part
from tuigraph.engine.ops.diagonals import eye as eye
from tuigraph.engine.ops.diagonals import matrix_band_part as matrix_band_part
from tuigraph.engine.ops.diagonals import matrix_diag as matrix_diag
from tuigraph.engine.ops.diagonals import matrix_diag_part as matrix_diag_part
from tuigraph.engine.ops.diagonals import matrix_set_diag as matrix_set_diag
from tuigraph.engine.ops.diagonals import trace as trace
from tuigraph.engine.ops.division import div as div
from tuigraph.engine.ops.division import div_no_nan as div_no_nan
from tuigraph.engine.ops.division import divide as divide
from tuigraph.engine.ops.division import floor_div as floor_div
from tuigraph.engine.ops.division import floordiv as floordiv
from tuigraph.engine.ops.division import floormod as floormod
from tuigraph.engine.ops.division import floormod as mod
from tuigraph.engine.ops.division import realdiv as realdiv
from tuigraph.engine.ops.division import truediv as truediv
from tuigraph.engine.ops.division import truncatediv as truncatediv
from tuigraph.engine.ops.division import truncatemod as truncatemod
from tuigraph.engine.ops.edit_distance import edit_distance as edit_distance
from tuigraph.engine.ops.elementwise import abs as abs
from tuigraph.engine.ops.elementwise import acos as acos
from tuigraph.engine.ops.elementwise import acosh as acosh
from tuigraph.engine.ops.elementwise import asin as asin
from tuigraph.engine.ops.elementwise import asinh as asinh
from tuigraph.engine.ops.elementwise import atan as atan
from tuigraph.engine.ops.elementwise import atan2 as atan2
from tuigraph.engine.ops.elementwise import atanh as atanh
from tuigraph.engine.ops.elementwise import ceil as ceil
from tuigraph.engine.ops.elementwise import ceil as ceiling
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
from tuigraph.engine.ops.examples import FixedLenFeature as FixedLenFeature
from tuigraph.engine.ops.examples import FixedLenSequenceFeature as FixedLenSequenceFeature
from tuigraph.engine.ops.examples import SparseFeature as SparseFeature
from tuigraph.engine.ops.examples import VarLenFeature as VarLenFeature
from tuigraph.engine.ops.examples import parse_example as parse_example
from tuigraph.engine.ops.examples import parse_single_example as parse_single_example
from tuigraph.engine.ops.extremes import arg_max as arg_max
from tuigraph.engine.ops.extremes import arg_min as arg_min
from tuigraph.engine.ops.extremes import argmax as argmax
from tuigraph.engine.ops.extremes import argmin as argmin
from tuigraph.engine.ops.filling import fill as fill
from tuigraph.engine.ops.filling import linspace as lin_space
from tuigraph.engine.ops.filling import linspace as linspace
from tuigraph.engine.ops.filling import one_hot as one_hot
from tuigraph.engine.ops.filling import ones_like as ones_like
from tuigraph.engine.ops.filling import range_ as range
from tuigraph.engine.ops.filling import sequence_mask as sequence_mask
from tuigraph.engine.ops.filling import zeros_like as zeros_like
from tuigraph.engine.ops.flow import group as group
from tuigraph.engine.ops.flow import no_op as no_op
from tuigraph.engine.ops.flow import tuple_ as tuple
from tuigraph.engine.ops.fourier import fft as fft
from tuigraph.engine.ops.fourier import fft2d as fft2d
from tuigraph.engine.ops.fourier import fft3d as fft3d
from tuigraph.engine.ops.fourier import ifft as ifft
from tuigraph.engine.ops.fourier import ifft2d as ifft2d
from tuigraph.engine.ops.fourier import ifft3d as ifft3d
from tuigraph.engine.ops.functional import foldl as foldl
from tuigraph.engine.ops.functional import foldr as foldr
from tuigraph.engine.ops.functional import map_fn as map_fn
from tuigraph.engine.ops.functional import scan as scan
from tuigraph.engine.ops.gathering import batch_gather as batch_gather
from tuigraph.engine.ops.gathering import gather as gather
from tuigraph.engine.ops.gathering import gather_nd as gather_nd
from tuigraph.engine.ops.gathering import scatter_nd as scatter_nd
from tuigraph.engine.ops.gathering import tensor_scatter_add as tensor_scatter_add
from tuigraph.engine.ops.gathering import tensor_scatter_add as tensor_scatter_nd_add
from tuigraph.engine.ops.gathering import tensor_scatter_sub as tensor_scatter_nd_sub
from tuigraph.engine.ops.gathering import tensor_scatter_sub as tensor_scatter_sub
from tuigraph.engine.ops.gathering import tensor_scatter_update as tensor_scatter_nd_update
from tuigraph.engine.ops.gathering import tensor_scatter_update as tensor_scatter_update
from tuigraph.engine.ops.hash_buckets import string_to_hash_bucket as string_to_hash_bucket
from tuigraph.engine.ops.hash_buckets import string_to_hash_bucket_fast as string_to_hash_bucket_fast
from tuigraph.engine.ops.hash_buckets import string_to_hash_bucket_strong as string_to_hash_bucket_strong
from tuigraph.engine.ops.histograms import histogram_fixed_width as histogram_fixed_width
from tuigraph.engine.ops.histograms import histogram_fixed_width_bins as histogram_fixed_width_bins
from tuigraph.engine.ops.identities import ensure_shape as ensure_shape
from tuigraph.engine.ops.identities import guarantee_const as guarantee_const
from tuigraph.engine.ops.identities import identity as identity
from tuigraph.engine.ops.identities import identity_n as identity_n
from tuigraph.engine.ops.identities import rank as rank
from tuigraph.engine.ops.identities import reshape as reshape
from tuigraph.engine.ops.identities import shape as shape
from tuigraph.engine.ops.identities import shape_n as shape_n
from tuigraph.engine.ops.identities import size as size
from tuigraph.engine.ops.identities import stop_gradient as stop_gradient
from tuigraph.engine.ops.joining import concat as concat
from tuigraph.engine.ops.joining import meshgrid as meshgrid
from tuigraph.engine.ops.joining import parallel_stack as parallel_stack
from tuigraph.engine.ops.joining import stack as stack
from tuigraph.engine.ops.joining import unstack as unstack
from tuigraph.engine.ops.layout import expand_dims as expand_dims
from tuigraph.engine.ops.layout import invert_permutation as invert_permutation
from tuigraph.engine.ops.layout import matrix_transpose as matrix_transpose
from tuigraph.engine.ops.layout import newaxis as newaxis
from tuigraph.engine.ops.layout import squeeze as squeeze
from tuigraph.engine.ops.layout import transpose as transpose
from tuigraph.engine.ops.linalg import cross as cross
from tuigraph.engine.ops.linalg import matmul as matmul
from tuigraph.engine.ops.linalg import matmul as sparse_matmul
from tuigraph.engine.ops.masks import boolean_mask as boolean_mask
from tuigraph.engine.ops.masks import where as where
from tuigraph.engine.ops.masks import where_v2 as where_v2
from tuigraph.engine.ops.matrices import cholesky as cholesky
from tuigraph.engine.ops.matrices import cholesky_solve as cholesky_solve
from tuigraph.engine.ops.matrices import log_matrix_determinant as log_matrix_determinant
from tuigraph.engine.ops.matrices import matrix_determinant as matrix_determinant
from tuigraph.engine.ops.matrices import matrix_inverse as matrix_inverse
from tuigraph.engine.ops.matrices import matrix_solve as matrix_solve
from tuigraph.engine.ops.matrices import matrix_solve_ls as matrix_solve_ls
from tuigraph.engine.ops.matrices import matrix_triangular_solve as matrix_triangular_solve
from tuigraph.engine.ops.matrices import qr as qr
from tuigraph.engine.ops.matrices import self_adjoint_eig as self_adjoint_eig
from tuigraph.engine.ops.matrices import self_adjoint_eigvals as self_adjoint_eigvals
from tuigraph.engine.ops.matrices import svd as svd
from tuigraph.engine.ops.norms import global_norm as global_norm
from tuigraph.engine.ops.norms import norm as norm
from tuigraph.engine.ops.ordering import argsort as argsort
from tuigraph.engine.ops.ordering import sort as sort
from tuigraph.engine.ops.padding import pad as pad
from tuigraph.engine.ops.padding import reverse as reverse
from tuigraph.engine.ops.padding import reverse as reverse_v2
from tuigraph.engine.ops.padding import reverse_sequence as reverse_sequence
from tuigraph.engine.ops.padding import tile as tile
from tuigraph.engine.ops.parsing import as_string as as_string
from tuigraph.engine.ops.parsing import decode_raw as decode_raw
from tuigraph.engine.ops.parsing import string_to_number as string_to_number
from tuigraph.engine.ops.patches import extract_image_patches as extract_image_patches
from tuigraph.engine.ops.pipelines import matching_files as matching_files
from tuigraph.engine.ops.printing import Assert as Assert
from tuigraph.engine.ops.printing import Print as Print
from tuigraph.engine.ops.printing import add_check_numerics_ops as add_check_numerics_ops
from tuigraph.engine.ops.printing import check_numerics as check_numerics
from tuigraph.engine.ops.printing import verify_tensor_all_finite as verify_tensor_all_finite
from tuigraph.engine.ops.python import numpy_function as numpy_function
from tuigraph.engine.ops.python import py_func as py_func
from tuigraph.engine.ops.queues import FIFOQueue as FIFOQueue
from tuigraph.engine.ops.queues import PaddingFIFOQueue as PaddingFIFOQueue
from tuigraph.engine.ops.queues import PriorityQueueOp as PriorityQueue
from tuigraph.engine.ops.queues import QueueBase as QueueBase
from tuigraph.engine.ops.queues import RandomShuffleQueueOp as RandomShuffleQueue
from tuigraph.engine.ops.random import get_seed as get_seed
from tuigraph.engine.ops.random import multinomial as multinomial
from tuigraph.engine.ops.random import random_crop as random_crop
from tuigraph.engine.ops.random import random_gamma as random_gamma
from tuigraph.engine.ops.random import random_normal as random_normal
from tuigraph.engine.ops.random import random_poisson as random_poisson
from tuigraph.engine.ops.random import random_shuffle as random_shuffle
from tuigraph.engine.ops.random import random_uniform as random_uniform
from tuigraph.engine.ops.random import truncated_normal as truncated_normal
from tuigraph.engine.ops.readers import FixedLengthRecordReader as FixedLengthRecordReader
from tuigraph.engine.ops.readers import IdentityReader as IdentityReader
from tuigraph.engine.ops.readers import ReaderBase as ReaderBase
from tuigraph.engine.ops.readers import TextLineReader as TextLineReader
from tuigraph.engine.ops.readers import WholeFileReader as WholeFileReader
from tuigraph.engine.ops.readers import decode_csv as decode_csv
from tuigraph.engine.ops.readers import read_file as read_file
from tuigraph.engine.ops.rearranging import depth_to_space as depth_to_space
from tuigraph.engine.ops.rearranging import repeat as repeat
from tuigraph.engine.ops.rearranging import roll as roll
from tuigraph.engine.ops.rearranging import space_to_depth as space_to_depth
from tuigraph.engine.ops.rearranging import unravel_index as unravel_index
from tuigraph.engine.ops.reductions import count_nonzero as count_nonzero
from tuigraph.engine.ops.reductions import reduce_all as reduce_all
from tuigraph.engine.ops.reductions import reduce_any as reduce_any
from tuigraph.engine.ops.reductions import reduce_logsumexp as reduce_logsumexp
from tuigraph.engine.ops.reductions import reduce_max as reduce_max
from tuigraph.engine.ops.reductions import reduce_mean as reduce_mean
from tuigraph.engine.ops.reductions import reduce_min as reduce_min
from tuigraph.engine.ops.reductions import reduce_prod as reduce_prod
from tuigraph.engine.ops.reductions import reduce_sum as reduce_sum
from tuigraph.engine.ops.scatter import scatter_add as scatter_add
from tuigraph.engine.ops.scatter import scatter_div as scatter_div
from tuigraph.engine.ops.scatter import scatter_max as scatter_max
from tuigraph.engine.ops.scatter import scatter_min as scatter_min
from tuigraph.engine.ops.scatter import scatter_mul as scatter_mul
from tuigraph.engine.ops.scatter import scatter_nd_add as scatter_nd_add
from tuigraph.engine.ops.scatter import scatter_nd_sub as scatter_nd_sub
from tuigraph.engine.ops.scatter import scatter_nd_update as scatter_nd_update
from tuigraph.engine.ops.scatter import scatter_sub as scatter_sub
from tuigraph.engine.ops.scatter import scatter_update as scatter_update
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
from tuigraph.engine.ops.sequence_examples import parse_single_sequence_example as parse_single_sequence_example
from tuigraph.engine.ops.sets import searchsorted as searchsorted
from tuigraph.engine.ops.sets import setdiff1d as setdiff1d
from tuigraph.engine.ops.sets import unique as unique
from tuigraph.engine.ops.sets import unique_with_counts as unique_with_counts
from tuigraph.engine.ops.slicing import slice_ as slice
from tuigraph.engine.ops.slicing import strided_slice as strided_slice
from tuigraph.engine.ops.space_to_batch import batch_to_space as batch_to_space
from tuigraph.engine.ops.space_to_batch import batch_to_space_nd as batch_to_space_nd
from tuigraph.engine.ops.space_to_batch import required_space_to_batch_paddings as required_space_to_batch_paddings
from tuigraph.engine.ops.space_to_batch import space_to_batch as space_to_batch
from tuigraph.engine.ops.space_to_batch import space_to_batch_nd as space_to_batch_nd
from tuigraph.engine.ops.sparse import sparse_tensor_to_dense as sparse_tensor_to_dense
from tuigraph.engine.ops.sparse import sparse_to_dense as sparse_to_dense
from tuigraph.engine.ops.sparse_math import sparse_add as sparse_add
from tuigraph.engine.ops.sparse_math import sparse_maximum as sparse_maximum
from tuigraph.engine.ops.sparse_math import sparse_minimum as sparse_minimum
from tuigraph.engine.ops.sparse_math import sparse_reduce_max as sparse_reduce_max
from tuigraph.engine.ops.sparse_math import sparse_reduce_max_sparse as sparse_reduce_max_sparse
from tuigraph.engine.ops.sparse_math import sparse_reduce_sum as sparse_reduce_sum
from tuigraph.engine.ops.sparse_math import sparse_reduce_sum_sparse as sparse_reduce_sum_sparse
from tuigraph.engine.ops.sparse_math import sparse_softmax as sparse_softmax
from tuigraph.engine.ops.sparse_math import sparse_tensor_dense_matmul as sparse_tensor_dense_matmul
from tuigraph.engine.ops.sparse_segments import sparse_segment_mean as sparse_segment_mean
from tuigraph.engine.ops.sparse_segments import sparse_segment_sqrt_n as sparse_segment_sqrt_n
from tuigraph.engine.ops.sparse_segments import sparse_segment_sum as sparse_segment_sum
from tuigraph.engine.ops.sparse_structure import sparse_concat as sparse_concat
from tuigraph.engine.ops.sparse_structure import sparse_fill_empty_rows as sparse_fill_empty_rows
from tuigraph.engine.ops.sparse_structure import sparse_merge as sparse_merge
from tuigraph.engine.ops.sparse_structure import sparse_reorder as sparse_reorder
from tuigraph.engine.ops.sparse_structure import sparse_reset_shape as sparse_reset_shape
from tuigraph.engine.ops.sparse_structure import sparse_reshape as sparse_reshape
from tuigraph.engine.ops.sparse_structure import sparse_retain as sparse_retain
from tuigraph.engine.ops.sparse_structure import sparse_slice as sparse_slice
from tuigraph.engine.ops.sparse_structure import sparse_split as sparse_split
from tuigraph.engine.ops.sparse_structure import sparse_to_indicator as sparse_to_indicator
from tuigraph.engine.ops.sparse_structure import sparse_transpose as sparse_transpose
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
from tuigraph.engine.ops.splitting import split as split
from tuigraph.engine.ops.state import assign as assign
from tuigraph.engine.ops.state import assign_add as assign_add
from tuigraph.engine.ops.state import assign_sub as assign_sub
from tuigraph.engine.ops.state import count_up_to as count_up_to
from tuigraph.engine.ops.state import is_variable_initialized as is_variable_initialized
from tuigraph.engine.ops.stitching import dynamic_partition as dynamic_partition
from tuigraph.engine.ops.stitching import dynamic_stitch as dynamic_stitch
from tuigraph.engine.ops.stitching import parallel_dynamic_stitch as parallel_dynamic_stitch
from tuigraph.engine.ops.strings import decode_base64 as decode_base64
from tuigraph.engine.ops.strings import encode_base64 as encode_base64
from tuigraph.engine.ops.strings import reduce_join as reduce_join
from tuigraph.engine.ops.strings import regex_replace as regex_replace
from tuigraph.engine.ops.strings import string_join as string_join
from tuigraph.engine.ops.strings import string_split as string_split
from tuigraph.engine.ops.strings import string_strip as string_strip
from tuigraph.engine.ops.strings import substr as substr
from tuigraph.engine.ops.tensor_arrays import TensorArray as TensorArray
from tuigraph.engine.ops.while_loop import while_loop as while_loop
from tuigraph.engine.partitions import fixed_size_partitioner as fixed_size_partitioner
from tuigraph.engine.partitions import min_max_variable_partitioner as min_max_variable_partitioner
from tuigraph.engine.partitions import variable_axis_size_partitioner as variable_axis_size_partitioner
from tuigraph.engine.scopes import AUTO_REUSE as AUTO_REUSE
from tuigraph.engine.scopes import VariableScope as VariableScope
from tuigraph.engine.scopes import get_variable_scope as get_variable_scope
from tuigraph.engine.scopes import op_scope as op_scope
from tuigraph.engine.scopes import variable_op_scope as variable_op_scope
from tuigraph.engine.scopes import variable_scope as variable_scope
from tuigraph.engine.session import InteractiveSession as InteractiveSession
from tuigraph.engine.session import Session as Session
from tuigraph.engine.shapes import Dimension as Dimension
from tuigraph.engine.shapes import TensorShape as TensorShape
from tuigraph.engine.shared_variables import create_partitioned_variables as create_partitioned_variables
from tuigraph.engine.shared_variables import get_local_variable as get_local_variable
from tuigraph.engine.shared_variables import get_variable as get_variable
from tuigraph.engine.shared_variables import no_regularizer as no_regularizer
from tuigraph.engine.sparse_tensor import SparseTensor as SparseTensor
from tuigraph.engine.sparse_tensor import SparseTensorValue as SparseTensorValue
from tuigraph.engine.sparse_tensor import sparse_placeholder as sparse_placeholder
from tuigraph.engine.template import make_template as make_template
from tuigraph.engine.variable import disable_resource_variables as disable_resource_variables
from tuigraph.engine.variable import enable_resource_variables as enable_resource_variables
from tuigraph.engine.variable import resource_variables_enabled as resource_variables_enabled
from tuigraph.engine.variables import Variable as Variable
from tuigraph.engine.variables import global_variables as all_variables
from tuigraph.engine.variables import global_variables as global_variables
from tuigraph.engine.variables import local_variables as local_variables
from tuigraph.engine.variables import model_variables as model_variables
from tuigraph.engine.variables import moving_average_variables as moving_average_variables
from tuigraph.engine.variables import trainable_variables as trainable_variables
from tuigraph.interop.compat import GRAPH_DEF_VERSION as GRAPH_DEF_VERSION
from tuigraph.interop.compat import GRAPH_DEF_VERSION_MIN_CONSUMER as GRAPH_DEF_VERSION_MIN_CONSUMER
from tuigraph.interop.compat import GRAPH_DEF_VERSION_MIN_PRODUCER as GRAPH_DEF_VERSION_MIN_PRODUCER
from tuigraph.interop.compat import VERSION as VERSION
from tuigraph.interop.compat import disable_control_flow_v2 as disable_control_flow_v2
from tuigraph.interop.compat import disable_eager_execution as disable_eager_execution
from tuigraph.interop.compat import disable_tensor_equality as disable_tensor_equality
from tuigraph.interop.compat import disable_v2_behavior as disable_v2_behavior
from tuigraph.interop.compat import disable_v2_tensorshape as disable_v2_tensorshape
from tuigraph.interop.compat import enable_control_flow_v2 as enable_control_flow_v2
from tuigraph.interop.compat import enable_eager_execution as enable_eager_execution
from tuigraph.interop.compat import enable_tensor_equality as enable_tensor_equality
from tuigraph.interop.compat import enable_v2_behavior as enable_v2_behavior
from tuigraph.interop.compat import enable_v2_tensorshape as enable_v2_tensorshape
from tuigraph.interop.compat import executing_eagerly as executing_eagerly
from tuigraph.interop.config import ConfigProto as ConfigProto
from tuigraph.interop.config import GPUOptions as GPUOptions
from tuigraph.interop.config import GraphOptions as GraphOptions
from tuigraph.interop.config import OptimizerOptions as OptimizerOptions
from tuigraph.interop.config import RunMetadata as RunMetadata
from tuigraph.interop.config import RunOptions as RunOptions
from tuigraph.interop.graph_def import AttrValue as AttrValue
from tuigraph.interop.graph_def import GraphDef as GraphDef
from tuigraph.interop.graph_def import NodeDef as NodeDef
from tuigraph.interop.graph_def import array_of as make_ndarray
from tuigraph.interop.graph_def import import_graph_def as import_graph_def
from tuigraph.interop.graph_def import make_tensor_proto as make_tensor_proto
from tuigraph.interop.log import get_logger as get_logger
from tuigraph.interop.meta_graph import MetaGraphDef as MetaGraphDef
from tuigraph.interop.summary_proto import Event as Event
from tuigraph.interop.summary_proto import HistogramProto as HistogramProto
from tuigraph.interop.summary_proto import SessionLog as SessionLog
from tuigraph.interop.summary_proto import Summary as Summary
from tuigraph.interop.summary_proto import SummaryMetadata as SummaryMetadata
from tuigraph.training.confusion import confusion_matrix as confusion_matrix
from tuigraph.training.elements import TensorSpec as TensorSpec
from tuigraph.training.record_reader import TFRecordReader as TFRecordReader

__all__ = [
    "AUTO_REUSE",
    "AggregationMethod",
    "Assert",
    "AttrValue",
    "ConditionalAccumulator",
    "ConfigProto",
    "DType",
    "DeviceSpec",
    "Dimension",
    "Event",
    "FIFOQueue",
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "FixedLengthRecordReader",
    "GPUOptions",
    "GRAPH_DEF_VERSION",
    "GRAPH_DEF_VERSION_MIN_CONSUMER",
    "GRAPH_DEF_VERSION_MIN_PRODUCER",
    "Graph",
    "GraphDef",
    "GraphKeys",
    "GraphOptions",
    "HistogramProto",
    "IdentityReader",
    "IndexedSlices",
    "IndexedSlicesValue",
    "InteractiveSession",
    "MetaGraphDef",
    "NoGradient",
    "NodeDef",
    "NotDifferentiable",
    "OpError",
    "Operation",
    "OptimizerOptions",
    "PaddingFIFOQueue",
    "Print",
    "PriorityQueue",
    "QueueBase",
    "RandomShuffleQueue",
    "ReaderBase",
    "RegisterGradient",
    "RunMetadata",
    "RunOptions",
    "Session",
    "SessionLog",
    "SparseFeature",
    "SparseTensor",
    "SparseTensorValue",
    "Summary",
    "SummaryMetadata",
    "TFRecordReader",
    "Tensor",
    "TensorArray",
    "TensorShape",
    "TensorSpec",
    "TextLineReader",
    "UnconnectedGradients",
    "VERSION",
    "VarLenFeature",
    "Variable",
    "VariableAggregation",
    "VariableScope",
    "VariableSynchronization",
    "WholeFileReader",
    "abs",
    "accumulate_n",
    "acos",
    "acosh",
    "add",
    "add_check_numerics_ops",
    "add_n",
    "add_to_collection",
    "add_to_collections",
    "all_variables",
    "angle",
    "app",
    "arg_max",
    "arg_min",
    "argmax",
    "argmin",
    "argsort",
    "as_dtype",
    "as_string",
    "asin",
    "asinh",
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_integer",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_type",
    "assert_variables_initialized",
    "assign",
    "assign_add",
    "assign_sub",
    "atan",
    "atan2",
    "atanh",
    "autodiff",
    "batch_gather",
    "batch_to_space",
    "batch_to_space_nd",
    "betainc",
    "bincount",
    "bitcast",
    "bitwise",
    "bool",
    "boolean_mask",
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "broadcast_to",
    "case",
    "cast",
    "ceil",
    "ceiling",
    "check_numerics",
    "cholesky",
    "cholesky_solve",
    "clip_by_average_norm",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "colocate_with",
    "compat",
    "complex",
    "complex128",
    "complex64",
    "concat",
    "cond",
    "confusion_matrix",
    "conj",
    "constant",
    "constant_initializer",
    "container",
    "contrib",
    "control_dependencies",
    "convert_to_tensor",
    "convert_to_tensor_or_indexed_slices",
    "cos",
    "cosh",
    "count_nonzero",
    "count_up_to",
    "create_partitioned_variables",
    "cross",
    "cumprod",
    "cumsum",
    "custom_gradient",
    "data",
    "debugging",
    "decode_base64",
    "decode_csv",
    "decode_raw",
    "depth_to_space",
    "device",
    "diag",
    "diag_part",
    "digamma",
    "disable_control_flow_v2",
    "disable_eager_execution",
    "disable_resource_variables",
    "disable_tensor_equality",
    "disable_v2_behavior",
    "disable_v2_tensorshape",
    "distributions",
    "div",
    "div_no_nan",
    "divide",
    "double",
    "dtypes",
    "dynamic_partition",
    "dynamic_stitch",
    "edit_distance",
    "einsum",
    "enable_control_flow_v2",
    "enable_eager_execution",
    "enable_resource_variables",
    "enable_tensor_equality",
    "enable_v2_behavior",
    "enable_v2_tensorshape",
    "encode_base64",
    "ensure_shape",
    "equal",
    "erf",
    "erfc",
    "errors",
    "examples",
    "executing_eagerly",
    "exp",
    "expand_dims",
    "expm1",
    "extract_image_patches",
    "eye",
    "fft",
    "fft2d",
    "fft3d",
    "fill",
    "fixed_size_partitioner",
    "flags",
    "float16",
    "float32",
    "float64",
    "floor",
    "floor_div",
    "floordiv",
    "floormod",
    "foldl",
    "foldr",
    "gather",
    "gather_nd",
    "get_collection",
    "get_collection_ref",
    "get_default_graph",
    "get_default_session",
    "get_local_variable",
    "get_logger",
    "get_seed",
    "get_static_value",
    "get_variable",
    "get_variable_scope",
    "gfile",
    "global_norm",
    "global_variables",
    "global_variables_initializer",
    "glorot_normal_initializer",
    "glorot_uniform_initializer",
    "gradients",
    "graph_util",
    "greater",
    "greater_equal",
    "group",
    "guarantee_const",
    "half",
    "hessians",
    "histogram_fixed_width",
    "histogram_fixed_width_bins",
    "identity",
    "identity_n",
    "ifft",
    "ifft2d",
    "ifft3d",
    "igamma",
    "igammac",
    "imag",
    "image",
    "import_graph_def",
    "initialize_all_tables",
    "initialize_all_variables",
    "initialize_local_variables",
    "initialize_variables",
    "initializers",
    "int16",
    "int32",
    "int64",
    "int8",
    "invert_permutation",
    "io",
    "is_finite",
    "is_inf",
    "is_nan",
    "is_non_decreasing",
    "is_numeric_tensor",
    "is_strictly_increasing",
    "is_tensor",
    "is_variable_initialized",
    "keras",
    "layers",
    "lbeta",
    "less",
    "less_equal",
    "lgamma",
    "lin_space",
    "linalg",
    "linspace",
    "local_variables",
    "local_variables_initializer",
    "log",
    "log1p",
    "log_matrix_determinant",
    "log_sigmoid",
    "logging",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "lookup",
    "losses",
    "make_ndarray",
    "make_template",
    "make_tensor_proto",
    "manip",
    "map_fn",
    "matching_files",
    "math",
    "matmul",
    "matrix_band_part",
    "matrix_determinant",
    "matrix_diag",
    "matrix_diag_part",
    "matrix_inverse",
    "matrix_set_diag",
    "matrix_solve",
    "matrix_solve_ls",
    "matrix_transpose",
    "matrix_triangular_solve",
    "maximum",
    "meshgrid",
    "metrics",
    "min_max_variable_partitioner",
    "minimum",
    "mod",
    "model_variables",
    "moving_average_variables",
    "multinomial",
    "multiply",
    "name_scope",
    "negative",
    "nest",
    "newaxis",
    "nn",
    "no_op",
    "no_regularizer",
    "norm",
    "not_equal",
    "numpy_function",
    "one_hot",
    "ones",
    "ones_initializer",
    "ones_like",
    "op_scope",
    "orthogonal_initializer",
    "pad",
    "parallel_dynamic_stitch",
    "parallel_stack",
    "parse_example",
    "parse_single_example",
    "parse_single_sequence_example",
    "placeholder",
    "placeholder_with_default",
    "polygamma",
    "pow",
    "py_func",
    "python_io",
    "qr",
    "queue",
    "random",
    "random_crop",
    "random_gamma",
    "random_normal",
    "random_normal_initializer",
    "random_poisson",
    "random_shuffle",
    "random_uniform",
    "random_uniform_initializer",
    "range",
    "rank",
    "read_file",
    "real",
    "realdiv",
    "reciprocal",
    "reduce_all",
    "reduce_any",
    "reduce_join",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_sum",
    "regex_replace",
    "repeat",
    "report_uninitialized_variables",
    "required_space_to_batch_paddings",
    "reset_default_graph",
    "reshape",
    "resource",
    "resource_variables_enabled",
    "reverse",
    "reverse_sequence",
    "reverse_v2",
    "rint",
    "roll",
    "round",
    "rsqrt",
    "saturate_cast",
    "saved_model",
    "scalar_mul",
    "scan",
    "scatter_add",
    "scatter_div",
    "scatter_max",
    "scatter_min",
    "scatter_mul",
    "scatter_nd",
    "scatter_nd_add",
    "scatter_nd_sub",
    "scatter_nd_update",
    "scatter_sub",
    "scatter_update",
    "searchsorted",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "self_adjoint_eig",
    "self_adjoint_eigvals",
    "sequence_mask",
    "set_random_seed",
    "setdiff1d",
    "sets",
    "shape",
    "shape_n",
    "sigmoid",
    "sign",
    "signal",
    "sin",
    "sinh",
    "size",
    "slice",
    "sort",
    "space_to_batch",
    "space_to_batch_nd",
    "space_to_depth",
    "sparse",
    "sparse_add",
    "sparse_concat",
    "sparse_fill_empty_rows",
    "sparse_matmul",
    "sparse_maximum",
    "sparse_merge",
    "sparse_minimum",
    "sparse_placeholder",
    "sparse_reduce_max",
    "sparse_reduce_max_sparse",
    "sparse_reduce_sum",
    "sparse_reduce_sum_sparse",
    "sparse_reorder",
    "sparse_reset_shape",
    "sparse_reshape",
    "sparse_retain",
    "sparse_segment_mean",
    "sparse_segment_sqrt_n",
    "sparse_segment_sum",
    "sparse_slice",
    "sparse_softmax",
    "sparse_split",
    "sparse_tensor_dense_matmul",
    "sparse_tensor_to_dense",
    "sparse_to_dense",
    "sparse_to_indicator",
    "sparse_transpose",
    "spectral",
    "split",
    "sqrt",
    "square",
    "squared_difference",
    "squeeze",
    "stack",
    "stop_gradient",
    "strided_slice",
    "string",
    "string_join",
    "string_split",
    "string_strip",
    "string_to_hash_bucket",
    "string_to_hash_bucket_fast",
    "string_to_hash_bucket_strong",
    "string_to_number",
    "strings",
    "substr",
    "subtract",
    "summary",
    "svd",
    "tables_initializer",
    "tan",
    "tanh",
    "tensor_scatter_add",
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_sub",
    "tensor_scatter_nd_update",
    "tensor_scatter_sub",
    "tensor_scatter_update",
    "tensordot",
    "test",
    "tile",
    "to_complex128",
    "to_complex64",
    "to_double",
    "to_float",
    "to_int32",
    "to_int64",
    "trace",
    "train",
    "trainable_variables",
    "transpose",
    "truediv",
    "truncated_normal",
    "truncated_normal_initializer",
    "truncatediv",
    "truncatemod",
    "tuple",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uniform_unit_scaling_initializer",
    "unique",
    "unique_with_counts",
    "unravel_index",
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "unstack",
    "variable_axis_size_partitioner",
    "variable_op_scope",
    "variable_scope",
    "variables_initializer",
    "variance_scaling_initializer",
    "variant",
    "verify_tensor_all_finite",
    "version",
    "where",
    "where_v2",
    "while_loop",
    "zeros",
    "zeros_initializer",
    "zeros_like",
    "zeta",
]

__version__: str
