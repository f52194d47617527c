"""Processes of a cluster for tests: scripts as a reader types them, each of which ends with whoever started it.

`python -m tests.cluster.processes SCRIPT ARGUMENTS` runs a script, and ends it when its standard input ends, which it
does whatever happens to the process at the other end.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.clock import HANGS
from tests.conftest import ROOT


@contextmanager
def running(script: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that runs a script, and is gone behind the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cluster.processes", str(script), *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=HANGS)


def printed_by(process: subprocess.Popen[str]) -> str:
    """All that a process prints until it ends by itself, which it has to do without an error."""
    assert process.stdout is not None
    printed = process.stdout.read()
    assert process.wait(HANGS) == 0, printed
    return printed


def _guard() -> None:
    os.read(0, 1)
    os._exit(3)


if __name__ == "__main__":
    threading.Thread(target=_guard, daemon=True).start()
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
