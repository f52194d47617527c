"""Where protocol buffers of nodes and graphs come from: the layer above provides them, the engine knows none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_codecs: list[Callable[[], Any]] = []


def set_codec(load: Callable[[], Any]) -> None:
    """Say where NodeDef and GraphDef come from; the engine itself knows no protocol buffers."""
    _codecs[:] = [load]


def codec() -> Any:
    if not _codecs:
        raise NotImplementedError("No GraphDef codec is installed: import tuigraph, not tuigraph.engine alone.")
    return _codecs[0]()
