"""Arithmetic, reductions, linear algebra, gradients."""

_ARITHMETIC = "add subtract multiply pow scalar_mul maximum minimum squared_difference add_n accumulate_n"
_DIVISION = "truediv div divide realdiv floordiv floor_div floormod truncatediv truncatemod mod=floormod div_no_nan "
_ELEMENTWISE = (
    "negative abs sign square sqrt rsqrt reciprocal exp expm1 log log1p sin cos tan asin acos atan atan2 sinh cosh "
    "tanh asinh acosh atanh floor ceil rint round is_nan is_inf is_finite sigmoid log_sigmoid"
)
_COMPARISON = "less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not logical_xor"
_COMPLEX = "complex real imag angle"
_SPECIAL = "lgamma digamma polygamma zeta erf erfc igamma igammac betainc lbeta"
_REDUCTIONS = (
    "reduce_sum reduce_prod reduce_mean reduce_max reduce_min reduce_all reduce_any reduce_logsumexp count_nonzero"
)
_SEGMENTS = (
    "segment_sum segment_mean segment_prod segment_max segment_min unsorted_segment_sum unsorted_segment_prod "
    "unsorted_segment_max unsorted_segment_min unsorted_segment_mean unsorted_segment_sqrt_n"
)
_MATRICES = (
    "cholesky qr svd self_adjoint_eig self_adjoint_eigvals matrix_inverse matrix_determinant matrix_solve "
    "matrix_triangular_solve matrix_solve_ls cholesky_solve"
)
_DIAGONALS = "diag diag_part matrix_diag matrix_diag_part matrix_set_diag matrix_band_part trace eye"

_FOURIER = "fft ifft fft2d ifft2d fft3d ifft3d"

NAMES = {
    "tf": {
        "engine.gradients": "gradients hessians AggregationMethod UnconnectedGradients",
        "engine.gradient_rules": "RegisterGradient NotDifferentiable NoGradient=NotDifferentiable",
        "engine.custom_gradient": "custom_gradient",
        "engine.indexed_slices": (
            "IndexedSlices IndexedSlicesValue convert_to_tensor_or_indexed_slices=to_tensor_or_slices"
        ),
        "engine.ops.arithmetic": _ARITHMETIC,
        "engine.ops.division": _DIVISION,
        "engine.ops.elementwise": f"{_ELEMENTWISE} ceiling=ceil",
        "engine.ops.comparison": _COMPARISON,
        "engine.ops.complex_numbers": _COMPLEX,
        "engine.ops.conjugate": "conj",
        "engine.ops.fourier": _FOURIER,
        "engine.ops.casts": "cast saturate_cast to_float to_double to_int32 to_int64 to_complex64 to_complex128",
        "engine.ops.special": _SPECIAL,
        "engine.ops.reductions": _REDUCTIONS,
        "engine.ops.extremes": "argmax argmin arg_max arg_min",
        "engine.ops.cumulative": "cumsum cumprod",
        "engine.ops.ordering": "sort argsort",
        "engine.ops.histograms": "histogram_fixed_width histogram_fixed_width_bins",
        "training.confusion": "confusion_matrix",
        "engine.ops.segments": f"{_SEGMENTS} bincount",
        "engine.ops.stitching": "dynamic_stitch dynamic_partition parallel_dynamic_stitch",
        "engine.ops.linalg": "matmul cross sparse_matmul=matmul",
        "engine.ops.matrices": f"{_MATRICES} log_matrix_determinant",
        "engine.ops.diagonals": _DIAGONALS,
        "engine.ops.contractions": "tensordot einsum",
        "engine.ops.norms": "norm global_norm",
        "engine.ops.clipping": "clip_by_value clip_by_norm clip_by_global_norm clip_by_average_norm",
    },
    "tf.math": {
        "engine.ops.arithmetic": _ARITHMETIC,
        "engine.ops.division": (f"{_DIVISION} divide_no_nan=div_no_nan multiply_no_nan xdivy xlogy reciprocal_no_nan"),
        "engine.ops.elementwise": _ELEMENTWISE,
        "engine.ops.activations": "softplus softsign softmax log_softmax",
        "engine.ops.normalization": "l2_normalize zero_fraction",
        "engine.ops.ranking": "top_k in_top_k",
        "engine.ops.comparison": _COMPARISON,
        "engine.ops.complex_numbers": "real imag angle",
        "engine.ops.conjugate": "conj",
        "engine.ops.special": _SPECIAL,
        "engine.ops.reductions": f"{_REDUCTIONS} reduce_euclidean_norm reduce_variance reduce_std",
        "engine.ops.extremes": "argmax argmin",
        "engine.ops.cumulative": "cumsum cumprod",
        "training.confusion": "confusion_matrix",
        "engine.ops.segments": f"{_SEGMENTS} bincount",
        "engine.ops.layout": "invert_permutation",
        "engine.ops.checks": "is_non_decreasing is_strictly_increasing",
        "engine.ops.contractions": "polyval",
    },
    "tf.linalg": {
        "engine.ops.linalg": "matmul matvec cross adjoint",
        "engine.ops.layout": "matrix_transpose transpose=matrix_transpose",
        "engine.ops.matrices": (
            f"{_MATRICES} inv=matrix_inverse det=matrix_determinant eigh=self_adjoint_eig "
            "eigvalsh=self_adjoint_eigvals slogdet=log_matrix_determinant logdet solve=matrix_solve "
            "triangular_solve=matrix_triangular_solve lstsq=matrix_solve_ls"
        ),
        "engine.ops.diagonals": (
            "diag=matrix_diag diag_part=matrix_diag_part set_diag=matrix_set_diag band_part=matrix_band_part "
            "tensor_diag=diag tensor_diag_part=diag_part trace eye"
        ),
        "engine.ops.contractions": "tensordot einsum",
        "engine.ops.norms": "norm global_norm",
        "engine.ops.normalization": "l2_normalize normalize",
    },
    "tf.bitwise": {
        "engine.ops.comparison": "bitwise_and bitwise_or bitwise_xor left_shift right_shift invert",
    },
    "tf.test": {
        "engine.gradient_check": "compute_gradient compute_gradient_error",
    },
    "tf.autodiff": {
        "engine.autodiff": "numeric symbolic forward pushforward reverse compare Result",
    },
    "tf.signal": {"engine.ops.fourier": _FOURIER},
    "tf.spectral": {"engine.ops.fourier": _FOURIER},
}
