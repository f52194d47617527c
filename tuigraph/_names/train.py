"""Optimizers, schedules, checkpoints."""

NAMES = {
    "tf.train": {
        "train.saver": "Saver",
        "train.checkpoints": (
            "checkpoint_exists generate_checkpoint_state_proto get_checkpoint_mtimes get_checkpoint_state "
            "latest_checkpoint list_variables load_checkpoint load_variable NewCheckpointReader=CheckpointReader "
            "remove_checkpoint update_checkpoint_state CheckpointState"
        ),
        "train.meta_graph": "export_meta_graph import_meta_graph",
        "train.graph_io": "write_graph",
        "interop.meta_graph": "SaverDef",
        "train.optimizer": "Optimizer",
        "train.optimizers_descent": "GradientDescentOptimizer MomentumOptimizer",
        "train.optimizers_adaptive": (
            "AdagradOptimizer AdagradDAOptimizer AdadeltaOptimizer RMSPropOptimizer AdamOptimizer"
        ),
        "train.optimizers_proximal": "FtrlOptimizer ProximalGradientDescentOptimizer ProximalAdagradOptimizer",
        "train.schedules": (
            "exponential_decay natural_exp_decay inverse_time_decay polynomial_decay cosine_decay "
            "cosine_decay_restarts linear_cosine_decay noisy_linear_cosine_decay piecewise_constant "
            "piecewise_constant_decay=piecewise_constant"
        ),
        "train.moving_averages": "ExponentialMovingAverage",
        "train.step_counter": (
            "global_step get_global_step create_global_step get_or_create_global_step assert_global_step"
        ),
        "train.server": "Server ServerDef ClusterSpec replica_device_setter",
    },
    "tf.losses": {
        "train.weighted_loss": (
            "Reduction compute_weighted_loss add_loss get_losses get_regularization_losses get_regularization_loss "
            "get_total_loss"
        ),
        "train.losses": (
            "absolute_difference mean_squared_error log_loss huber_loss hinge_loss cosine_distance "
            "mean_pairwise_squared_error"
        ),
        "train.entropy_losses": "sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy",
    },
    "tf.layers": {
        "train.layers": "dense flatten dropout",
    },
    "tf.contrib.layers": {
        "train.layers": "fully_connected flatten dropout",
        "train.regularizers": "l1_regularizer l2_regularizer l1_l2_regularizer sum_regularizer apply_regularization",
    },
}
