"""Neural networks: activations, losses, what layers are made of."""

_CROSS_ENTROPIES = (
    "softmax_cross_entropy_with_logits softmax_cross_entropy_with_logits_v2 sparse_softmax_cross_entropy_with_logits "
    "sigmoid_cross_entropy_with_logits weighted_cross_entropy_with_logits log_poisson_loss"
)

_CELLS = {
    "training.rnn_cells": "RNNCell BasicRNNCell BasicLSTMCell LSTMCell GRUCell LSTMStateTuple MultiRNNCell",
    "training.rnn_wrappers": "DropoutWrapper ResidualWrapper DeviceWrapper",
}

_SAMPLERS = (
    "uniform_candidate_sampler log_uniform_candidate_sampler learned_unigram_candidate_sampler "
    "fixed_unigram_candidate_sampler all_candidate_sampler"
)

NAMES = {
    "tf.nn": {
        "engine.ops.activations": (
            "relu relu6 elu selu softplus softsign leaky_relu crelu swish relu_layer softmax log_softmax"
        ),
        "engine.ops.elementwise": "sigmoid tanh",
        "engine.ops.cross_entropy": _CROSS_ENTROPIES,
        "engine.ops.layers": "bias_add xw_plus_b dropout embedding_lookup",
        "engine.ops.reductions": "l2_loss",
        "engine.ops.normalization": (
            "l2_normalize moments weighted_moments sufficient_statistics normalize_moments batch_normalization "
            "batch_norm_with_global_normalization "
            "zero_fraction"
        ),
        "engine.ops.local_response": "local_response_normalization lrn=local_response_normalization",
        "engine.ops.ranking": "top_k in_top_k",
        "engine.ops.convolution": (
            "conv1d conv2d conv3d conv1d_transpose conv2d_transpose conv3d_transpose conv2d_backprop_input "
            "conv2d_backprop_filter"
        ),
        "engine.ops.any_rank": (
            "convolution conv_transpose atrous_conv2d atrous_conv2d_transpose pool max_pool_v2 avg_pool_v2"
        ),
        "engine.ops.depthwise": (
            "depthwise_conv2d depthwise_conv2d_native separable_conv2d depthwise_conv2d_backprop_input "
            "depthwise_conv2d_backprop_filter "
            "depthwise_conv2d_native_backprop_input=depthwise_conv2d_backprop_input "
            "depthwise_conv2d_native_backprop_filter=depthwise_conv2d_backprop_filter"
        ),
        "engine.ops.space_to_batch": "with_space_to_batch space_to_batch",
        "engine.ops.batch_norm": "fused_batch_norm",
        "engine.ops.rearranging": "space_to_depth depth_to_space",
        "training.rnn": ("dynamic_rnn bidirectional_dynamic_rnn static_rnn static_bidirectional_rnn raw_rnn"),
        "engine.ops.candidates": f"{_SAMPLERS} compute_accidental_hits",
        "engine.ops.morphology": "dilation2d erosion2d",
        "engine.ops.ctc": "ctc_loss ctc_greedy_decoder ctc_beam_search_decoder ctc_beam_search_decoder_v2",
        "engine.ops.sparse_segments": "embedding_lookup_sparse",
        "engine.ops.sampled_losses": "nce_loss sampled_softmax_loss",
        "engine.ops.pooling": (
            "max_pool max_pool1d max_pool2d=max_pool max_pool3d max_pool_with_argmax "
            "avg_pool avg_pool1d avg_pool2d=avg_pool avg_pool3d"
        ),
    },
    "tf.nn.rnn_cell": _CELLS,
    "tf.contrib.rnn": {
        "training.rnn_cells": _CELLS["training.rnn_cells"],
        "training.rnn_wrappers": (
            f"{_CELLS['training.rnn_wrappers']} OutputProjectionWrapper InputProjectionWrapper EmbeddingWrapper"
        ),
        "training.rnn": "static_rnn static_bidirectional_rnn",
    },
    "tf.random": {"engine.ops.candidates": _SAMPLERS},
}
