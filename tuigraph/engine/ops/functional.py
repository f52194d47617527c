"""Functions over the rows of tensors: `tf.map_fn`, `tf.foldl`, `tf.foldr`, `tf.scan`, as loops over TensorArrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import nest
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops import identities
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.state import is_resource
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.engine.ops.while_loop import while_loop


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
        rows = _tensors(elems)
        if rows[0]._shape == ():
            raise ValueError("elements in elems must be 1+ dimensional Tensors, not scalars")
        count = _count(rows[0]) or identities.shape(rows[0])[0]
        kinds = dtype if dtype is not None else nest.map_leaves(lambda r: r.dtype, nest.pack_as(elems, rows))
        inputs = [_unstacked(r, count) for r in rows]
        first = constant(0)
        outputs = [TensorArray(t, size=count, infer_shape=infer_shape) for t in nest.flatten(kinds)]

        def compute(i: Tensor, arrays: Any) -> Any:
            value = fn(nest.pack_as(elems, [a.read(i) for a in inputs]))
            nest.assert_same(kinds, value)
            arrays = [a.write(i, v) for a, v in zip(arrays, nest.flatten(value))]
            return i + 1, arrays

        _, filled = while_loop(
            lambda i, _: i < count,
            compute,
            (first, outputs),
            parallel_iterations=parallel_iterations or 10,
            back_prop=back_prop,
            maximum_iterations=count,
        )
        return nest.pack_as(kinds, [_stacked(a, rows[0]) for a in filled])


def _fold(
    fn: Any, elems: Any, initializer: Any, parallel_iterations: int, back_prop: bool, name: str, backwards: bool
) -> Any:
    _check_callable(fn)
    with _scope(name, elems):
        rows = _tensors(elems)
        count = _count(rows[0]) or identities.shape(rows[0])[0]
        given = [e if is_resource(e) else r for e, r in zip(nest.flatten(elems), rows)]
        inputs = [_unstacked(e, count) for e in given]

        def row(i: Any) -> Any:
            return nest.pack_as(elems, [a.read(i) for a in inputs])

        def forwards(i: Tensor, so_far: Any) -> Any:
            element = row(i)
            so_far = fn(so_far, element)
            return i + 1, so_far

        def to_the_front(i: Tensor, so_far: Any) -> Any:
            i -= 1
            return i, fn(so_far, row(i))

        if backwards:
            first = count if initializer is not None else count - 1
            start = row(first) if initializer is None else initializer
        else:
            start = row(0) if initializer is None else initializer
            first = constant(0 if initializer is not None else 1)
        return while_loop(
            lambda i, _: i > 0 if backwards else i < count,
            to_the_front if backwards else forwards,
            (first, start),
            parallel_iterations=parallel_iterations,
            back_prop=back_prop,
            maximum_iterations=count,
        )[1]


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
    return _fold(fn, elems, initializer, parallel_iterations, back_prop, name or "foldl", backwards=False)


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
    return _fold(fn, elems, initializer, parallel_iterations, back_prop, name or "foldr", backwards=True)


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
        rows = _tensors(elems)
        known = _count(rows[0])
        count = identities.shape(rows[0])[0] if known is None else known
        inputs = [_unstacked(r, count) for r in rows]
        passed = 0
        if initializer is None:
            passed = 1
            start = nest.pack_as(elems, [a.read(count - 1 if reverse else 0) for a in inputs])
        else:
            start = nest.map_leaves(convert_to_tensor, initializer)
        outputs = [TensorArray(v.dtype, size=count, infer_shape=infer_shape) for v in nest.flatten(start)]
        if initializer is None:
            outputs = [a.write(count - 1 if reverse else 0, v) for a, v in zip(outputs, nest.flatten(start))]

        def compute(i: Tensor, so_far: Any, arrays: Any) -> Any:
            value = fn(so_far, nest.pack_as(elems, [a.read(i) for a in inputs]))
            nest.assert_same(start, value)
            arrays = [a.write(i, v) for a, v in zip(arrays, nest.flatten(value))]
            return (i - 1 if reverse else i + 1), value, arrays

        filled = while_loop(
            lambda i, *_: i >= 0 if reverse else i < count,
            compute,
            (count - 1 - passed if reverse else passed, start, outputs),
            parallel_iterations=parallel_iterations,
            back_prop=back_prop,
            maximum_iterations=count,
        )[2]
        return nest.pack_as(start, [_stacked(a, rows[0]) for a in filled])


def _check_callable(fn: Any) -> None:
    if not callable(fn):
        raise TypeError("fn must be callable.")


def _scope(name: str, elems: Any) -> Any:
    return (graph_of(nest.flatten(elems)) or get_default_graph()).name_scope(name)


def _tensors(elems: Any) -> list[Tensor]:
    """The tensors to walk over.  A list of numbers is a structure of scalars."""
    return [convert_to_tensor(e, name="elem") for e in nest.flatten(elems)]


def _count(rows: Tensor) -> int | None:
    """How many rows there are, where that is known.  Raises IndexError for a scalar, as TensorFlow does."""
    if rows._shape == ():
        raise IndexError(f"The elements have to have rows, but {rows} is a scalar. Of a list make a tensor first.")
    return rows._shape[0] if rows._shape else None


def _unstacked(rows: Any, count: Any) -> TensorArray:
    return TensorArray(rows.dtype, size=count, infer_shape=True).unstack(rows)


def _stacked(filled: TensorArray, like: Tensor) -> Tensor:
    value = filled.stack()
    if value._shape is not None and like._shape is not None:
        value._shape = (like._shape[0], *value._shape[1:])
    return value
