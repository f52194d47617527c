"""`import tuigraph as tf` costs little more than NumPy: counted in modules and bytecode, which no load changes.

`python -m tests.measure` tells the milliseconds.
"""

from __future__ import annotations

import json
import subprocess
import sys

MODULES = 80
KILOBYTES = 900
CODE = """
import json, sys
import numpy
before = set(sys.modules)
import tuigraph as tf
tf.Session, tf.constant, tf.Variable
import marshal
loaded = [sys.modules[name] for name in set(sys.modules) - before - {"marshal"}]
codes = [m.__spec__.loader.get_code(m.__name__) for m in loaded if getattr(m.__spec__, "has_location", False)]
sizes = [len(marshal.dumps(code)) - len(code.co_filename) for code in codes if code]  # wherever the package lies
print(json.dumps([len(loaded), sum(sizes)]))
"""


def test_import_loads_little_more_than_numpy() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    modules, size = json.loads(done.stdout)
    assert 10 < modules <= MODULES
    assert 100_000 < size <= KILOBYTES * 1000
