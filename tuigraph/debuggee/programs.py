"""The program that somebody wants debugged; the process that is to run it gets ready for it."""

from __future__ import annotations

import sys
from pathlib import Path

from tuigraph.debugger.program import Program
from tuigraph.interop import alias
from tuigraph.wire.messages import Load


def program_of(load: Load) -> Program:
    """The program of a message, in this process, where `import tensorflow` means tuigraph."""
    alias.install()
    if load.argv:
        sys.path[0] = str(Path(load.argv[0]).resolve().parent)
    return Program(load.units, load.argv, load.echo)
