"""Program control, the timeline of runs, and what a screen is told of them; headless.

For a program that may be debugged: `set_trace` stops there; `add_tensor_filter` and `has_inf_or_nan` are as tfdbg has
them.
"""

from __future__ import annotations

from typing import Any

__all__ = ["add_tensor_filter", "has_inf_or_nan", "set_trace"]


def __getattr__(name: str) -> Any:
    """All of it needs NumPy, which a screen does without."""
    if name == "set_trace":
        from tuigraph.debugger.plain import set_trace

        return set_trace
    if name in __all__:
        from tuigraph.debugger import filters

        return getattr(filters, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
