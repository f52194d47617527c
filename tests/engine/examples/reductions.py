"""Examples of reductions, segments, running sums, parts put together."""

from __future__ import annotations

import numpy as np

from tests.engine.examples.example import numbers, of

ANY = numbers(2, 3)
CUBE = numbers(2, 3, 2, seed=4)
REDUCTIONS = ("Sum", "Prod", "Mean", "Max", "Min")
SORTED = np.array([0, 0, 1, 3], np.int32)
UNSORTED = np.array([2, 0, -1, 1], np.int32)
ROWS = numbers(4, 2, low=0.5, high=3.0)

SPARSE_SEGMENTS = ("SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN")

EXAMPLES = {
    **{
        name: [
            of(ANY, [0, 1]),
            of(ANY, 0),
            of(ANY, [-1], attrs={"keep_dims": True}),
            of(CUBE, [0, 2]),
            of(ANY, np.array([], np.int32)),
        ]
        for name in REDUCTIONS
    },
    "EuclideanNorm": [of(ANY, 1, fixed=(0,))],
    "All": [of([[True, False], [True, True]], 0)],
    "Any": [of([[True, False], [True, True]], [0, 1])],
    "ArgMax": [of(ANY, 0, fixed=(0,)), of(ANY, -1, fixed=(0,))],
    "ArgMin": [of(ANY, 1, fixed=(0,))],
    **{
        name: [
            of(ANY, 0),
            of(CUBE, 1, attrs={"exclusive": True}),
            of(ANY, -1, attrs={"reverse": True}),
            of(ANY, 0, attrs={"exclusive": True, "reverse": True}),
        ]
        for name in ("Cumsum", "Cumprod")
    },
    "SegmentSum": [of(ROWS, SORTED, dynamic=True)],
    **{name: [of(ROWS, [0, 0, 1, 2], dynamic=True)] for name in ("SegmentMean", "SegmentMax", "SegmentMin")},
    "SegmentProd": [of(ROWS, SORTED, fixed=(0,), dynamic=True)],
    **{
        name: [of(ROWS, UNSORTED, 3)]
        for name in ("UnsortedSegmentSum", "UnsortedSegmentProd", "UnsortedSegmentMax", "UnsortedSegmentMin")
    },
    **{name: [of(ROWS, [3, 0, 3, 1], SORTED[1:].repeat([2, 1, 1]), dynamic=True)] for name in SPARSE_SEGMENTS[:1]},
    **{f"{name}WithNumSegments": [of(ROWS, [3, 0, 3], SORTED[1:], 5)] for name in SPARSE_SEGMENTS[:1]},
    **{f"{name}Grad": [of(ROWS, [3, 0, 3], SORTED[1:], 5, fixed=(0,))] for name in SPARSE_SEGMENTS[1:]},
    "Bincount": [of([1, 3, 1], 4, np.array([], np.int32))],
    "ParallelDynamicStitch": [of(([0, 2], [1]), (numbers(2, 2), numbers(1, 2, seed=1)))],
    "DynamicStitch": [of(([0, 2], [1]), (numbers(2, 2), numbers(1, 2, seed=1)))],
    "DynamicPartition": [of(ROWS, [0, 1, 0, 1], attrs={"num_partitions": 2}, dynamic=True)],
    "BroadcastGradientArgs": [of([2, 3], [3], dynamic=True)],
}
EXAMPLES["UnsortedSegmentProd"].append(of([0.0, 2.0, 3.0, 0.0], [0, 0, 1, 2], 3))
EXAMPLES["Prod"].append(of([0.0, 2.0, 3.0], [0]))
