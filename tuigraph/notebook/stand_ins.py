"""Modules that notebooks import and that may not be there: IPython.display; matplotlib, which then draws nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from tuigraph.notebook import display
from tuigraph.wire.said import Said, said

_IPYTHON = ("IPython", "IPython.display", "IPython.core", "IPython.core.display")
_DRAWING = ("matplotlib", "mpl_toolkits")


class _Undrawn:
    """Takes whatever is asked of a figure or a module of matplotlib's, and draws nothing."""

    def __init__(self, name: str = "") -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Undrawn(name)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if self._name != "subplots":
            return _Undrawn()
        size = dict(zip(("nrows", "ncols"), arguments, strict=False)) | options
        rows, columns = int(size.get("nrows", 1)), int(size.get("ncols", 1))
        axes: Any = [[_Undrawn() for _ in range(columns)] for _ in range(rows)]
        if size.get("squeeze", True):
            axes = axes[0] if rows == 1 else [row[0] for row in axes] if columns == 1 else axes
            axes = axes[0] if rows == columns == 1 else axes
        return _Undrawn(), axes

    def __getitem__(self, key: Any) -> Any:
        return _Undrawn()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter([_Undrawn()])

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()

    def __repr__(self) -> str:
        return "<not drawn>"


class _UndrawnModule(ModuleType):
    """A module of matplotlib's, with whatever is imported from it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Undrawn(name)


class StandIns(MetaPathFinder, Loader):
    """The finder that answers for them, while it is installed."""

    def __init__(self, tell: Callable[[Said], None]) -> None:
        self._tell = tell
        self._made: list[str] = []

    @contextmanager
    def installed(self) -> Iterator[None]:
        """What is not there is found inside the block, and nowhere else."""
        former = {name: sys.modules.pop(name) for name in _IPYTHON if name in sys.modules}
        sys.meta_path.insert(0, self)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            for name in self._made:
                sys.modules.pop(name, None)
            self._made.clear()
            sys.modules.update(former)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if fullname in _IPYTHON or (root in _DRAWING and (root in self._made or self._absent(root))):
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        self._made.append(spec.name)
        if spec.name in _IPYTHON:
            return display.module(spec.name)
        if spec.name == "matplotlib":
            self._tell(said("notebook_no_matplotlib"))
        return _UndrawnModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass  # its names are made when they are asked for

    def _absent(self, root: str) -> bool:
        finders = [finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec")]
        return root not in sys.modules and all(finder.find_spec(root, None) is None for finder in finders)
