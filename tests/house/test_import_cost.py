"""`import tuigraph as tf` costs what NumPy costs and at most 40 ms more, of the importing thread's processor time.

So neither other programs count nor the threads of NumPy's BLAS, which spin for a while after they have started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LIMIT_MS = 40
CODE = """
import time
import numpy
began = time.thread_time()
import tuigraph as tf
tf.Session, tf.constant, tf.Variable
print(1000 * (time.thread_time() - began))
"""


def milliseconds_over_numpy(bytecode: Path) -> float:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(bytecode)}
    command = [sys.executable, "-c", CODE]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)


def test_import_costs_little_more_than_numpy(tmp_path: Path) -> None:
    milliseconds_over_numpy(tmp_path)  # writes the bytecode
    best = min(milliseconds_over_numpy(tmp_path) for _ in range(7))
    assert best <= LIMIT_MS, f"{best:.1f} ms over NumPy"
