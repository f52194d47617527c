"""How an answer differs from TensorFlow's: floats are compared by their leading digits, all else exactly."""

from __future__ import annotations

from typing import Any

import numpy as np


def difference(expected: list[Any], found: list[Any]) -> str:
    """The first difference in words; empty when there is none."""
    for run, want in enumerate(expected):
        have: Any = found[run] if run < len(found) else "nothing"
        if isinstance(want, dict):
            if isinstance(have, list):
                return f"no error where TensorFlow raises {want['error']} at {want['at']}"
            if have == "nothing" or have["error"] != want["error"]:
                return f"{_said(have)} for TensorFlow's {_said(want)}"
            return ""
        if not isinstance(have, list):
            return _said(have)
        for a, b in zip(want, have):
            if apart := _apart(a, b):
                return f"{apart}{' in a later run' if run else ''}"
    return ""


def _said(end: Any) -> str:
    return f"{end['error']} at {end['at']}" if isinstance(end, dict) else str(end)


def _apart(want: Any, have: Any) -> str:
    if want is None or have is None:
        return "" if want is have else "a value for None"
    if want[0] != have[0]:
        return f"{have[0]} for {want[0]}"
    if want[1] != have[1]:
        return f"shape {have[1]} for {want[1]}"
    if not want[0].startswith("float"):
        return "" if want[2] == have[2] else f"another {want[0]}"
    a, b = np.array(want[2], "d"), np.array(have[2], "d")
    if (np.isnan(a) != np.isnan(b)).any():
        return "nan for a number" if (np.isnan(b) & ~np.isnan(a)).any() else "a number for nan"
    with np.errstate(invalid="ignore"):
        close = (a == b) | (np.abs(a - b) <= 2e-5 * np.abs(a) + 2e-6) | np.isnan(a)
    return "" if close.all() else "another number"
