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
    """Debug to the end of the input; 0, or 1 when the program has failed.  Raises OSError when nobody reads on."""
    program = program_of(target.load())
    lines = Lines(program, into, out, errors)
    kept_in = file_for(target.units[0].filename) if target.keep else None
    Debugger(program, lines, limit=memory() or LIMIT, kept_in=kept_in, read=lines.read, write=lines.write).run()
    if lines.broken is not None:
        raise lines.broken
    return 1 if lines.failed else 0
