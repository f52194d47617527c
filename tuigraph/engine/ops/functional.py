"""Functions over the rows of tensors: `tf.map_fn`, `tf.foldl`, `tf.foldr`, `tf.scan`, as loops over TensorArrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import nest
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops import array
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.control_flow import while_loop
from tuigraph.engine.ops.tensor_arrays import TensorArray


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
) -> Any:
    """`fn` of each row of `elems` (a tensor or a structure of them), stacked (`tf.map_fn`).

    `dtype` is needed where the results have another structure or type than the rows.  Raises TypeError for what
    cannot be called, ValueError for scalars.
    """
    _check_callable(fn)
    with _scope(name or "map", elems):
        rows, count = _rows(elems)
        kinds = dtype if dtype is not None else nest.map_leaves(lambda r: r.dtype, nest.pack_as(elems, rows))
        inputs = [_unstacked(r, count) for r in rows]
        outputs = [TensorArray(t, size=count, infer_shape=infer_shape) for t in nest.flatten(kinds)]

        def compute(i: Tensor, arrays: Any) -> Any:
            value = fn(nest.pack_as(elems, [a.read(i) for a in inputs]))
            nest.assert_same(kinds, value)
            return i + 1, [a.write(i, v) for a, v in zip(arrays, nest.flatten(value))]

        _, filled = while_loop(
            lambda i, _: i < count,
            compute,
            (constant(0), outputs),
            parallel_iterations=parallel_iterations or 10,
            maximum_iterations=count,
        )
        return nest.pack_as(kinds, [_stacked(a, rows[0]) for a in filled])


def _fold(fn: Any, elems: Any, initializer: Any, name: str, backwards: bool) -> Any:
    _check_callable(fn)
    with _scope(name, elems):
        rows, count = _rows(elems)
        inputs = [_unstacked(r, count) for r in rows]
        first = count - 1 if backwards else constant(0)
        if initializer is None:
            start = nest.pack_as(elems, [a.read(first) for a in inputs])
            first = first - 1 if backwards else first + 1
        else:
            start = nest.map_leaves(convert_to_tensor, initializer)

        def compute(i: Tensor, so_far: Any) -> Any:
            value = fn(so_far, nest.pack_as(elems, [a.read(i) for a in inputs]))
            return (i - 1 if backwards else i + 1), value

        return while_loop(lambda i, _: i >= 0 if backwards else i < count, compute, (first, start))[1]


def foldl(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """``fn(... fn(fn(start, row 0), row 1) ..., last row)`` (`tf.foldl`); without `initializer` it starts with row
    0.
    """
    return _fold(fn, elems, initializer, name or "foldl", backwards=False)


def foldr(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """As `foldl`, from the last row to the first (`tf.foldr`)."""
    return _fold(fn, elems, initializer, name or "foldr", backwards=True)


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """The values that `foldl` goes through, stacked (`tf.scan`)."""
    _check_callable(fn)
    with _scope(name or "scan", elems):
        rows, count = _rows(elems)
        inputs = [_unstacked(r, count) for r in rows]
        first: Any = count - 1 if reverse else constant(0)
        if initializer is None:
            start = nest.pack_as(elems, [a.read(first) for a in inputs])
        else:
            start = nest.map_leaves(convert_to_tensor, initializer)
        outputs = [TensorArray(v.dtype, size=count, infer_shape=infer_shape) for v in nest.flatten(start)]
        if initializer is None:
            outputs = [a.write(first, v) for a, v in zip(outputs, nest.flatten(start))]
            first = first - 1 if reverse else first + 1

        def compute(i: Tensor, so_far: Any, arrays: Any) -> Any:
            value = fn(so_far, nest.pack_as(elems, [a.read(i) for a in inputs]))
            nest.assert_same(start, value)
            following = i - 1 if reverse else i + 1
            return following, value, [a.write(i, v) for a, v in zip(arrays, nest.flatten(value))]

        filled = while_loop(
            lambda i, *_: i >= 0 if reverse else i < count,
            compute,
            (first, start, outputs),
            parallel_iterations=parallel_iterations,
            maximum_iterations=count,
        )[2]
        return nest.pack_as(start, [_stacked(a, rows[0]) for a in filled])


def _check_callable(fn: Any) -> None:
    if not callable(fn):
        raise TypeError("fn must be callable.")


def _scope(name: str, elems: Any) -> Any:
    return (graph_of(nest.flatten(elems)) or get_default_graph()).name_scope(name)


def _rows(elems: Any) -> tuple[list[Tensor], Any]:
    """The tensors to walk over, and how many rows they have: a number where it is known."""
    rows = [convert_to_tensor(e, name="elem") for e in nest.flatten(elems)]
    shape = rows[0]._shape
    if shape == ():
        raise ValueError("elements in elems must be 1+ dimensional Tensors, not scalars")
    if shape is not None and shape[0] is not None:
        return rows, shape[0]
    return rows, array.shape(rows[0])[0]


def _unstacked(rows: Tensor, count: Any) -> TensorArray:
    return TensorArray(rows.dtype, size=count, infer_shape=True).unstack(rows)


def _stacked(filled: TensorArray, like: Tensor) -> Tensor:
    value = filled.stack()
    if value._shape is not None and like._shape is not None:
        value._shape = (like._shape[0], *value._shape[1:])
    return value
