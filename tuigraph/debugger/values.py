"""A part of a value for a viewer: a slice, a page of its elements as texts, what stands out; and a value as a file."""

from __future__ import annotations

import ast
import contextlib
import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tuigraph.debugger.brief import bounded, brief, kind, text_of
from tuigraph.debugger.refusals import Refused
from tuigraph.debugger.statistics import heat_map, parts, real, statistics
from tuigraph.engine.values import Array
from tuigraph.files import replacing
from tuigraph.wire.questions import Order, ShowValue, Statistics, ValuePage
from tuigraph.wire.record import replace
from tuigraph.wire.said import Text, said

LONGEST = 60  # characters of a string
WHOLE_NUMBER = ("d", "x", "b", "o")  # format codes


@dataclass(frozen=True)
class Table:
    """Which elements a page shows: their flat indices by row, and the index at which each row begins."""

    rows: tuple[Array, ...]
    labels: tuple[str, ...]
    first_row: int
    first_column: int
    total_rows: int
    total_columns: int


class Viewer:
    """Makes pages; as long as it is asked about one slice of one array, which nobody changes, statistics stay."""

    def __init__(self) -> None:
        self._seen: tuple[Any, str] | None = None
        self._statistics: Statistics | None = None

    def page(self, value: Any, ask: ShowValue) -> ValuePage:
        """What is shown of a value."""
        same = self._seen is not None and self._seen[0] is value and self._seen[1] == ask.slice
        found = page(value, ask, self._statistics if same else None)
        self._seen, self._statistics = (value, ask.slice), found.statistics
        return found


def page(value: Any, ask: ShowValue, known: Statistics | None = None) -> ValuePage:
    """What a viewer shows of a value, whose statistics may be known.  What is wrong with a question is in `problem`."""
    whole = as_array(value)
    empty = nothing(ask, "", _dtype(whole), whole.shape)
    try:
        if any(len(number) > 2 for number in re.findall(r"\d+", ask.format)):
            raise Refused(said("too_wide_format", format=ask.format))
        part = sliced(whole, ask.slice)
        stands_out = predicate(ask.highlight) if ask.highlight else None
        format(1, ask.format) if ask.format.endswith(WHOLE_NUMBER) else format(1.5, ask.format)
    except (IndexError, TypeError, ValueError) as error:
        return replace(empty, problem=text_of(error))
    shown, flat = table(part, ask), part.reshape(-1)
    is_number = part.dtype.kind in "biufc"
    marks: tuple[tuple[bool, ...], ...] = ()
    marked = 0
    if stands_out is not None and is_number:
        marks = tuple(tuple(stands_out(flat[row]).tolist()) for row in shown.rows)
        marked = sum(int(stands_out(some).sum()) for some in parts(flat))
    return replace(
        empty,
        shape=part.shape,
        row=shown.first_row,
        column=shown.first_column,
        total_rows=shown.total_rows,
        total_columns=shown.total_columns,
        row_labels=shown.labels,
        cells=tuple(tuple(_text(element, ask.format) for element in flat[row]) for row in shown.rows),
        marks=marks,
        marked=marked,
        statistics=(known or statistics(flat)) if is_number else None,
        heat=heat_map(part, ask.heat_rows, ask.heat_columns) if is_number and ask.heat_rows else (),
    )


def described(rows: Sequence[tuple[Text, Text]], of: str, ask: ShowValue) -> ValuePage:
    """A page on an object of the class `of` that is no array: rows of a label and a text."""
    first = _within(ask.row, len(rows), ask.rows)
    shown = rows[first : first + ask.rows]
    return replace(
        nothing(ask, said("no_slices", kind=of) if ask.slice else "", of),
        row=first,
        total_rows=len(rows),
        total_columns=1,
        row_labels=tuple(label for label, _ in shown),
        cells=tuple((text,) for _, text in shown),
    )


def _dtype(array: Array) -> str:
    if array.dtype.kind == "O":
        return "string" if all(isinstance(element, (bytes, str)) for element in array.flat[:100]) else "object"
    return "string" if array.dtype.kind in "SU" else array.dtype.name


def nothing(ask: ShowValue, problem: Text, dtype: str = "", shape: tuple[int, ...] = ()) -> ValuePage:
    """A page without elements."""
    return ValuePage(ask.name, ask.slice, dtype, shape, (), 0, 0, 0, 0, (), (), (), 0, None, (), problem, ask.session)


class NoArray(Refused):
    """What was asked about is no array, and no numbers or strings that could be one."""


def as_array(value: Any) -> Array:
    """The value as an array; strings as objects, or NumPy would cut zero bytes off.  Raises NoArray."""
    exact = type(value)
    if issubclass(exact, (bytes, str)):
        return np.asarray(value, object)
    if issubclass(exact, (np.ndarray, np.generic, bool, int, float, complex)):
        return np.asarray(value)
    if exact in (list, tuple, range):
        with contextlib.suppress(BaseException), bounded():  # elements may have methods of their own
            array = np.asarray(value)
            if array.dtype.kind in "biufcSU":
                return array
    raise NoArray(said("no_array", kind=kind(value)))


def sliced(array: Array, text: str) -> Array:
    """`array` indexed by ``[3:7, :, ...]``.  Raises ValueError for any other expression, IndexError as NumPy does."""
    if not text.strip():
        return array
    try:
        tree = ast.parse(f"x{text.strip()}", mode="eval").body
    except SyntaxError:
        raise Refused(said("no_slice", text=text)) from None
    if not isinstance(tree, ast.Subscript) or not isinstance(tree.value, ast.Name):
        raise Refused(said("no_slice", text=text))
    indices = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    return np.asarray(array[tuple(_index(index, text) for index in indices)])


def _index(part: ast.expr, text: str) -> Any:
    if isinstance(part, ast.Slice):
        return slice(*(end and _index(end, text) for end in (part.lower, part.upper, part.step)))
    value = ast.literal_eval(part) if isinstance(part, (ast.Constant, ast.UnaryOp)) else None
    if value is ... or type(value) is int:
        return value
    raise Refused(said("no_index", text=text))


def table(part: Array, ask: ShowValue) -> Table:
    """The elements on the page that `ask` asks for, which begins earlier where there are not enough.

    The last axis is the columns and all others are the rows; a vector fills rows of `ask.columns`.  In another order
    than that of the indices there is one column, with an element in each row.
    """
    shape, size = part.shape, part.size
    if ask.order != "index" and part.dtype.kind in "biufc":
        first = _within(ask.row, size, ask.rows)
        chosen = sorted_indices(part.reshape(-1), first, ask.rows, ask.order)
        rows = tuple(chosen.reshape(-1, 1))
        return Table(rows, tuple(_label(shape, int(index)) for index in chosen), first, 0, size, 1)
    if part.ndim >= 2:
        width = shape[-1]
        column = _within(ask.column, width, ask.columns)
        shown = min(ask.columns, width)
    else:
        width = shown = max(1, min(ask.columns, size))
        column = 0
    total = -(-size // width) if width else 0
    first = _within(ask.row, total, ask.rows)
    starts = range(first * width, min(first + ask.rows, total) * width, max(width, 1))
    rows = tuple(np.arange(start + column, min(start + column + shown, size)) for start in starts)
    labels = tuple(_label(shape[:-1], start // width) if part.ndim >= 2 else _label(shape, start) for start in starts)
    return Table(rows, labels, first, column, total, width)


def _within(first: int, total: int, shown: int) -> int:
    return max(0, min(first, total - shown))


def _label(shape: tuple[int, ...], index: int) -> str:
    return ",".join(str(int(i)) for i in np.unravel_index(index, shape)) if shape else ""


def sorted_indices(flat: Array, first: int, count: int, order: Order) -> Array:
    """The indices of `count` elements from place `first` on in the order of their values; a NaN is the largest."""
    size = flat.size
    count = min(count, size - first)
    if count <= 0:
        return np.zeros(0, np.int64)
    low = first if order == "ascending" else size - first - count
    keys = real(flat)
    chosen = np.argpartition(keys, sorted({low, low + count - 1}))[low : low + count]
    chosen = chosen[np.argsort(keys[chosen], kind="stable")]
    return chosen if order == "ascending" else chosen[::-1]


_INFINITY = re.compile(r"\binf\b")
_RANGE = re.compile(r"\s*(\S+?)\s*\.\.\s*(\S+)\s*$")
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    **{"<=": np.less_equal, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal},
    **{"<": np.less, ">": np.greater},
}


def predicate(text: str) -> Callable[[Array], Array]:
    """Which elements ``> 0.5``, ``0..1``, ``nan`` or ``inf`` speaks of, or as tfdbg has it ``[0.2, inf]``, ``0,1``
    and ``[[-inf, -1], [1, inf]]``.  Raises ValueError for anything else.
    """
    wanted = text.strip().lower()
    if wanted in ("nan", "inf"):
        return np.isnan if wanted == "nan" else np.isinf
    try:
        for sign, compare in _COMPARED.items():
            if wanted.startswith(sign):
                return _comparing(compare, float(wanted[len(sign) :]))
        found = _RANGE.match(wanted)
        if found:
            return _between(float(found[1]), float(found[2]))
        ranges = ast.literal_eval(_INFINITY.sub("1e999", wanted))
        pairs = [ranges] if not isinstance(ranges[0], (list, tuple)) else ranges
        return _any_of([_between(float(low), float(high)) for low, high in pairs])
    except (ValueError, TypeError, LookupError, SyntaxError, RecursionError, MemoryError):
        pass
    raise Refused(said("no_elements_named", text=text))


def _comparing(compare: Callable[[Any, Any], Any], limit: float) -> Callable[[Array], Array]:
    return lambda array: np.asarray(compare(real(array), limit))


def _between(low: float, high: float) -> Callable[[Array], Array]:
    return lambda array: (real(array) >= low) & (real(array) <= high)


def _any_of(ranges: Sequence[Callable[[Array], Array]]) -> Callable[[Array], Array]:
    return lambda array: np.asarray(np.any([holds(array) for holds in ranges], axis=0))


def _text(element: Any, spec: str) -> Text:
    if isinstance(element, (bytes, str)):
        text = repr(element)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if isinstance(element, (bool, np.bool_)):
        return str(bool(element))
    if isinstance(element, np.integer):
        return format(int(element), spec)
    if isinstance(element, np.complexfloating):
        return format(complex(element), "" if spec.endswith(WHOLE_NUMBER) else spec or ".5g")
    if isinstance(element, (float, np.floating)):
        return format(float(element), "" if spec.endswith(WHOLE_NUMBER) else spec or ".6g")
    return brief(element, LONGEST)


def save(value: Any, slice: str, path: str) -> Path:
    """Write a value to a file; where it lies.  With the ending ``.csv`` it has a line per row of the table, numbers to
    the last bit; else it is what `np.save` writes, under that very name.  Raises IndexError for the slice, OSError.
    """
    target = Path(path).expanduser()
    part = sliced(as_array(value), slice)
    if target.suffix == ".csv":
        rows = part.reshape(-1, part.shape[-1]) if part.ndim >= 2 else part.reshape(-1, 1)
        with replacing(target, newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerows([_exact(element) for element in row] for row in rows)
    else:
        with replacing(target, "wb") as file:
            np.save(file, part.astype(np.bytes_) if part.dtype.kind == "O" else part, allow_pickle=False)
    return target.resolve()


def _exact(element: Any) -> str:
    return element.decode(errors="replace") if isinstance(element, bytes) else str(element)
