"""Examples of linear algebra."""

from __future__ import annotations

from typing import Any

import numpy as np

import tuigraph as tf
from tests.engine.examples.example import numbers, of

WIDE = numbers(2, 3)
TALL = numbers(3, 2, seed=1)
SQUARE = numbers(3, 3, seed=2) + 3 * np.eye(3)
BATCH = np.stack([SQUARE, SQUARE.T + np.eye(3)])
RIGHT = numbers(3, 2, seed=3)
SYMMETRIC = numbers(3, 3, seed=4, low=-0.5, high=0.5)
POSITIVE = SYMMETRIC @ SYMMETRIC.T + np.diag([1.0, 2.0, 3.5])
TRANSPOSES = [{"transpose_a": a, "transpose_b": b} for a in (False, True) for b in (False, True)]
ADJOINTS = [{"adj_x": a, "adj_y": b} for a in (False, True) for b in (False, True)]
COMPLEX = numbers(2, 2) + 1j * numbers(2, 2, seed=7)


def symmetric(op_type: Any, output: Any = None) -> Any:
    """An operation on the symmetric part of its input, of which differences move both halves."""

    def build(matrix: Any) -> Any:
        half = 0.5 * (matrix + tf.linalg.matrix_transpose(matrix))
        return {"Cholesky": tf.cholesky, "SelfAdjointEigV2": tf.self_adjoint_eig}[op_type](half)

    return build


def oriented(columns: Any) -> Any:
    """Vectors whose sign the factorization leaves open, made unique."""
    return columns * tf.sign(columns[:1, :])


def qr(matrix: Any) -> Any:
    q, r = tf.qr(matrix)
    signs = tf.sign(tf.matrix_diag_part(r))
    return q * signs, r * tf.expand_dims(signs, -1)


def eigen(matrix: Any) -> Any:
    values, vectors = symmetric("SelfAdjointEigV2")(matrix)
    return values, oriented(vectors)


def svd(matrix: Any) -> Any:
    s, u, v = tf.svd(matrix)
    signs = tf.sign(u[:1, :])
    return s, u * signs, v * signs


EXAMPLES = {
    "MatMul": [
        *(of(WIDE.T if t["transpose_a"] else WIDE, TALL.T if t["transpose_b"] else TALL, attrs=t) for t in TRANSPOSES),
        of(COMPLEX, COMPLEX.T),
    ],
    **{
        name: [
            *(of(BATCH, BATCH + 0.1, attrs=t) for t in ADJOINTS),
            of(COMPLEX[None], COMPLEX[None], attrs={"adj_x": True}),
        ]
        for name in ("BatchMatMul", "BatchMatMulV2")
    },
    "Cross": [of(WIDE, WIDE[::-1] + 0.3)],
    "MatrixInverse": [of(SQUARE), of(BATCH, attrs={"adjoint": True})],
    "MatrixDeterminant": [of(SQUARE), of(BATCH)],
    "LogMatrixDeterminant": [of(SQUARE), of(BATCH)],
    "MatrixSolve": [of(SQUARE, RIGHT), of(SQUARE, RIGHT, attrs={"adjoint": True})],
    "MatrixTriangularSolve": [
        of(SQUARE, RIGHT),
        of(SQUARE, RIGHT, attrs={"lower": False}),
        of(SQUARE, RIGHT, attrs={"adjoint": True}),
    ],
    "Cholesky": [of(POSITIVE, build=symmetric("Cholesky"))],
    "SelfAdjointEigV2": [
        of(POSITIVE, build=eigen),
        of(POSITIVE, build=lambda m: [tf.self_adjoint_eigvals(0.5 * (m + tf.transpose(m)))]),
    ],
    "Qr": [of(SQUARE, build=qr), of(TALL, build=qr)],
    "Svd": [
        of(SQUARE, build=svd),
        of(TALL, build=svd),
        of(WIDE, build=svd),
        of(WIDE, build=lambda m: [tf.svd(m, compute_uv=False)]),
    ],
    "Diag": [of(WIDE)],
    "DiagPart": [of(SQUARE), of(numbers(2, 2, 2, 2))],
    "MatrixDiag": [of(WIDE)],
    "MatrixDiagPart": [of(BATCH), of(WIDE)],
    "MatrixSetDiag": [of(SQUARE, [1.5, 2.5, 3.5]), of(WIDE, [1.5, 2.5])],
    "MatrixBandPart": [
        of(SQUARE, np.int64(1), np.int64(0)),
        of(BATCH, np.int64(-1), np.int64(1)),
        of(WIDE, np.int64(0), np.int64(-1)),
    ],
}
EXAMPLES["BatchMatMulV2"].append(of(BATCH, SQUARE))
