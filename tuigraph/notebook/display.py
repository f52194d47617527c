"""IPython's `display` and the objects that it takes, for a terminal: text is shown, all else is named."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from tuigraph.words import Words, of_locale

_RICH = ("Audio", "HTML", "IFrame", "Image", "JSON", "Javascript", "Latex", "Math", "SVG", "Video", "YouTubeVideo")


class Rich:
    """Something that a browser would draw; its repr says what it is."""

    def __init__(self, data: Any = None, *_: Any, filename: Any = None, url: Any = None, **__: Any) -> None:
        self.data = data
        self._source = filename or url or (data if isinstance(data, str) and "\n" not in data else None)

    def __repr__(self) -> str:
        kind, words = type(self).__name__, Words(of_locale())
        if isinstance(self.data, (str, bytes)) and kind not in ("IFrame", "Video", "YouTubeVideo"):
            return words("notebook_left_out", kind=kind, n=len(self.data))
        return words("notebook_left_out_from", kind=kind, source=str(self._source or ""))


class Markdown(Rich):
    """Is text already."""

    def __repr__(self) -> str:
        return str(self.data)


def display(*objects: Any, **_: Any) -> None:
    """Print each object as a terminal can show it."""
    for shown in objects:
        if hasattr(shown, "savefig"):  # a figure, which is shown with the others
            continue
        print(shown if isinstance(shown, str) else repr(shown))


def module(name: str) -> ModuleType:
    """What stands in for `IPython`, `IPython.display` or `IPython.core.display`."""
    made = ModuleType(name, "IPython's module, as far as a terminal needs it.")
    made.__path__ = []
    for kind in _RICH:
        setattr(made, kind, type(kind, (Rich,), {}))
    vars(made).update(Markdown=Markdown, display=display, clear_output=_nothing, set_matplotlib_formats=_nothing)
    vars(made).update(display_html=_nothing, get_ipython=lambda: __import__("builtins").get_ipython())
    return made


def _nothing(*_: Any, **__: Any) -> None:
    pass
