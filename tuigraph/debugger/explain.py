"""An exception of the program as something to read: its class, what it says, and where in the program it arose."""

from __future__ import annotations

import linecache
import traceback
from itertools import pairwise
from types import TracebackType

from tuigraph.debugger.brief import text_of
from tuigraph.debugger.program import Program, Spot
from tuigraph.wire.said import Said, Text, joined, said
from tuigraph.wire.views import Problem
from tuigraph.words import message

LONGEST_CHAIN = 8
PROMPT = -1  # the unit of what was typed at the prompt


def explain(error: BaseException, program: Program, around: BaseException | None = None) -> Problem:
    """The problem behind an exception; frames that are not the program's own are left out.

    What the program handles `around` it is no cause of what was typed at the prompt.
    """
    text = _syntax(error) if isinstance(error, SyntaxError) else text_of(error)
    own = _own_frames(error.__traceback__, program)
    if isinstance(error, SyntaxError) and error.filename and program.is_source(error.filename):
        own.append((error.filename, error.lineno or 1, "<module>"))
    if not own:
        return Problem(type(error).__name__, text, PROMPT, 0, tuple(_chain(error, program, around)))
    spots = [program.spot(file, line) or Spot(PROMPT, line) for file, line, _ in own]
    unit = next((spot.unit for spot in reversed(spots) if not spot.file), PROMPT)
    calls = [_called(program, name, *at) for name, at in _callers(own)]
    calls += _chain(error, program, around)
    return Problem(type(error).__name__, text, unit, spots[-1].line, tuple(calls), spots[-1].file)


def _chain(error: BaseException, program: Program, around: BaseException | None) -> list[Said]:
    """The errors before an error: its causes, and those while which it arose."""
    found: list[Said] = []
    seen = {id(error)}
    while len(found) < LONGEST_CHAIN:
        cause = error.__cause__
        before = cause or (None if error.__suppress_context__ else error.__context__)
        if before is None or before is around or id(before) in seen:
            break
        seen.add(id(before))
        key = message("error_caused_by") if cause is not None else message("error_while")
        own = _own_frames(before.__traceback__, program)
        file, line, _ = own[-1] if own else ("", 0, "")
        where = f"{program.shown(file)}:{line}" if file else ""
        found.append(said(key, type=type(before).__name__, message=text_of(before), where=where))
        error = before
    return found


def in_words(problem: Problem, program: Program) -> list[Text]:
    """A problem as the lines that the program's output shows."""
    type, line = problem.type, problem.line
    if not line:
        return [joined((problem.text, "\n"))]
    text, *more = problem.message.split("\n") if isinstance(problem.message, str) else [problem.message]
    if problem.file:
        first = said("error_in_file", type=type, message=text, line=line, file=program.shown(problem.file))
    elif problem.unit == PROMPT:
        first = said("error_at_prompt", type=type, message=text, line=line)
    elif len(program.units) == 1 and problem.unit == 0:
        first = said("error_in_file", type=type, message=text, line=line, file=program.units[0].filename)
    else:
        first = said("error_in_cell", type=type, message=text, line=line, n=problem.unit + 1)
    return [first, *(f"{line}\n" for line in more), *problem.calls]


def _own_frames(trace: TracebackType | None, program: Program) -> list[tuple[str, int, str]]:
    found = []
    for frame, line in traceback.walk_tb(trace):
        if program.is_source(frame.f_code.co_filename):
            found.append((frame.f_code.co_filename, line, frame.f_code.co_name))
    return found


def _callers(own: list[tuple[str, int, str]]) -> list[tuple[str, tuple[str, int]]]:
    """From the innermost function outwards: its name and the place that called it."""
    pairs = list(pairwise(own))
    return [(inner[2], (outer[0], outer[1])) for outer, inner in reversed(pairs)]


def _called(program: Program, name: str, filename: str, line: int) -> Said:
    spot = program.spot(filename, line) or Spot(PROMPT, line)
    text = linecache.getline(filename, line).strip()
    if spot.file:
        return said("called_in", name=name, file=program.shown(filename), line=line, text=text)
    return said("called_at", name=name, line=spot.line, text=text)


def _syntax(error: SyntaxError) -> str:
    if not error.text:
        return error.msg
    text = error.text.rstrip("\n")
    caret = " " * (max(error.offset or 1, 1) - 1) + "^"
    return f"{error.msg}\n  {text}\n  {caret}"
