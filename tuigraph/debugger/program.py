"""The debugged program: units of source (the code cells of a lesson, or one script) that share a namespace.

A unit is compiled under its file name and with the line numbers of its file, so tracebacks and `op.source` point at the
lesson itself.  Here is also what statement stops need to know of the source: which lines belong to one statement.
"""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any, NamedTuple

from tuigraph.debugger.project import Extents, Project, extents_of, first_line, lines_that_run
from tuigraph.debugger.refusals import Refused
from tuigraph.notebook.ipython import python_of
from tuigraph.notebook.shell import Shell, Tell
from tuigraph.wire.said import Said, said
from tuigraph.wire.unit import Unit

_INLINE = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>"})


class Spot(NamedTuple):
    """A place in the source: a line (from 1) of a unit, or of another `file` of the program, which is in no unit."""

    unit: int
    line: int
    file: str = ""


class Program:
    """Units that run one after the other, as one ``__main__``.

    `echo` shows the value of a unit's last statement where that is an expression, as a notebook does.  `argv` is what
    the program finds in `sys.argv`.
    """

    def __init__(self, units: Sequence[Unit], argv: Sequence[str] = (), echo: bool = False) -> None:
        self.units = tuple(units)
        self.argv = list(argv)
        self.echo = echo
        self.shell = Shell(units[0].path, _unheard) if units and units[0].notebook else None
        self._names = frozenset(unit.filename for unit in units)
        self.project = Project(str(Path(units[0].path).resolve().parent) if units else ".")
        self.around: FrameType | None = None  # the debugger's own, which runs the units
        self._prompts: dict[str, int] = {}
        self._places: dict[tuple[str, int], tuple[int, int] | None] = {}
        self._frames: dict[tuple[CodeType, int], Spot | None] = {}
        self._statements: dict[str, Extents] = {}
        self._begins: dict[int, dict[int, ast.stmt]] = {}
        self.module = ModuleType("__main__")
        self._python = [python_of(unit.source) if unit.notebook else unit.source for unit in self.units]
        self._register()
        self.fresh()

    def fresh(self) -> None:
        """Start over with an empty namespace."""
        self.module = ModuleType("__main__")
        self.module.__dict__["__builtins__"] = __builtins__
        if self.units:
            self.module.__file__ = self.units[0].filename

    @property
    def is_script(self) -> bool:
        """Whether it ends as a script does: a notebook's kernel and a lesson stay there."""
        return bool(self.argv) and len(self.units) == 1 and not self.units[0].notebook

    @property
    def namespace(self) -> dict[str, Any]:
        return self.module.__dict__

    @contextmanager
    def installed(self) -> Iterator[None]:
        """The program is what `sys.modules["__main__"]` and `sys.argv` speak of."""
        former = sys.modules.get("__main__"), sys.argv
        sys.modules["__main__"] = self.module
        if self.argv:
            sys.argv = list(self.argv)
        try:
            with ExitStack() as stack:
                if self.shell:
                    stack.enter_context(self.shell.installed(self.namespace))
                yield
        finally:
            if former[0] is not None:
                sys.modules["__main__"] = former[0]
            sys.argv = former[1]

    def tell(self, tell: Tell) -> None:
        """Who hears what a notebook's commands have to say."""
        if self.shell:
            self.shell.tell = tell

    def begin(self, number: int) -> None:
        """A unit is about to run."""
        if self.shell:
            self.shell.begin(number + 1)

    def end(self) -> None:
        """The unit has run to its end."""
        if self.shell:
            self.shell.end()

    # ------------------------------------------------------------ compiling

    def compile(self, number: int) -> list[CodeType]:
        """The code of a unit, in one or two pieces.  Raises SyntaxError, whose line is that of the file."""
        unit = self.units[number]
        blank = "\n" * (unit.first_line - 1)  # so that a syntax error names the line of the file too
        silent = unit.notebook and unit.source.endswith(";")  # as Jupyter has it
        return _compile(blank + self._python[number], unit.filename, self.echo and not silent)

    def compile_prompt(self, source: str) -> list[CodeType]:
        """The code of what was typed, in one or two pieces.  Raises SyntaxError."""
        filename = f"<prompt {len(self._prompts) + 1}>"
        self._prompts[filename] = len(self._prompts)
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        return _compile(source, filename, echo=True)

    def _register(self) -> None:
        """Let linecache know the sources as they are run, whatever becomes of the files."""
        lines: dict[str, list[str]] = {}
        for unit in self.units:
            known = lines.setdefault(unit.filename, [])
            end = unit.first_line - 1 + len(unit.lines)
            known.extend(["\n"] * (end - len(known)))
            known[unit.first_line - 1 : end] = [line + "\n" for line in unit.lines]
        for filename, text in lines.items():
            linecache.cache[filename] = (sum(map(len, text)), None, text, filename)

    # ------------------------------------------------------------ places in the source

    def is_source(self, filename: str) -> bool:
        """Whether this is a file of the program, or something that was typed at the prompt."""
        return filename in self._names or filename in self._prompts or self.project.has(filename)

    def is_own(self, code: CodeType) -> bool:
        """Whether this is code of the program."""
        return code.co_filename in self._names or self.project.has(code.co_filename)

    def is_traced(self, code: CodeType) -> bool:
        """Whether it has statements of its own, which comprehensions and lambdas have not."""
        return self.is_own(code) and not is_inline(code)

    def runs_in_its_statement(self, frame: FrameType) -> bool:
        """Whether a comprehension or a lambda runs while the statement does that it stands in."""
        outer = next((outer for outer in self.frames(frame.f_back) if self.is_own(outer.f_code)), None)
        if outer is None or outer.f_code.co_filename != frame.f_code.co_filename:
            return False
        return self.statement(outer) == self.statement(frame)

    def innermost(self, frame: FrameType | None) -> FrameType | None:
        """The first frame of such code, from this one outwards."""
        around = self.around
        while frame is not None and not self.is_traced(frame.f_code):
            frame = frame.f_back if frame is not around else None
        return frame

    def frames(self, frame: FrameType | None) -> Iterator[FrameType]:
        """From a frame outwards, as far as the program goes."""
        while frame is not None and frame is not self.around:
            yield frame
            frame = frame.f_back

    def locate(self, filename: str, line: int) -> tuple[int, int] | None:
        """Unit and line in the unit (from 1) of a line of a file; None when it is in no unit."""
        if filename not in self._names:
            return None
        key = filename, line
        if key not in self._places:
            self._places[key] = self._search(filename, line)
        return self._places[key]

    def _search(self, filename: str, line: int) -> tuple[int, int] | None:
        found = None
        for number, unit in enumerate(self.units):
            if unit.filename == filename and unit.first_line <= line < unit.first_line + max(len(unit.lines), 1):
                found = number, line - unit.first_line + 1
        return found

    def first_statement(self, number: int) -> int:
        """The line in the unit of its first statement; 1 when it cannot be parsed, 0 when there is none."""
        try:
            body = ast.parse(self._python[number]).body
        except SyntaxError:
            return 1
        return first_line(body[0]) if body else 0

    def statement_on(self, number: int, line: int) -> ast.stmt | None:
        """The outermost statement that begins on a line of a unit."""
        begins = self._begins.get(number)
        if begins is None:
            begins = self._begins[number] = {}
            try:
                tree = ast.parse(self._python[number])
            except SyntaxError:
                return None
            for node in ast.walk(tree):
                if isinstance(node, ast.stmt):
                    begins.setdefault(first_line(node), node)
        return begins.get(line)

    def place(self, frame: FrameType) -> Spot | None:
        """The statement that a frame is at; None when it is in no file of the program."""
        key = frame.f_code, frame.f_lineno
        if key not in self._frames:
            self._frames[key] = self.spot(frame.f_code.co_filename, self.statement(frame)[0])
        return self._frames[key]

    def spot(self, filename: str, line: int) -> Spot | None:
        """A line of a file as a place of the program."""
        inside = self.locate(filename, line)
        if inside is not None:
            return Spot(*inside)
        return Spot(-1, line, filename) if self.project.has(filename) else None

    def statement(self, frame: FrameType) -> tuple[int, int]:
        """First and last line of the innermost statement around the frame's line; of a compound one, of its head."""
        return self.statement_at(frame.f_code.co_filename, frame.f_lineno)

    def statement_at(self, filename: str, line: int) -> tuple[int, int]:
        """The like for a line of a file."""
        known = self._statements.get(filename)
        if known is None:
            own = filename in self._names
            known = self._unit_extents(filename) if own else extents_of(_text_of(filename))
            self._statements[filename] = known
        return known.get(line, (line, line))

    def _unit_extents(self, filename: str) -> Extents:
        found: Extents = {}
        for unit, python in self._pieces(filename):
            shift = unit.first_line - 1
            for line, (first, last) in extents_of(python).items():
                found[line + shift] = first + shift, last + shift
        return found

    def _pieces(self, filename: str) -> list[tuple[Unit, str]]:
        """The units of a file, with what is run of them."""
        return [pair for pair in zip(self.units, self._python, strict=True) if pair[0].filename == filename]

    # ------------------------------------------------------------ what a person calls a place

    def find(self, name: str, here: str) -> str:
        """The file that a person means, the one that the program stands in when nothing is said.  Raises Refused."""
        if not name:
            return here
        files = [here, *(unit.filename for unit in self.units)]
        found = next((file for file in files if file == name or file.endswith("/" + name)), "")
        return found or self.project.find(name)

    def check_line(self, filename: str, line: int) -> None:
        """Raises Refused, with the nearest that there is, for a line at which the program can never stop."""
        lines: set[int] = set()
        if filename in self._names:
            for unit, python in self._pieces(filename):
                found = lines_that_run(python, extents_of(python))
                lines.update(number + unit.first_line - 1 for number in found)
        else:
            text = _text_of(filename)
            lines = lines_that_run(text, extents_of(text))
        if line not in lines and lines:
            nearest = min(lines, key=lambda other: (abs(other - line), -other))
            raise Refused(said("no_statement", line=line, file=self.shown(filename), nearest=nearest))

    def shown(self, filename: str) -> str:
        """A file as a person reads it."""
        return self.project.shown(filename)


def is_inline(code: CodeType) -> bool:
    """Whether it is a comprehension, a generator expression or a lambda."""
    return code.co_name in _INLINE


def inner_names(code: CodeType, first: int, last: int) -> set[str]:
    """The names that belong to comprehensions and lambdas alone which stand on these lines of some code."""
    found: set[str] = set()
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and is_inline(inner) and first <= inner.co_firstlineno <= last:
            found.update(inner.co_varnames, inner_names(inner, first, last))
    return found.difference(code.co_varnames, code.co_names)


def _text_of(filename: str) -> str:
    return "".join(linecache.getlines(filename))


def _unheard(_: Said) -> None:
    pass


def _compile(source: str, filename: str, echo: bool) -> list[CodeType]:
    """With `echo`, a last statement that is an expression is a piece of its own, which shows its value."""
    tree: ast.Module = compile(source, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)  # type: ignore[assignment]
    shown: list[CodeType] = []
    if echo and tree.body and isinstance(tree.body[-1], ast.Expr):
        shown = [compile(ast.Interactive([tree.body.pop()]), filename, "single", dont_inherit=True)]
    return [compile(tree, filename, "exec", dont_inherit=True), *shown] if tree.body else shown
