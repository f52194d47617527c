"""``python -m tests.benchmarks`` prints how quick the engine is beside NumPy by hand, and beside TensorFlow if named.

Each engine has its own process on one thread; ratios above 1 mean that tuigraph is quicker.  A clock says as much about
the machine as about the engine, so no test asks for it.  The screen's figures: ``python -m tests.pty.measure``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

WORKLOADS = Path(__file__).with_name("workloads.py")


def measured(python: str, module: str) -> dict[str, float]:
    """Seconds a run, by workload."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    paths = os.pathsep.join(filter(None, [str(WORKLOADS.parents[2]), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, **threads, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    if module == "tuigraph":
        environment["PYTHONPATH"] = paths
    done = subprocess.run(
        [python, str(WORKLOADS), module], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tensorflow", metavar="PYTHON", help="the interpreter of a TensorFlow 1")
    parser.add_argument("--rounds", type=int, default=3, help="of which the quickest counts")
    parsed = parser.parse_args()
    engines = {"tuigraph": sys.executable, "numpy": sys.executable}
    if parsed.tensorflow:
        engines["tensorflow"] = parsed.tensorflow
    found: dict[str, dict[str, float]] = {engine: {} for engine in engines}
    for _ in range(parsed.rounds):  # in turn, so that what the machine does to one it does to all
        for engine, python in engines.items():
            for name, seconds in measured(python, engine).items():
                found[engine][name] = min(seconds, found[engine].get(name, seconds))
    print(f"{'':<28}{'tuigraph':>12}" + "".join([f"{engine + ' /':>16}" for engine in engines if engine != "tuigraph"]))
    for name, ours in found["tuigraph"].items():
        others = [found[engine].get(name) for engine in engines if engine != "tuigraph"]
        ratios = "".join([f"{'' if other is None else f'{other / ours:.2f}':>16}" for other in others])
        print(f"{name:<28}{1e6 * ours:>9.2f} us{ratios}")


if __name__ == "__main__":
    main()
