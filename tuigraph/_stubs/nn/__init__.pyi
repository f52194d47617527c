"""`tf.nn` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.nn import rnn_cell as rnn_cell
from tuigraph.engine.ops.activations import crelu as crelu
from tuigraph.engine.ops.activations import elu as elu
from tuigraph.engine.ops.activations import leaky_relu as leaky_relu
from tuigraph.engine.ops.activations import log_softmax as log_softmax
from tuigraph.engine.ops.activations import relu as relu
from tuigraph.engine.ops.activations import relu6 as relu6
from tuigraph.engine.ops.activations import relu_layer as relu_layer
from tuigraph.engine.ops.activations import selu as selu
from tuigraph.engine.ops.activations import softmax as softmax
from tuigraph.engine.ops.activations import softplus as softplus
from tuigraph.engine.ops.activations import softsign as softsign
from tuigraph.engine.ops.activations import swish as swish
from tuigraph.engine.ops.any_rank import atrous_conv2d as atrous_conv2d
from tuigraph.engine.ops.any_rank import atrous_conv2d_transpose as atrous_conv2d_transpose
from tuigraph.engine.ops.any_rank import avg_pool_v2 as avg_pool_v2
from tuigraph.engine.ops.any_rank import conv_transpose as conv_transpose
from tuigraph.engine.ops.any_rank import convolution as convolution
from tuigraph.engine.ops.any_rank import max_pool_v2 as max_pool_v2
from tuigraph.engine.ops.any_rank import pool as pool
from tuigraph.engine.ops.batch_norm import fused_batch_norm as fused_batch_norm
from tuigraph.engine.ops.candidates import all_candidate_sampler as all_candidate_sampler
from tuigraph.engine.ops.candidates import compute_accidental_hits as compute_accidental_hits
from tuigraph.engine.ops.candidates import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
from tuigraph.engine.ops.candidates import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
from tuigraph.engine.ops.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
from tuigraph.engine.ops.candidates import uniform_candidate_sampler as uniform_candidate_sampler
from tuigraph.engine.ops.convolution import conv1d as conv1d
from tuigraph.engine.ops.convolution import conv1d_transpose as conv1d_transpose
from tuigraph.engine.ops.convolution import conv2d as conv2d
from tuigraph.engine.ops.convolution import conv2d_backprop_filter as conv2d_backprop_filter
from tuigraph.engine.ops.convolution import conv2d_backprop_input as conv2d_backprop_input
from tuigraph.engine.ops.convolution import conv2d_transpose as conv2d_transpose
from tuigraph.engine.ops.convolution import conv3d as conv3d
from tuigraph.engine.ops.convolution import conv3d_transpose as conv3d_transpose
from tuigraph.engine.ops.cross_entropy import log_poisson_loss as log_poisson_loss
from tuigraph.engine.ops.cross_entropy import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
from tuigraph.engine.ops.cross_entropy import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
from tuigraph.engine.ops.cross_entropy import softmax_cross_entropy_with_logits_v2 as softmax_cross_entropy_with_logits_v2
from tuigraph.engine.ops.cross_entropy import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
from tuigraph.engine.ops.cross_entropy import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
from tuigraph.engine.ops.ctc import ctc_beam_search_decoder as ctc_beam_search_decoder
from tuigraph.engine.ops.ctc import ctc_beam_search_decoder_v2 as ctc_beam_search_decoder_v2
from tuigraph.engine.ops.ctc import ctc_greedy_decoder as ctc_greedy_decoder
from tuigraph.engine.ops.ctc import ctc_loss as ctc_loss
from tuigraph.engine.ops.depthwise import depthwise_conv2d as depthwise_conv2d
from tuigraph.engine.ops.depthwise import depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter
from tuigraph.engine.ops.depthwise import depthwise_conv2d_backprop_filter as depthwise_conv2d_native_backprop_filter
from tuigraph.engine.ops.depthwise import depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input
from tuigraph.engine.ops.depthwise import depthwise_conv2d_backprop_input as depthwise_conv2d_native_backprop_input
from tuigraph.engine.ops.depthwise import depthwise_conv2d_native as depthwise_conv2d_native
from tuigraph.engine.ops.depthwise import separable_conv2d as separable_conv2d
from tuigraph.engine.ops.elementwise import sigmoid as sigmoid
from tuigraph.engine.ops.elementwise import tanh as tanh
from tuigraph.engine.ops.layers import bias_add as bias_add
from tuigraph.engine.ops.layers import dropout as dropout
from tuigraph.engine.ops.layers import embedding_lookup as embedding_lookup
from tuigraph.engine.ops.layers import xw_plus_b as xw_plus_b
from tuigraph.engine.ops.local_response import local_response_normalization as local_response_normalization
from tuigraph.engine.ops.local_response import local_response_normalization as lrn
from tuigraph.engine.ops.morphology import dilation2d as dilation2d
from tuigraph.engine.ops.morphology import erosion2d as erosion2d
from tuigraph.engine.ops.normalization import batch_norm_with_global_normalization as batch_norm_with_global_normalization
from tuigraph.engine.ops.normalization import batch_normalization as batch_normalization
from tuigraph.engine.ops.normalization import l2_normalize as l2_normalize
from tuigraph.engine.ops.normalization import moments as moments
from tuigraph.engine.ops.normalization import normalize_moments as normalize_moments
from tuigraph.engine.ops.normalization import sufficient_statistics as sufficient_statistics
from tuigraph.engine.ops.normalization import weighted_moments as weighted_moments
from tuigraph.engine.ops.normalization import zero_fraction as zero_fraction
from tuigraph.engine.ops.pooling import avg_pool as avg_pool
from tuigraph.engine.ops.pooling import avg_pool as avg_pool2d
from tuigraph.engine.ops.pooling import avg_pool1d as avg_pool1d
from tuigraph.engine.ops.pooling import avg_pool3d as avg_pool3d
from tuigraph.engine.ops.pooling import max_pool as max_pool
from tuigraph.engine.ops.pooling import max_pool as max_pool2d
from tuigraph.engine.ops.pooling import max_pool1d as max_pool1d
from tuigraph.engine.ops.pooling import max_pool3d as max_pool3d
from tuigraph.engine.ops.pooling import max_pool_with_argmax as max_pool_with_argmax
from tuigraph.engine.ops.ranking import in_top_k as in_top_k
from tuigraph.engine.ops.ranking import top_k as top_k
from tuigraph.engine.ops.rearranging import depth_to_space as depth_to_space
from tuigraph.engine.ops.rearranging import space_to_depth as space_to_depth
from tuigraph.engine.ops.reductions import l2_loss as l2_loss
from tuigraph.engine.ops.sampled_losses import nce_loss as nce_loss
from tuigraph.engine.ops.sampled_losses import sampled_softmax_loss as sampled_softmax_loss
from tuigraph.engine.ops.space_to_batch import space_to_batch as space_to_batch
from tuigraph.engine.ops.space_to_batch import with_space_to_batch as with_space_to_batch
from tuigraph.engine.ops.sparse_segments import embedding_lookup_sparse as embedding_lookup_sparse
from tuigraph.training.rnn import bidirectional_dynamic_rnn as bidirectional_dynamic_rnn
from tuigraph.training.rnn import dynamic_rnn as dynamic_rnn
from tuigraph.training.rnn import raw_rnn as raw_rnn
from tuigraph.training.rnn import static_bidirectional_rnn as static_bidirectional_rnn
from tuigraph.training.rnn import static_rnn as static_rnn

__all__ = [
    "all_candidate_sampler",
    "atrous_conv2d",
    "atrous_conv2d_transpose",
    "avg_pool",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "avg_pool_v2",
    "batch_norm_with_global_normalization",
    "batch_normalization",
    "bias_add",
    "bidirectional_dynamic_rnn",
    "compute_accidental_hits",
    "conv1d",
    "conv1d_transpose",
    "conv2d",
    "conv2d_backprop_filter",
    "conv2d_backprop_input",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "conv_transpose",
    "convolution",
    "crelu",
    "ctc_beam_search_decoder",
    "ctc_beam_search_decoder_v2",
    "ctc_greedy_decoder",
    "ctc_loss",
    "depth_to_space",
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "depthwise_conv2d_native",
    "depthwise_conv2d_native_backprop_filter",
    "depthwise_conv2d_native_backprop_input",
    "dilation2d",
    "dropout",
    "dynamic_rnn",
    "elu",
    "embedding_lookup",
    "embedding_lookup_sparse",
    "erosion2d",
    "fixed_unigram_candidate_sampler",
    "fused_batch_norm",
    "in_top_k",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "learned_unigram_candidate_sampler",
    "local_response_normalization",
    "log_poisson_loss",
    "log_softmax",
    "log_uniform_candidate_sampler",
    "lrn",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_pool_v2",
    "max_pool_with_argmax",
    "moments",
    "nce_loss",
    "normalize_moments",
    "pool",
    "raw_rnn",
    "relu",
    "relu6",
    "relu_layer",
    "rnn_cell",
    "sampled_softmax_loss",
    "selu",
    "separable_conv2d",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "softplus",
    "softsign",
    "space_to_batch",
    "space_to_depth",
    "sparse_softmax_cross_entropy_with_logits",
    "static_bidirectional_rnn",
    "static_rnn",
    "sufficient_statistics",
    "swish",
    "tanh",
    "top_k",
    "uniform_candidate_sampler",
    "weighted_cross_entropy_with_logits",
    "weighted_moments",
    "with_space_to_batch",
    "xw_plus_b",
    "zero_fraction",
]
