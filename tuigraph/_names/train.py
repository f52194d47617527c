"""Optimizers, schedules, checkpoints."""

_LAYERS = (
    "fully_connected flatten dropout convolution convolution1d convolution2d convolution2d_transpose "
    "conv1d=convolution1d conv2d=convolution2d conv2d_transpose=convolution2d_transpose bias_add layer_norm max_pool2d "
    "avg_pool2d one_hot_encoding softmax unit_norm repeat stack elu relu relu6 linear"
)
_CONTRIB_LAYERS = {
    "training.contrib_layers": _LAYERS,
    "training.contrib_batch_norm": "batch_norm",
    "training.contrib_embeddings": "embed_sequence embedding_lookup_unique",
    "training.optimize_loss": "optimize_loss OPTIMIZER_CLS_NAMES OPTIMIZER_SUMMARIES",
    "training.regularizers": "l1_regularizer l2_regularizer l1_l2_regularizer sum_regularizer apply_regularization",
}
_ARG_SCOPE = "arg_scope add_arg_scope current_arg_scope has_arg_scope arg_scoped_arguments arg_scope_func_key"
_MODEL_VARIABLES = (
    "variable model_variable local_variable global_variable add_model_variable get_variables get_model_variables "
    "get_local_variables get_trainable_variables get_variables_by_suffix get_variables_by_name get_unique_variable "
    "get_variables_to_restore filter_variables get_variable_full_name assign_from_values assign_from_values_fn "
    "assign_from_checkpoint assign_from_checkpoint_fn"
)
_LOSSES = {
    "training.weighted_loss": ("compute_weighted_loss add_loss get_losses get_regularization_losses get_total_loss"),
    "training.losses": "absolute_difference log_loss hinge_loss",
}

_SIGNATURES = "predict_signature_def regression_signature_def classification_signature_def"
_TAGS = "SERVING TRAINING GPU TPU"
_SIGNATURE_NAMES = (
    "DEFAULT_SERVING_SIGNATURE_DEF_KEY CLASSIFY_INPUTS CLASSIFY_METHOD_NAME CLASSIFY_OUTPUT_CLASSES "
    "CLASSIFY_OUTPUT_SCORES PREDICT_INPUTS PREDICT_METHOD_NAME PREDICT_OUTPUTS REGRESS_INPUTS REGRESS_METHOD_NAME "
    "REGRESS_OUTPUTS"
)

_DISTRIBUTIONS = (
    "Distribution Normal Uniform Bernoulli Categorical kl_divergence RegisterKL ReparameterizationType "
    "FULLY_REPARAMETERIZED NOT_REPARAMETERIZED"
)

NAMES = {
    "tf.metrics": {
        "training.metrics_by_class": (
            "mean_tensor mean_cosine_distance mean_relative_error mean_iou mean_per_class_accuracy"
        ),
        "training.metrics_at_k": (
            "precision_at_k precision_at_top_k recall_at_k recall_at_top_k average_precision_at_k "
            "sparse_precision_at_k=precision_at_k sparse_average_precision_at_k=average_precision_at_k"
        ),
        "training.metrics_at_thresholds": (
            "auc true_positives_at_thresholds true_negatives_at_thresholds false_positives_at_thresholds "
            "false_negatives_at_thresholds precision_at_thresholds recall_at_thresholds sensitivity_at_specificity "
            "specificity_at_sensitivity"
        ),
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
        "training.warm_start": "init_from_checkpoint",
        "training.meta_graph": "export_meta_graph import_meta_graph",
        "training.graph_io": "write_graph",
        "interop.meta_graph": "SaverDef",
        "training.optimizer": "Optimizer",
        "training.sync_replicas": "SyncReplicasOptimizer",
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
        "training.run_hooks": "SessionRunArgs SessionRunContext SessionRunHook SessionRunValues",
        "training.hooks": (
            "SecondOrStepTimer LoggingTensorHook StopAtStepHook NanTensorHook NanLossDuringTrainingError FinalOpsHook "
            "FeedFnHook GlobalStepWaiterHook"
        ),
        "training.profiler_hook": "ProfilerHook",
        "training.saving_hooks": ("CheckpointSaverHook CheckpointSaverListener StepCounterHook SummarySaverHook"),
        "training.session_manager": "SessionManager",
        "training.scaffold": "Scaffold",
        "training.supervisor": "Supervisor",
        "training.monitored_session": (
            "SessionCreator ChiefSessionCreator WorkerSessionCreator MonitoredSession SingularMonitoredSession "
            "MonitoredTrainingSession"
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
        "training.convolution_layers": (
            "Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose SeparableConv1D SeparableConv2D conv1d conv2d "
            "conv2d_transpose conv3d conv3d_transpose separable_conv1d separable_conv2d"
        ),
        "training.pooling_layers": (
            "AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D "
            "average_pooling1d average_pooling2d average_pooling3d max_pooling1d max_pooling2d max_pooling3d"
        ),
        "training.normalization_layers": "BatchNormalization batch_normalization",
    },
    **{
        f"tf.{name}": {"training.saved_model": names}
        for name, names in {
            "saved_model": (
                f"simple_save build_signature_def build_tensor_info get_tensor_from_tensor_info {_SIGNATURES} "
                "maybe_saved_model_directory load Builder=SavedModelBuilder"
            ),
            "saved_model.builder": "SavedModelBuilder",
            "saved_model.loader": "load maybe_saved_model_directory",
            "saved_model.main_op": "main_op",
            "saved_model.utils": "build_tensor_info get_tensor_from_tensor_info",
            "saved_model.signature_def_utils": f"build_signature_def {_SIGNATURES}",
            "saved_model.tag_constants": _TAGS,
            "saved_model.signature_constants": _SIGNATURE_NAMES,
            "saved_model.constants": (
                "ASSETS_DIRECTORY ASSETS_KEY LEGACY_INIT_OP_KEY MAIN_OP_KEY SAVED_MODEL_FILENAME_PB "
                "SAVED_MODEL_FILENAME_PBTXT SAVED_MODEL_SCHEMA_VERSION VARIABLES_DIRECTORY VARIABLES_FILENAME"
            ),
        }.items()
    },
    "tf.contrib.layers": _CONTRIB_LAYERS,
    "tf.contrib.layers.utils": {
        "training.contrib_layers": "collect_named_outputs convert_collection_to_dict last_dimension",
    },
    "tf.contrib.framework": {
        "training.arg_scope": _ARG_SCOPE,
        "training.model_variables": _MODEL_VARIABLES,
        "training.step_counter": ("get_global_step create_global_step get_or_create_global_step assert_global_step"),
        "training.checkpoints": "list_variables load_checkpoint load_variable",
        "training.warm_start": "init_from_checkpoint",
    },
    "tf.contrib.slim": {
        **_CONTRIB_LAYERS,
        "training.arg_scope": _ARG_SCOPE,
        "training.model_variables": _MODEL_VARIABLES,
        "engine.initializers": "xavier_initializer variance_scaling_initializer=contrib_variance_scaling",
    },
    "tf.contrib.slim.losses": _LOSSES,
    "tf.contrib.slim.learning": {
        "training.slim_learning": (
            "add_gradients_summaries clip_gradient_norms multiply_gradients create_train_op train_step train"
        ),
    },
    "tf.contrib.losses": _LOSSES,
    "tf.contrib.training": {
        "training.hparams": "HParams parse_values",
        "training.slim_learning": (
            "add_gradients_summaries=training_gradients_summaries clip_gradient_norms clip_gradient_norms_fn "
            "create_train_op=training_train_op multiply_gradients train=training_train"
        ),
    },
    "tf.contrib.seq2seq": {
        "training.sequence_losses": "sequence_loss",
        "training.seq2seq_decoders": "Decoder dynamic_decode BasicDecoder BasicDecoderOutput",
        "training.seq2seq_helpers": (
            "Helper CustomHelper TrainingHelper ScheduledEmbeddingTrainingHelper ScheduledOutputTrainingHelper "
            "GreedyEmbeddingHelper SampleEmbeddingHelper InferenceHelper"
        ),
        "training.seq2seq_attention": (
            "AttentionMechanism AttentionWrapper AttentionWrapperState LuongAttention BahdanauAttention hardmax"
        ),
    },
    "tf.distributions": {"training.distributions": _DISTRIBUTIONS},
    "tf.contrib.distributions": {"training.distributions": _DISTRIBUTIONS},
    "tf.contrib.crf": {
        "training.crf": (
            "crf_sequence_score crf_log_norm crf_log_likelihood crf_unary_score crf_binary_score CrfForwardRnnCell "
            "viterbi_decode crf_decode CrfDecodeForwardRnnCell CrfDecodeBackwardRnnCell crf_multitag_sequence_score"
        ),
    },
    "tf.contrib.legacy_seq2seq": {
        "training.sequence_losses": "sequence_loss=legacy_sequence_loss sequence_loss_by_example",
        "training.legacy_seq2seq": (
            "rnn_decoder basic_rnn_seq2seq tied_rnn_seq2seq embedding_rnn_decoder embedding_rnn_seq2seq"
        ),
    },
}
