"""Values as a line of text.

A scalar stands as Python prints it, an array by shape, range and its first elements.  What is not finite is said first
of all.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.debugger.brief import brief, cut
from tuigraph.engine.containers import UNINITIALIZED, Cell, held
from tuigraph.engine.execute import DEAD
from tuigraph.wire.said import Text, joined, said

NOT_INITIALIZED = said("not_initialized")
NOT_TAKEN = said("not_taken")

SHOWN = 4  # elements of a larger array
WHOLE = 6  # an array of at most so many elements is shown whole
SCANNED = 4_000_000  # the range of a larger array is that of its first elements


def preview(value: Any) -> Text:
    """A value in at most about a hundred characters; "" for one that is not there yet."""
    if issubclass(type(value), Cell):
        value = held(value)
    if value is None:
        return ""
    if value is UNINITIALIZED:
        return NOT_INITIALIZED
    if value is DEAD:
        return NOT_TAKEN
    if issubclass(type(value), np.ndarray):
        value = np.asarray(value)  # of no class of the program's
        return _array(value) if value.ndim else _scalar(value[()])
    return _scalar(value)


def remarked(text: Text, remark: Text) -> Text:
    """What is shown of a value, with what is to be said of where it is from, if anything."""
    return joined((text, "  (", remark, ")")) if remark else text


def more(count: int, most: int) -> list[Text]:
    """What ends a list of which only the first `most` are shown."""
    return [said("and_more", n=count - most)] if count > most else []


def shape(value: Any) -> str:
    """``[20640,1]``; "" for what has no shape."""
    if issubclass(type(value), Cell):
        value = held(value)
    if not issubclass(type(value), (np.ndarray, np.generic)):
        return ""
    return f"[{','.join(map(str, value.shape))}]"


def _scalar(value: Any) -> Text:
    return str(value) if issubclass(type(value), np.generic) else brief(value)


def _array(array: np.ndarray[Any, Any]) -> Text:
    if array.size == 0:
        return said("array_empty", shape=shape(array))
    if array.dtype.kind not in "biufc":
        few = joined((_scalar(v) for v in array.flat[:SHOWN]), ", ")
        return cut(joined((f"{shape(array)} ", few, ", …" if array.size > SHOWN else "")))
    if array.size <= WHOLE:
        return _flag(array) + _nested(array)
    few = " ".join(_element(v) for v in array.flat[:SHOWN])
    return joined((f"{shape(array)} ", span(array), f" ({few} …)"))


def span(array: np.ndarray[Any, Any]) -> Text:
    """From which number to which the elements of an array go; what is not finite comes first."""
    if array.dtype.kind not in "biufc":
        return ""
    return joined((_flag(array), _range(array)))


def _nested(array: np.ndarray[Any, Any]) -> str:
    if array.ndim == 0:
        return _element(array[()])
    return "[" + " ".join(_nested(part) for part in array) + "]"


def _element(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, (float, np.floating)) else str(value)


def _scan(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array if array.size <= SCANNED else array.reshape(-1)[:SCANNED]


def _flag(array: np.ndarray[Any, Any]) -> str:
    """``NaN x2, Inf x1; `` where there are any."""
    if array.dtype.kind not in "fc":
        return ""
    part = _scan(array)
    if np.isfinite(part).all():
        return ""
    counts = (("NaN", int(np.isnan(part).sum())), ("Inf", int(np.isinf(part).sum())))
    return ", ".join(f"{what} ×{n}" for what, n in counts if n) + "; "


def _range(array: np.ndarray[Any, Any]) -> Text:
    part = _scan(array)
    if array.dtype.kind == "b":
        return said("array_true", n=int(part.sum()), of=part.size)
    if array.dtype.kind == "c":
        return said("array_complex")
    if array.dtype.kind == "f":
        part = part[np.isfinite(part)]
        if part.size == 0:
            return said("array_nothing_finite")
    low, high = _element(part.min()), _element(part.max())
    return said("array_all", value=low) if low == high else f"{low} … {high}"
