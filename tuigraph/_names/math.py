"""Arithmetic, reductions, linear algebra, gradients."""

NAMES = {
    "tf": {
        "engine.ops.arithmetic": "add subtract multiply maximum minimum less less_equal greater greater_equal square negative",
        "engine.ops.reductions": "reduce_sum reduce_mean reduce_prod",
        "engine.ops.linalg": "matmul matrix_inverse",
    },
}
