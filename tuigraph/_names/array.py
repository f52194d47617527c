"""Shapes, slices, joins, text, checks and Python functions."""

_LAYOUT = "expand_dims squeeze transpose matrix_transpose invert_permutation newaxis"
_CHECKS = (
    "assert_equal assert_none_equal assert_less assert_less_equal assert_greater assert_greater_equal assert_negative "
    "assert_positive assert_non_negative assert_non_positive assert_near assert_rank assert_rank_at_least "
    "assert_rank_in assert_type assert_integer assert_scalar assert_same_float_dtype assert_proper_iterable "
    "is_numeric_tensor is_non_decreasing is_strictly_increasing"
)

_EXAMPLES = "FixedLenFeature VarLenFeature FixedLenSequenceFeature SparseFeature parse_example parse_single_example"
_STRUCTURE = "reorder reshape transpose reset_shape concat split slice retain fill_empty_rows merge to_indicator"
_SPARSE_MATH = (
    "add tensor_dense_matmul reduce_sum reduce_max reduce_sum_sparse reduce_max_sparse softmax maximum minimum"
)
_LOOKUP = (
    "HashTable MutableHashTable MutableDenseHashTable=DenseHashTable IdTableWithHashBuckets LookupInterface "
    "TableInitializerBase KeyValueTensorInitializer TextFileInitializer TextFileIndex TextFileIdTableInitializer "
    "TextFileStringTableInitializer HasherSpec StrongHashSpec FastHashSpec index_table_from_tensor "
    "index_table_from_file index_to_string_table_from_tensor index_to_string_table_from_file string_to_index "
    "index_to_string string_to_index_table_from_file=index_table_from_file "
    "string_to_index_table_from_tensor=index_table_from_tensor"
)

_NEST = "assert_same_structure flatten is_nested map_structure pack_sequence_as"

NAMES = {
    "tf": {
        "engine.lookup": "tables_initializer initialize_all_tables=tables_initializer",
        "engine.ops.edit_distance": "edit_distance",
        "engine.ops.constants": "zeros ones",
        "engine.ops.bits": "bitcast",
        "engine.ops.python": "py_func numpy_function",
        "engine.ops.identities": (
            "identity identity_n stop_gradient guarantee_const ensure_shape shape shape_n size rank reshape"
        ),
        "engine.ops.layout": _LAYOUT,
        "engine.ops.filling": (
            "fill zeros_like ones_like range=range_ linspace lin_space=linspace one_hot sequence_mask"
        ),
        "engine.ops.broadcast_to": "broadcast_to broadcast_dynamic_shape broadcast_static_shape",
        "engine.ops.joining": "stack parallel_stack unstack concat meshgrid",
        "engine.ops.splitting": "split",
        "engine.ops.padding": "tile pad reverse reverse_v2=reverse reverse_sequence",
        "engine.ops.slicing": "slice=slice_ strided_slice",
        "engine.ops.rearranging": "roll repeat unravel_index space_to_depth depth_to_space",
        "engine.ops.patches": "extract_image_patches",
        "engine.ops.space_to_batch": (
            "space_to_batch space_to_batch_nd batch_to_space batch_to_space_nd required_space_to_batch_paddings"
        ),
        "engine.ops.gathering": (
            "gather batch_gather gather_nd scatter_nd tensor_scatter_add tensor_scatter_sub tensor_scatter_update "
            "tensor_scatter_nd_add=tensor_scatter_add tensor_scatter_nd_sub=tensor_scatter_sub "
            "tensor_scatter_nd_update=tensor_scatter_update"
        ),
        "engine.ops.masks": "where where_v2 boolean_mask",
        "engine.ops.sets": "unique unique_with_counts setdiff1d searchsorted",
        "engine.ops.printing": "Print Assert check_numerics verify_tensor_all_finite add_check_numerics_ops",
        "engine.ops.checks": f"{_CHECKS} is_tensor",
        "engine.ops.strings": (
            "string_join string_strip substr regex_replace string_split reduce_join encode_base64 decode_base64"
        ),
        "engine.ops.parsing": "as_string string_to_number decode_raw",
        "engine.ops.examples": _EXAMPLES,
        "engine.ops.sequence_examples": "parse_single_sequence_example",
        "engine.ops.hash_buckets": ("string_to_hash_bucket string_to_hash_bucket_fast string_to_hash_bucket_strong"),
        "engine.sparse_tensor": "SparseTensor SparseTensorValue sparse_placeholder",
        "engine.ops.sparse": "sparse_to_dense sparse_tensor_to_dense",
        "engine.ops.sparse_structure": " ".join(f"sparse_{name}" for name in _STRUCTURE.split()),
        "engine.ops.sparse_math": " ".join(f"sparse_{name}" for name in _SPARSE_MATH.split()),
        "engine.ops.sparse_segments": "sparse_segment_sum sparse_segment_mean sparse_segment_sqrt_n",
        "engine.constant_value": "get_static_value=static_value",
    },
    "tf.debugging": {
        "engine.ops.printing": "Assert check_numerics assert_all_finite=verify_tensor_all_finite",
        "engine.ops.checks": _CHECKS,
        "engine.ops.elementwise": "is_nan is_inf is_finite",
    },
    "tf.strings": {
        "engine.ops.strings": (
            "join=string_join strip=string_strip lower=string_lower upper=string_upper length=string_length substr "
            "regex_replace regex_full_match reduce_join"
        ),
        "engine.ops.parsing": "as_string to_number=string_to_number",
        "engine.ops.hash_buckets": (
            "to_hash_bucket=string_to_hash_bucket to_hash_bucket_fast=string_to_hash_bucket_fast "
            "to_hash_bucket_strong=string_to_hash_bucket_strong"
        ),
    },
    "tf.sparse": {
        "engine.ops.sparse_segments": (
            "segment_sum=sparse_segment_sum segment_mean=sparse_segment_mean segment_sqrt_n=sparse_segment_sqrt_n"
        ),
        "engine.sparse_tensor": "SparseTensor placeholder=sparse_placeholder",
        "engine.ops.sparse": "to_dense=sparse_tensor_to_dense",
        "engine.ops.sparse_structure": "from_dense "
        + " ".join(f"{name}=sparse_{name}" for name in f"expand_dims eye {_STRUCTURE}".split()),
        "engine.ops.sparse_math": "matmul=sparse_tensor_dense_matmul sparse_dense_matmul=sparse_tensor_dense_matmul "
        + " ".join(f"{name}=sparse_{name}" for name in _SPARSE_MATH.split() if name != "tensor_dense_matmul"),
    },
    "tf.io": {
        "engine.ops.strings": "encode_base64 decode_base64",
        "engine.ops.parsing": "decode_raw",
        "engine.ops.examples": _EXAMPLES,
        "engine.ops.sequence_examples": "parse_single_sequence_example",
    },
    "tf.lookup": {
        "engine.lookup": (
            "StaticHashTable StaticVocabularyTable KeyValueTensorInitializer TextFileInitializer TextFileIndex"
        ),
    },
    "tf.lookup.experimental": {"engine.lookup": "DenseHashTable"},
    "tf.contrib.lookup": {"engine.lookup": _LOOKUP},
    "tf.sets": {
        "engine.ops.set_operations": (
            "set_size set_intersection set_difference set_union size=set_size intersection=set_intersection "
            "difference=set_difference union=set_union"
        ),
    },
    "tf.contrib.util": {
        "engine.constant_value": "constant_value=static_value",
        "interop.graph_def": "make_tensor_proto make_ndarray=array_of",
    },
    "tf.nest": {"engine.nest_names": _NEST},
    "tf.contrib.framework.nest": {"engine.nest_names": f"{_NEST} is_sequence=is_nested"},
    "tf.manip": {
        "engine.ops.identities": "reshape",
        "engine.ops.gathering": "gather_nd scatter_nd",
        "engine.ops.padding": "reverse tile",
        "engine.ops.rearranging": "roll",
        "engine.ops.space_to_batch": "space_to_batch_nd batch_to_space_nd",
    },
}
