"""The backend of matplotlib in a notebook: draws with Agg; `show` keeps the figures.  matplotlib itself loads it."""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, FigureManagerBase

from tuigraph.notebook.figures import Figures

FigureCanvas = FigureCanvasAgg
FigureManager = FigureManagerBase


def show(*_: Any, **__: Any) -> None:
    """`plt.show()`"""
    if Figures.shown is not None:
        Figures.shown.show()
