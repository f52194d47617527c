"""The operations, one module per theme.  A module registers its operations when it is imported."""

from __future__ import annotations

import importlib


def load_all() -> None:
    """Import every module here, so that every operation is registered."""
    import pkgutil

    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
