"""The operations, one module per theme.  A module registers its operations when it is imported."""

from __future__ import annotations

import importlib
import pkgutil


def load_all() -> None:
    """Import every module here, so that every operation is registered."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
