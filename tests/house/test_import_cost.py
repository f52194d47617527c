"""`import tuigraph as tf` costs what NumPy costs and at most 40 ms more, of processor time: other programs do not count."""

from __future__ import annotations

import subprocess
import sys

LIMIT_MS = 40
CODE = """
import time
import numpy
began = time.process_time()
import tuigraph as tf
tf.Session, tf.constant, tf.Variable
print(1000 * (time.process_time() - began))
"""


def milliseconds_over_numpy() -> float:
    return float(subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout)


def test_import_costs_little_more_than_numpy() -> None:
    milliseconds_over_numpy()  # writes the bytecode
    best = min(milliseconds_over_numpy() for _ in range(7))
    assert best <= LIMIT_MS, f"{best:.1f} ms over NumPy"
