"""Examples of operations on the layout of tensors."""

from __future__ import annotations

import numpy as np

from tests.engine.examples.example import numbers, of

ANY = numbers(2, 3)
OTHER = numbers(2, 3, seed=1)
CUBE = numbers(2, 3, 4, seed=2)
COMPLEX = ANY + 1j * OTHER
SPARSE_SHAPE = np.array([2, 3])
SPARSE = (np.array([[0, 1], [1, 0], [1, 2]]), [1.5, 2.5, 3.5], SPARSE_SHAPE)
STRIDED = {
    "begin_mask": 0,
    "end_mask": 0,
    "ellipsis_mask": 0,
    "new_axis_mask": 0,
    "shrink_axis_mask": 0,
}

EXAMPLES = {
    "Identity": [of(ANY), of(1.5)],
    "IdentityN": [of((ANY, 1.5))],
    "Reshape": [of(ANY, [3, 2]), of(ANY, [-1]), of([[1.5]], np.array([], np.int32))],
    "ExpandDims": [of(ANY, 1), of(1.5, 0)],
    "Squeeze": [of([[[1.5], [2.5]]]), of([[[1.5], [2.5]]], attrs={"squeeze_dims": [0]})],
    "Transpose": [of(CUBE, [2, 0, 1])],
    "ConjugateTranspose": [of(COMPLEX, [1, 0])],
    "Fill": [of([2, 3], 1.5)],
    "BroadcastTo": [of([[1.5], [2.5]], [2, 2, 3])],
    "Tile": [of(ANY, [2, 1]), of([1.5, 2.5], [3])],
    "Pack": [of((ANY, OTHER)), of((ANY, OTHER), attrs={"axis": 1}), of((1.5, 2.5))],
    "Unpack": [of(ANY, attrs={"num": 2, "axis": 0}), of(ANY, attrs={"num": 3, "axis": 1})],
    "ConcatV2": [of((ANY, OTHER), 0), of((ANY, OTHER), 1), of((ANY,), -1)],
    "Split": [of(1, ANY, attrs={"num_split": 3})],
    "SplitV": [of(ANY, [1, 2], 1, attrs={"num_split": 2})],
    "Slice": [of(CUBE, [0, 1, 0], [2, 1, -1])],
    "StridedSlice": [
        of(CUBE, [0, 0], [2, 2], [1, 1], attrs=STRIDED),
        of(CUBE, [0, -1], [1, 0], [1, -1], attrs=STRIDED),
        of(CUBE, [1], [2], [1], attrs={**STRIDED, "shrink_axis_mask": 1}),
    ],
    "StridedSliceGrad": [of([2, 3, 4], [0, 0], [2, 2], [1, 1], numbers(2, 2, 4), attrs=STRIDED)],
    "GatherV2": [of(ANY, [1, 0, 1], 0), of(CUBE, [[2, 0]], 1)],
    "GatherNd": [of(ANY, [[0, 1], [1, 2]]), of(ANY, [[1], [1]])],
    "ScatterNd": [of([[0], [2]], numbers(2, 3), [4, 3])],
    "TensorScatterAdd": [of(ANY, [[1]], numbers(1, 3))],
    "TensorScatterSub": [of(ANY, [[1]], numbers(1, 3))],
    "TensorScatterUpdate": [of(ANY, [[1]], numbers(1, 3))],
    "SparseToDense": [of([[0, 1], [1, 2]], [2, 3], [1.5, 2.5], 0.5)],
    "Select": [of([[True, False, True], [False, True, True]], ANY, OTHER), of([True, False], ANY, OTHER)],
    "SelectV2": [of([True, False, True], ANY, OTHER)],
    "Pad": [of(ANY, [[1, 0], [0, 2]])],
    "PadV2": [of(ANY, [[1, 0], [0, 2]], 1.5, fixed=(2,))],
    "MirrorPad": [
        of(ANY, [[1, 0], [0, 2]], attrs={"mode": "REFLECT"}),
        of(ANY, [[1, 1], [2, 0]], attrs={"mode": "SYMMETRIC"}),
    ],
    "MirrorPadGrad": [of(numbers(3, 5), [[1, 0], [0, 2]], attrs={"mode": "REFLECT"})],
    "ReverseV2": [of(ANY, [1])],
    "ReverseSequence": [of(ANY, np.array([2, 3], np.int64), attrs={"seq_dim": 1, "batch_dim": 0})],
    "Roll": [of(ANY, 1, 1), of(CUBE, [1, -1], [0, 2])],
    "SpaceToDepth": [of(numbers(1, 4, 2, 3), attrs={"block_size": 2})],
    "DepthToSpace": [of(numbers(2, 1, 2, 8), attrs={"block_size": 2})],
    "SparseReorder": [of(np.array([[1, 2], [0, 1], [1, 0]]), [1.5, 2.5, 3.5], SPARSE_SHAPE)],
    "SparseSlice": [of(*SPARSE, np.array([1, 0]), np.array([1, 2]), dynamic=True)],
    "SparseFillEmptyRows": [of(np.array([[0, 1], [2, 0]]), [1.5, 2.5], np.array([3, 3]), 4.5, dynamic=True)],
    "SparseTensorDenseMatMul": [
        of(*SPARSE, numbers(3, 2)),
        of(*SPARSE, numbers(4, 2), attrs={"adjoint_a": True, "adjoint_b": True}),
    ],
    "SparseAdd": [
        of(*SPARSE, np.array([[0, 1], [1, 1]]), [4.5, 5.5], SPARSE_SHAPE, 0.0, fixed=(6,), dynamic=True),
    ],
    "SparseAddGrad": [of([1.5, 2.5, 3.5], SPARSE[0], SPARSE[0][:1], SPARSE[0])],
    "SparseSliceGrad": [of([1.5], SPARSE[0], np.array([1, 0]), np.array([[0, 0]]))],
    "SparseFillEmptyRowsGrad": [of(np.array([0, 2]), [1.5, 2.5, 3.5])],
    "SparseDenseCwiseAdd": [of(*SPARSE, [2.5, 3.5, 4.5])],
    "SparseReduceSum": [of(*SPARSE, [1]), of(*SPARSE, [0, 1], attrs={"keep_dims": True})],
    "SparseSoftmax": [of(*SPARSE)],
    "SparseDenseCwiseMul": [of(*SPARSE, [2.5, 3.5, 4.5]), of(*SPARSE, ANY)],
    "SparseDenseCwiseDiv": [of(*SPARSE, [[2.5], [3.5]])],
    "SparseTensorDenseAdd": [of(np.array([[0, 1], [1, 2]]), [1.5, 2.5], np.array([2, 3]), ANY)],
    "EnsureShape": [of(ANY, attrs={"shape": (2, None)})],
    "CheckNumerics": [of(ANY, attrs={"message": "not finite"})],
    "PlaceholderWithDefault": [of(ANY, attrs={"shape": (2, 3)})],
}
