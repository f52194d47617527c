"""``tuigraph debug script.py`` without a terminal: the script in this process, under the line-based debugger."""

from __future__ import annotations

from typing import TextIO

from tuigraph.configuration import memory
from tuigraph.debuggee.client import Target
from tuigraph.debuggee.programs import program_of
from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.kept import file_for
from tuigraph.debugger.plain import Lines
from tuigraph.debugger.timeline import LIMIT


def debug(target: Target, into: TextIO, out: TextIO, errors: TextIO | None = None) -> int:
    """Debug to the end of the input; the exit code that the program has come to by itself, 0 where it has not ended.

    Raises OSError when nobody reads on.
    """
    program = program_of(target.load())
    lines = Lines(program, into, out, errors)
    kept_in = file_for(target.units[0].filename) if target.keep else None
    limit = memory() or LIMIT
    debugger = Debugger(program, lines, limit=limit, kept_in=kept_in, read=lines.read, write=lines.write)
    debugger.run()
    if lines.broken is not None:
        raise lines.broken
    if lines.failed:
        return 1
    return debugger.exit if isinstance(debugger.exit, int) else int(debugger.exit is not None)
