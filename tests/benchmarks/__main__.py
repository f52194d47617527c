"""``python -m tests.benchmarks`` prints how quick engine and screen are, as ratios to what is installed beside them.

NumPy by hand always; TensorFlow where this Python can import it, or by ``--tensorflow PYTHON`` for each interpreter
that has one.  Each engine has its own process on one thread, and they take turns; ratios above 1 mean that tuigraph is
quicker.  ``--write README.md`` puts the tables between the two marks of that file, with date and machine.
A clock says as much about the machine as about the engine, so no test asks for it.  What each optimisation is worth:
``python -m tests.benchmarks.worth``.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- benchmarks -->", "<!-- end of benchmarks -->"


def one_thread() -> dict[str, str]:
    """An environment in which everybody has one thread, and no BLAS is slowed down."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "CUDA_VISIBLE_DEVICES": ""}
    return {**environment, **threads, **quiet, "PYTHONPATH": paths}


def measured(python: str, engine: str, word: str = "") -> tuple[str, dict[str, float]]:
    """The engine's version, and seconds by row."""
    command = [python, "-m", "tests.benchmarks.worker", engine, word]
    done = subprocess.run(command, env=one_thread(), capture_output=True, text=True)
    if done.returncode:
        print(f"{python}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    return (lines[0][1] if lines else "", dict(lines[1:]))


def tensorflows(named: Iterable[str]) -> list[str]:
    """The interpreters that have a TensorFlow."""
    return list(named) or ([sys.executable] if importlib.util.find_spec("tensorflow") else [])


def human(seconds: float) -> str:
    for unit, times in (("s", 1.0), ("ms", 1e3)):
        if seconds * times >= 1:
            return f"{seconds * times:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def ratio(other: float | None, ours: float) -> str:
    return "" if other is None else f"{other / ours:.3g}"


def engine_table(pythons: list[str], rounds: int, word: str) -> list[str]:
    columns = [("tuigraph", sys.executable), ("numpy", sys.executable), *(("tensorflow", path) for path in pythons)]
    found: list[dict[str, float]] = [{} for _ in columns]
    titles = [""] * len(columns)
    for _ in range(rounds):  # in turn, so that what the machine does to one it does to all
        for i, (engine, python) in enumerate(columns):
            titles[i], seconds_of = measured(python, engine, word)
            for name, seconds in seconds_of.items():
                found[i][name] = min(seconds, found[i].get(name, seconds))
    heads = ["NumPy by hand", *(f"TensorFlow {version}" for version in titles[2:])]
    lines = [row(["engine", "tuigraph", *(f"{head} /" for head in heads)]), row(["---", *["---:"] * (1 + len(heads))])]
    for name, ours in found[0].items():
        lines.append(row([name, human(ours), *(ratio(other.get(name), ours) for other in found[1:])]))
    return lines


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """The day, the processor and what runs on it."""
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line.split(":", 1)[1].strip() for line in information.read_text().splitlines() if "model name" in line]
        processor = f"{len(names)} x {names[0]}" if names else processor
    today = datetime.date.today().isoformat()
    return f"{today}; {processor}; Python {platform.python_version()}, NumPy {np.__version__}; one thread."


def write(path: Path, text: str) -> None:
    before, rest = path.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--tensorflow", metavar="PYTHON", action="append", default=[], help="an interpreter that has a TensorFlow"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of which the quickest counts")
    parser.add_argument("--only", metavar="WORD", default="", help="rows of the engine with this word in their names")
    parser.add_argument("--no-screen", action="store_true", help="the engine's table only")
    parser.add_argument("--write", metavar="FILE", type=Path, help="put the tables into a file with marks")
    parsed = parser.parse_args()
    lines = [machine(), "", *engine_table(tensorflows(parsed.tensorflow), parsed.rounds, parsed.only)]
    if not (parsed.no_screen or parsed.only):
        from tests.benchmarks.screen import rows

        lines += ["", row(["screen", "measured"]), row(["---", "---:"]), *map(row, rows(parsed.rounds))]
    print("\n".join(lines))
    if parsed.write:
        write(parsed.write, "\n".join(lines))


if __name__ == "__main__":
    main()
