"""Program control, the timeline of runs, and what a screen is told of them; headless.

For a program that may be debugged: `add_tensor_filter` and `has_inf_or_nan`, as tfdbg has them.
"""

from __future__ import annotations

from typing import Any

__all__ = ["add_tensor_filter", "has_inf_or_nan"]


def __getattr__(name: str) -> Any:
    """Filters need NumPy, which a screen does without."""
    if name in __all__:
        from tuigraph.debugger import filters

        return getattr(filters, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
