"""`tf.linalg` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.contractions import einsum as einsum
from tuigraph.engine.ops.contractions import tensordot as tensordot
from tuigraph.engine.ops.diagonals import diag as tensor_diag
from tuigraph.engine.ops.diagonals import diag_part as tensor_diag_part
from tuigraph.engine.ops.diagonals import eye as eye
from tuigraph.engine.ops.diagonals import matrix_band_part as band_part
from tuigraph.engine.ops.diagonals import matrix_diag as diag
from tuigraph.engine.ops.diagonals import matrix_diag_part as diag_part
from tuigraph.engine.ops.diagonals import matrix_set_diag as set_diag
from tuigraph.engine.ops.diagonals import trace as trace
from tuigraph.engine.ops.layout import matrix_transpose as matrix_transpose
from tuigraph.engine.ops.layout import matrix_transpose as transpose
from tuigraph.engine.ops.linalg import adjoint as adjoint
from tuigraph.engine.ops.linalg import cross as cross
from tuigraph.engine.ops.linalg import matmul as matmul
from tuigraph.engine.ops.linalg import matvec as matvec
from tuigraph.engine.ops.matrices import cholesky as cholesky
from tuigraph.engine.ops.matrices import cholesky_solve as cholesky_solve
from tuigraph.engine.ops.matrices import log_matrix_determinant as slogdet
from tuigraph.engine.ops.matrices import logdet as logdet
from tuigraph.engine.ops.matrices import matrix_determinant as det
from tuigraph.engine.ops.matrices import matrix_determinant as matrix_determinant
from tuigraph.engine.ops.matrices import matrix_inverse as inv
from tuigraph.engine.ops.matrices import matrix_inverse as matrix_inverse
from tuigraph.engine.ops.matrices import matrix_solve as matrix_solve
from tuigraph.engine.ops.matrices import matrix_solve as solve
from tuigraph.engine.ops.matrices import matrix_solve_ls as lstsq
from tuigraph.engine.ops.matrices import matrix_solve_ls as matrix_solve_ls
from tuigraph.engine.ops.matrices import matrix_triangular_solve as matrix_triangular_solve
from tuigraph.engine.ops.matrices import matrix_triangular_solve as triangular_solve
from tuigraph.engine.ops.matrices import qr as qr
from tuigraph.engine.ops.matrices import self_adjoint_eig as eigh
from tuigraph.engine.ops.matrices import self_adjoint_eig as self_adjoint_eig
from tuigraph.engine.ops.matrices import self_adjoint_eigvals as eigvalsh
from tuigraph.engine.ops.matrices import self_adjoint_eigvals as self_adjoint_eigvals
from tuigraph.engine.ops.matrices import svd as svd
from tuigraph.engine.ops.normalization import l2_normalize as l2_normalize
from tuigraph.engine.ops.normalization import normalize as normalize
from tuigraph.engine.ops.norms import global_norm as global_norm
from tuigraph.engine.ops.norms import norm as norm

__all__ = [
    "adjoint",
    "band_part",
    "cholesky",
    "cholesky_solve",
    "cross",
    "det",
    "diag",
    "diag_part",
    "eigh",
    "eigvalsh",
    "einsum",
    "eye",
    "global_norm",
    "inv",
    "l2_normalize",
    "logdet",
    "lstsq",
    "matmul",
    "matrix_determinant",
    "matrix_inverse",
    "matrix_solve",
    "matrix_solve_ls",
    "matrix_transpose",
    "matrix_triangular_solve",
    "matvec",
    "norm",
    "normalize",
    "qr",
    "self_adjoint_eig",
    "self_adjoint_eigvals",
    "set_diag",
    "slogdet",
    "solve",
    "svd",
    "tensor_diag",
    "tensor_diag_part",
    "tensordot",
    "trace",
    "transpose",
    "triangular_solve",
]
