"""Histograms in TensorFlow's default buckets: their limits grow by a tenth, from 1e-12 to 1e20 on either side of 0.

Source: tensorflow/core/lib/histogram/histogram.cc.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

import numpy as np

from tuigraph.interop.summary_proto import HistogramProto


@functools.cache
def bucket_limits() -> Any:
    """The upper limits of the default buckets, in order."""
    positive = []
    limit = 1e-12
    while limit < 1e20:
        positive.append(limit)
        limit *= 1.1
    positive.append(sys.float_info.max)
    return np.array([*(-x for x in reversed(positive)), 0.0, *positive])


def histogram_proto(values: Any) -> Any:
    """The histogram of finite float64 `values` [n]; a run of empty buckets is one bucket."""
    limits = bucket_limits()
    if not len(values):
        largest = sys.float_info.max
        return HistogramProto(min=largest, max=-largest, bucket_limit=[largest], bucket=[0.0])
    places = np.minimum(np.searchsorted(limits, values, side="right"), len(limits) - 1)
    counts = np.bincount(places, minlength=len(limits))
    last_of_run = np.ones(len(limits), bool)
    last_of_run[:-1] = (counts[:-1] > 0) | (counts[1:] > 0)
    return HistogramProto(
        min=values.min(),
        max=values.max(),
        num=len(values),
        sum=np.add.accumulate(values)[-1],  # one after the other, as TensorFlow adds
        sum_squares=np.add.accumulate(values * values)[-1],
        bucket_limit=limits[last_of_run],
        bucket=counts[last_of_run],
    )
