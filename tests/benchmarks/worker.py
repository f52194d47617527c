"""``python -m tests.benchmarks.worker ENGINE [WORD]`` prints a line of JSON for each row: its name, and its seconds.

The engine is ``numpy``, or a module that has TensorFlow 1's names; keeps to Python 3.7.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from tests.benchmarks import by_hand, graphs


def module_named(name: str) -> Any:
    tf = importlib.import_module(name)
    if name != "tuigraph" and tf.__version__[0] != "1":
        tf = tf.compat.v1
        tf.disable_v2_behavior()
    return tf


def main() -> None:
    engine, word = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    tf = None if engine == "numpy" else module_named(engine)
    print(json.dumps(["version", "" if tf is None else tf.__version__]), flush=True)
    for rows in by_hand.workloads() if tf is None else graphs.workloads(tf):
        for name, seconds, *_ in rows():
            if word in name:
                print(json.dumps([name, seconds()]), flush=True)


if __name__ == "__main__":
    main()
