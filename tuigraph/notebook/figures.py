"""Keeps what matplotlib draws: each figure that is shown becomes a file, and a note says which."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tuigraph.wire.said import Said, said

BACKEND = "module://tuigraph.notebook.backend"


class Figures:
    """The figures of one notebook, in a folder of their own that is made for the first of them."""

    shown: Figures | None = None  # whose figures `plt.show()` keeps

    def __init__(self, name: str, tell: Callable[[Said], None]) -> None:
        self.cell = 0
        self._name = re.sub(r"\W+", "-", name)
        self._tell = tell
        self._folder: Path | None = None
        self._counts: dict[int, int] = {}

    @contextmanager
    def kept(self) -> Iterator[None]:
        """matplotlib, imported inside the block, opens no window but draws for us."""
        self._counts.clear()
        former, Figures.shown = Figures.shown, self
        backend = os.environ.get("MPLBACKEND")
        os.environ["MPLBACKEND"] = BACKEND
        try:
            yield
        finally:
            Figures.shown = former
            if backend is None:
                os.environ.pop("MPLBACKEND", None)
            else:
                os.environ["MPLBACKEND"] = backend

    def show(self) -> None:
        """Save the figures that are open, and close them."""
        pyplot: Any = sys.modules.get("matplotlib.pyplot")
        if getattr(pyplot, "__file__", None) is None:  # not imported, or a stand-in
            return
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            if figure.axes or figure.texts or figure.images:
                self._save(figure)
            pyplot.close(figure)

    def _save(self, figure: Any) -> None:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=f"tuigraph-{self._name}-"))
        count = self._counts[self.cell] = self._counts.get(self.cell, 0) + 1
        path = self._folder / f"cell-{self.cell}-figure-{count}.png"
        try:
            figure.savefig(path, bbox_inches="tight")
        except OSError as error:
            self._tell(said("notebook_no_figure", path=str(path), why=str(error.strerror or error)))
            return
        sys.stdout.flush()
        self._tell(said("notebook_figure", path=str(path)))
