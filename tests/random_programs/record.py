"""Asks TensorFlow 1.15.5 what random programs answer.

``TF1_PYTHON=its/python python -m tests.random_programs.record FILE --first 0 --count 250``; no test needs it.

Each program runs twice, with one thread between operations and with four. One whose answers differ depends on an order
that nothing gives it, and is left out, as is one that says so of itself or does not end.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import select
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.random_programs import running
from tests.random_programs.program import make

Answer = list[Any]


class Worker:
    """A process that answers programs; one that stays silent is ended, and started again for the next."""

    def __init__(self, python: str, *arguments: str) -> None:
        self._command = [python, running.__file__, *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, program: dict[str, Any], seconds: float = 20) -> tuple[Answer, str]:
        """The answers of each run and the error's text; ``(["silent"], "")`` when there is no answer in time."""
        if self._process is None:
            quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=tempfile.gettempdir(),
                env=quiet,
            )
            seconds += 40
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(program).encode() + b"\n")
        self._process.stdin.flush()
        line = b""
        while not line.endswith(b"\n"):
            ready = select.select([self._process.stdout], [], [], seconds)[0]
            piece = os.read(self._process.stdout.fileno(), 1 << 16) if ready else b""
            if not piece:
                self.end()
                return ["silent"], ""
            line += piece
        answers, message = json.loads(line)
        return answers, message

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def record(python: str, seeds: range) -> list[dict[str, Any]]:
    """The programs of these seeds that have one answer, each with it."""
    workers = [Worker(python, "--module", "tensorflow", "--threads", n) for n in ("1", "4")]
    kept = []
    for seed in seeds:
        made = make(seed)
        if not made.is_certain:
            continue
        program = made.data()
        first, second = (worker.ask(program)[0] for worker in workers)
        if repr(first) == repr(second) and first != ["silent"]:
            kept.append({**program, "answers": first})
    for worker in workers:
        worker.end()
    return kept


def write(path: Path, programs: list[dict[str, Any]]) -> None:
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write("\n".join(json.dumps(p, separators=(",", ":")) for p in programs).encode())


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=250)
    parsed = parser.parse_args()
    kept = record(os.environ["TF1_PYTHON"], range(parsed.first, parsed.first + parsed.count))
    write(parsed.file, kept)
    print(f"{len(kept)} of {parsed.count} programs written")


if __name__ == "__main__":
    main()
