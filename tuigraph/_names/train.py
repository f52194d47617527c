"""Optimizers, schedules, checkpoints."""

NAMES = {
    "tf.metrics": {
        "training.metrics": (
            "mean accuracy mean_absolute_error mean_squared_error root_mean_squared_error percentage_below "
            "true_positives true_negatives false_positives false_negatives precision recall"
        ),
    },
    "tf.train": {
        "training.saver": "Saver",
        "training.checkpoints": (
            "checkpoint_exists generate_checkpoint_state_proto get_checkpoint_mtimes get_checkpoint_state "
            "latest_checkpoint list_variables load_checkpoint load_variable NewCheckpointReader=CheckpointReader "
            "remove_checkpoint update_checkpoint_state"
        ),
        "interop.protos": (
            "CheckpointState BytesList FloatList Int64List Feature Features FeatureList FeatureLists Example "
            "SequenceExample"
        ),
        "training.meta_graph": "export_meta_graph import_meta_graph",
        "training.graph_io": "write_graph",
        "interop.meta_graph": "SaverDef",
        "training.optimizer": "Optimizer",
        "training.optimizers_descent": "GradientDescentOptimizer MomentumOptimizer",
        "training.optimizers_adaptive": (
            "AdagradOptimizer AdagradDAOptimizer AdadeltaOptimizer RMSPropOptimizer AdamOptimizer"
        ),
        "training.optimizers_proximal": "FtrlOptimizer ProximalGradientDescentOptimizer ProximalAdagradOptimizer",
        "training.schedules": (
            "exponential_decay natural_exp_decay inverse_time_decay polynomial_decay cosine_decay "
            "cosine_decay_restarts linear_cosine_decay noisy_linear_cosine_decay piecewise_constant "
            "piecewise_constant_decay=piecewise_constant"
        ),
        "training.moving_averages": "ExponentialMovingAverage",
        "training.step_counter": (
            "global_step get_global_step create_global_step get_or_create_global_step assert_global_step"
        ),
        "training.server": "Server ServerDef ClusterSpec replica_device_setter",
    },
    "tf.losses": {
        "training.weighted_loss": (
            "Reduction compute_weighted_loss add_loss get_losses get_regularization_losses get_regularization_loss "
            "get_total_loss"
        ),
        "training.losses": (
            "absolute_difference mean_squared_error log_loss huber_loss hinge_loss cosine_distance "
            "mean_pairwise_squared_error"
        ),
        "training.entropy_losses": "sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy",
    },
    "tf.layers": {
        "training.layers": "Dense Dropout Flatten dense flatten dropout",
        "training.layer": "Layer InputSpec",
        "training.convolution_layers": "Conv1D Conv2D Conv2DTranspose conv1d conv2d conv2d_transpose",
        "training.pooling_layers": (
            "AveragePooling1D AveragePooling2D MaxPooling1D MaxPooling2D average_pooling1d average_pooling2d "
            "max_pooling1d max_pooling2d"
        ),
        "training.normalization_layers": "BatchNormalization batch_normalization",
    },
    "tf.contrib.layers": {
        "training.layers": "fully_connected flatten dropout",
        "training.regularizers": "l1_regularizer l2_regularizer l1_l2_regularizer sum_regularizer apply_regularization",
    },
}
