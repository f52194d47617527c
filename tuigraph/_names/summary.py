"""Summaries, GraphDef, and the small modules that scripts expect."""

_FLAGS = (
    "DEFINE_alias DEFINE_bool DEFINE_boolean DEFINE_enum DEFINE_float DEFINE_integer DEFINE_list DEFINE_multi_enum "
    "DEFINE_multi_float DEFINE_multi_integer DEFINE_multi_string DEFINE_string Error FLAGS mark_flag_as_required "
    "mark_flags_as_required register_validator"
)
_RECORDS = "TFRecordCompressionType TFRecordOptions TFRecordWriter tf_record_iterator"

NAMES = {
    "tf": {
        "interop.graph_def": ("import_graph_def GraphDef NodeDef AttrValue make_tensor_proto make_ndarray=array_of"),
        "interop.summary_proto": "Summary SummaryMetadata HistogramProto Event SessionLog",
        "interop.meta_graph": "MetaGraphDef",
        "interop.config": "ConfigProto GPUOptions GraphOptions OptimizerOptions RunMetadata RunOptions",
        "interop.log": "get_logger",
        "interop.compat": (
            "VERSION GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER executing_eagerly "
            "disable_v2_behavior disable_eager_execution "
            "disable_control_flow_v2 disable_v2_tensorshape disable_tensor_equality enable_eager_execution "
            "enable_v2_behavior enable_control_flow_v2 enable_v2_tensorshape "
            "enable_tensor_equality"
        ),
    },
    "tf.summary": {
        "summaries.ops": "audio get_summary_description histogram image merge merge_all scalar tensor_summary text",
        "summaries.file_writer": "FileWriter FileWriterCache",
        "interop.summary_proto": "Event SessionLog Summary SummaryDescription TaggedRunMetadata",
    },
    "tf.graph_util": {
        "interop.graph_util": (
            "convert_variables_to_constants extract_sub_graph must_run_on_cpu remove_training_nodes "
            "tensor_shape_from_node_def_name"
        ),
        "interop.graph_def": "import_graph_def",
    },
    "tf.contrib.tensorboard.plugins.projector": {
        "summaries.projector": "ProjectorConfig EmbeddingInfo SpriteMetadata visualize_embeddings",
    },
    "tf.train": {"summaries.records": "summary_iterator", "interop.config": "ClusterDef"},
    "tf.python_io": {"summaries.records": _RECORDS},
    "tf.io": {"summaries.records": _RECORDS, "training.graph_io": "write_graph"},
    "tf.version": {"interop.compat": "VERSION GRAPH_DEF_VERSION"},
    "tf.compat": {
        "interop.compat": (
            "v1 as_bytes as_str as_str_any as_text path_to_str integral_types real_types complex_types "
            "bytes_or_text_types"
        ),
    },
    "tf.logging": {
        "interop.log": (
            "DEBUG ERROR FATAL INFO WARN TaskLevelStatusMessage debug error fatal flush get_verbosity info log "
            "log_every_n log_first_n log_if set_verbosity vlog warn warning"
        ),
    },
    "tf.app": {"interop.app": "run"},
    "tf.app.flags": {"interop.flags": _FLAGS},
    "tf.flags": {"interop.flags": _FLAGS},
    "tf.gfile": {
        "interop.gfile": (
            "Copy=copy DeleteRecursively=rmtree Exists=exists FastGFile=GFile GFile Glob=glob IsDirectory=isdir "
            "ListDirectory=listdir MakeDirs=makedirs MkDir=mkdir Open=GFile Remove=remove Rename=rename Stat=stat "
            "Walk=walk"
        ),
    },
    "tf.io.gfile": {
        "interop.gfile": "GFile copy exists glob isdir listdir makedirs mkdir remove rename rmtree stat walk",
    },
    "tf.test": {
        "interop.testing": "TestCase get_temp_dir gpu_device_name is_built_with_cuda is_gpu_available main",
    },
}
