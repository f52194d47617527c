"""Shapes, slices, joins, casts, text and Python functions."""

NAMES = {
    "tf": {
        "engine.ops.constants": "zeros ones",
        "engine.ops.casts": "cast",
        "engine.ops.python": "py_func",
        "engine.ops.identities": (
            "identity identity_n stop_gradient guarantee_const ensure_shape shape shape_n size rank reshape"
        ),
        "engine.ops.layout": "expand_dims squeeze transpose matrix_transpose invert_permutation newaxis",
        "engine.ops.filling": (
            "fill zeros_like ones_like range=range_ linspace lin_space=linspace one_hot sequence_mask broadcast_to "
            "broadcast_dynamic_shape broadcast_static_shape"
        ),
        "engine.ops.joining": "stack parallel_stack unstack concat split",
        "engine.ops.padding": "tile pad reverse reverse_v2=reverse reverse_sequence",
        "engine.ops.slicing": "slice=slice_ strided_slice",
        "engine.ops.gathering": (
            "gather batch_gather gather_nd scatter_nd tensor_scatter_add tensor_scatter_sub tensor_scatter_update"
        ),
        "engine.ops.masks": "where where_v2 boolean_mask",
    },
}
