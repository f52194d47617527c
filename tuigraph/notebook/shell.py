"""`get_ipython()` for the cells of a notebook: does the commands that are harmless, and says which are left out.

Nothing is installed, no other program is started and no file is written by a command.  `Shell.installed` is a block in
which `get_ipython`, `display`, `IPython.display` and matplotlib are what a notebook expects them to be.
"""

from __future__ import annotations

import builtins
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tuigraph.notebook.display import display
from tuigraph.notebook.figures import Figures
from tuigraph.notebook.ipython import RUNNING
from tuigraph.notebook.stand_ins import StandIns
from tuigraph.wire.said import Said, said

Tell = Callable[[Said], None]

_QUIET = frozenset({"matplotlib", "config", "autoreload", "load_ext", "reload_ext", "precision", "xmode", *RUNNING})
_LOGDIR = re.compile(r"--logdir[= ]\s*(\S+)")


class Shell:
    """The shell of one notebook.  `tell` is given the notes for whoever runs it."""

    def __init__(self, path: str | Path, tell: Tell) -> None:
        self.tell = tell
        self.user_ns: MutableMapping[str, Any] = {}
        self.figures = Figures(Path(path).stem, lambda note: self.tell(note))
        self._stand_ins = StandIns(lambda note: self.tell(note))
        self._told: set[Said] = set()
        self._began: float | None = None  # when a cell of %%time began

    @contextmanager
    def installed(self, namespace: MutableMapping[str, Any]) -> Iterator[None]:
        """What is run inside the block is run in a notebook with these names."""
        self.user_ns = namespace
        names = {"get_ipython": lambda: self, "display": display}
        former = {name: getattr(builtins, name, None) for name in names}
        vars(builtins).update(names)
        try:
            with self._stand_ins.installed(), self.figures.kept():
                yield
        finally:
            for name, value in former.items():
                if value is None:
                    delattr(builtins, name)
                else:
                    setattr(builtins, name, value)

    def begin(self, cell: int) -> None:
        """A cell, counted from 1, is about to run."""
        self.figures.cell = cell
        self._told.clear()
        self._began = None

    def end(self) -> None:
        """The cell has run to its end: figures that it has left open are shown, as Jupyter does."""
        self.figures.show()
        if self._began is not None:
            self.tell(said("notebook_time", seconds=f"{time.perf_counter() - self._began:.3g}"))

    # what the translated commands call, under IPython's names

    def run_line_magic(self, name: str, line: str, _stack_depth: int = 1) -> Any:
        """`%name line`"""
        if name in ("env", "set_env") and "=" in line:
            variable, _, value = line.partition("=")
            os.environ[variable.strip()] = value.strip()
        elif name == "tensorflow_version":
            if not line.startswith("1"):
                self._note(said("notebook_version", command=f"%{name} {line}"))
        elif name == "tensorboard":
            found = _LOGDIR.search(line)
            folder = self._filled(found[1]) if found else "tf_logs"
            self._note(said("notebook_tensorboard", command=f"%{name} {line}", path=folder))
        elif name == "pinfo":
            self._note(said("notebook_help", name=line))
        elif name not in _QUIET:
            self._skip(f"%{name} {line}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """`%%name line` at the head of a cell; the cells of RUNNING go on as Python."""
        if name in ("time", "timeit"):
            self._began = time.perf_counter()
        elif name not in RUNNING:
            self._skip(f"%%{name} {line}")

    def magic(self, text: str) -> Any:
        """The older way to give a command."""
        name, _, line = text.lstrip("%").partition(" ")
        return self.run_line_magic(name, line.strip())

    def system(self, command: str) -> None:
        """`!command`"""
        self._skip(f"!{command}")

    def getoutput(self, command: str) -> list[str]:
        """`names = !command`: no lines."""
        self._skip(f"!{command}")
        return []

    def _skip(self, command: str) -> None:
        self._note(said("notebook_skipped", command=command.strip()))

    def _note(self, note: Said) -> None:
        """Once in a cell, however often a loop comes by."""
        if note not in self._told:
            self._told.add(note)
            sys.stdout.flush()
            self.tell(note)

    def _filled(self, text: str) -> str:
        """`{name}` and `$name` as the text that the notebook knows under that name."""

        def value(found: re.Match[str]) -> str:
            known = self.user_ns.get(found[1] or found[2])
            return known if isinstance(known, str) else found[0]

        return re.sub(r"\{(\w+)\}|\$(\w+)", value, text)
