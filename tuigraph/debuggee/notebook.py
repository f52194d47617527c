"""``tuigraph run NOTEBOOK``: its cells one after the other, as Jupyter runs them all; what each shows is printed."""

from __future__ import annotations

from collections.abc import Sequence

from tuigraph.debuggee.programs import program_of
from tuigraph.interop.script import exit_code
from tuigraph.notebook.shell import Tell
from tuigraph.wire.messages import Load
from tuigraph.wire.unit import Unit


def run_notebook(units: Sequence[Unit], arguments: Sequence[str], tell: Tell) -> int:
    """Run the units; 0, or 1 after an error that was shown on stderr, as for a script.  `tell` gets the notes."""
    argv = (units[0].path, *arguments)
    program = program_of(Load(tuple(units), argv, echo=True))
    program.tell(tell)

    def cells() -> None:
        for number in range(len(units)):
            program.begin(number)
            for code in program.compile(number):
                exec(code, program.namespace)
            program.end()

    with program.installed():
        return exit_code(cells)
