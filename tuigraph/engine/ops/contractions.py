"""Products of tensors over chosen axes: tensordot, einsum; polynomials."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.ops import (
    arithmetic,
    diagonals,
    filling,
    gathering,
    identities,
    joining,
    layout,
    linalg,
    reductions,
)

# ---------------------------------------------------------------- tensordot


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The product of `a` and `b`, summed over axes (`tf.tensordot`).

    `axes` is how many last axes of a meet first axes of b, or a pair of lists.  Raises ValueError for axes that do not
    fit, or when the rank of an operand is not known.
    """
    graph = graph_of((a, b)) or get_default_graph()
    with graph.name_scope(name or "Tensordot") as scope:
        a, b = convert_to_tensor(a, name="a"), convert_to_tensor(b, name="b")
        of_a, of_b = _contracted_axes(a, b, axes)
        rows, a_free, a_static = _as_matrix(a, of_a, summed_first=False)
        columns, b_free, b_static = _as_matrix(b, of_b, summed_first=True)
        product = linalg.matmul(rows, columns)
        if isinstance(a_free, list) and isinstance(b_free, list):
            return identities.reshape(product, a_free + b_free, name=scope)
        parts = [convert_to_tensor(free, dtypes.int32) for free in (a_free, b_free)]
        result = identities.reshape(product, joining.concat(parts, 0), name=scope)
        result.set_shape(a_static + b_static)
        return result


def _contracted_axes(a: Tensor, b: Tensor, axes: Any) -> tuple[list[int], list[int]]:
    for operand in (a, b):
        if operand._shape is None:
            raise ValueError(f"tensordot needs to know the rank of {operand.name}.")
    rank = len(a._shape or ())
    if isinstance(axes, int):
        if axes < 0:
            raise ValueError("'axes' must be at least 0.")
        if axes > rank:
            raise ValueError(f"'axes' must not be larger than the number of dimensions of tensor {a}.")
        return list(range(rank - axes, rank)), list(range(axes))
    if not isinstance(axes, Sequence):
        axes = [list(pair) for pair in axes]
    if len(axes) != 2:
        raise ValueError("'axes' must be an integer or have length 2.")
    of_a, of_b = ([entry] if isinstance(entry, int) else [int(i) for i in entry] for entry in axes)
    if len(of_a) != len(of_b):
        raise ValueError(f"Different number of contraction axes 'a' and 'b', {len(of_a)} != {len(of_b)}.")
    return of_a, of_b


def _as_matrix(value: Tensor, axes: list[int], summed_first: bool) -> tuple[Tensor, Any, list[int | None]]:
    """The operand as a matrix of free and summed axes; the free dimensions, as a tensor where they are unknown; the
    static ones.
    """
    shape = value._shape or ()
    summed = [i if i >= 0 else i + len(shape) for i in axes]
    free = [i for i in range(len(shape)) if i not in summed]
    order = summed + free if summed_first else free + summed
    static = [shape[i] for i in free]
    if shapes.is_static(shape):
        sizes = [shapes.count(tuple([shape[i] for i in group])) for group in (free, summed)]
        matrix = identities.reshape(layout.transpose(value, order), sizes[::-1] if summed_first else sizes)
        return matrix, static, static
    summed_axes = convert_to_tensor(summed, dtypes.int32, "axes")
    free_axes = convert_to_tensor(free, dtypes.int32, "free")
    dims = identities.shape(value)
    free_dims, summed_dims = gathering.gather(dims, free_axes), gathering.gather(dims, summed_axes)
    products = [reductions.reduce_prod(free_dims), reductions.reduce_prod(summed_dims)]
    axes_order = joining.concat([summed_axes, free_axes] if summed_first else [free_axes, summed_axes], 0)
    sides = joining.stack(products[::-1] if summed_first else products)
    return identities.reshape(layout.transpose(value, axes_order), sides), free_dims, static


# ---------------------------------------------------------------- einsum


def einsum(equation: str, *inputs: Any, **options: Any) -> Tensor:
    """The product that an equation such as ``"ij,jk->ik"`` describes (`tf.einsum`).

    Without ``->`` the result has the labels that occur once, in alphabetical order.  Raises ValueError for an equation
    that does not fit, TypeError for unknown options.
    """
    name = options.pop("name", None)
    if options:
        raise TypeError(f"invalid keyword arguments for this function: {', '.join(sorted(options))}")
    graph = graph_of(inputs) or get_default_graph()
    with graph.name_scope(name or "einsum"):
        tensors = [convert_to_tensor(v) for v in inputs]
        labels, result = _parse(equation, tensors)
        for value in tensors:
            if value._shape is None:
                raise ValueError(f"einsum needs to know the rank of {value.name}: say it with set_shape.")
        for own in labels:
            if len(labels) == 1 and len(own) == 2 and own[0] == own[1] and "->" not in equation:
                return diagonals.trace(tensors[0])
            if len(set(own)) < len(own):
                raise ValueError(f"Subscript not supported: an axis appears more than once: {own}")
        value, own = tensors[0], labels[0]
        for i, (other, its) in enumerate(zip(tensors[1:], labels[1:]), 2):
            later = set("".join(labels[i:]))
            value, own = _multiply(value, own, other, its, set(own) & set(its) - set(result) - later)
        rest = [i for i, label in enumerate(own) if label not in result]
        if rest:
            value = reductions.reduce_sum(value, axis=rest)
            own = "".join(label for label in own if label in result)
        if sorted(own) != sorted(result):
            raise ValueError(f"Invalid equation: {equation}")
        return _permuted(value, [own.index(label) for label in result])


def _parse(equation: str, tensors: list[Tensor]) -> tuple[list[str], str]:
    """The labels of each operand and of the result, with ``...`` spelled out."""
    equation = equation.replace(" ", "")
    match = re.match(r"^([a-zA-Z,.]+)(->[a-zA-Z.]*)?$", equation)
    if not match:
        raise ValueError(f"Indices have incorrect format: {equation}")
    labels = match.group(1).split(",")
    result = match.group(2)[2:] if match.group(2) else None
    if len(labels) != len(tensors):
        raise ValueError(f'Got {len(tensors)} arguments for equation "{equation}", expecting {len(labels)}')
    unused = "".join(c for c in string.ascii_letters if c not in equation)
    ellipsis = ""
    for i, own in enumerate(labels):
        if "..." in own:
            labels[i], hidden = _spelled_out(own, tensors[i], unused)
            ellipsis = max(ellipsis, hidden, key=len)
        if "." in labels[i]:
            raise ValueError('period "." found outside of ellipsis')
        shape = tensors[i]._shape
        if shape is not None and len(shape) != len(labels[i]):
            raise ValueError(f"Tensor {tensors[i].name} of rank {len(shape)} does not match the labels '{labels[i]}'.")
    if result is None:
        everything = "".join(labels)
        once = sorted(c for c in set(everything) if everything.count(c) == 1 and c not in ellipsis)
        return labels, ellipsis + "".join(once)
    result = result.replace("...", ellipsis)
    if "." in result:
        raise ValueError('period "." found outside of ellipsis')
    return labels, result


def _spelled_out(own: str, tensor: Tensor, unused: str) -> tuple[str, str]:
    parts = own.split("...")
    if len(parts) != 2:
        raise ValueError("Unable to resolve ellipsis. Excess number found.")
    if tensor._shape is None:
        raise ValueError("Unable to statically infer ellipsis axes.")
    count = len(tensor._shape) - len("".join(parts))
    if count < 0:
        raise ValueError("Ellipses lengths do not match.")
    if len(unused) < count:
        raise ValueError("Unable to resolve ellipsis, too many distinct labels.")
    hidden = unused[-count:] if count else ""
    return own.replace("...", hidden), hidden


def _multiply(a: Tensor, of_a: str, b: Tensor, of_b: str, summed: set[str]) -> tuple[Tensor, str]:
    """The product of two operands over the labels they share: kept labels in front, then those of a, then those of
    b.
    """
    kept = sorted((set(of_a) & set(of_b)) - summed)
    only_a, only_b = sorted(set(of_a) - set(of_b)), sorted(set(of_b) - set(of_a))
    order = sorted(summed)
    a = _permuted(a, [of_a.index(c) for c in [*kept, *only_a, *order]])
    b = _permuted(b, [of_b.index(c) for c in [*kept, *order, *only_b]])
    labels = "".join([*kept, *only_a, *only_b])
    if not summed:
        for _ in only_b:
            a = layout.expand_dims(a, -1)
        for _ in only_a:
            b = layout.expand_dims(b, len(kept))
        return arithmetic.multiply(a, b), labels
    a_dims, b_dims = _dims(a), _dims(b)
    batch, split = a_dims[: len(kept)], len(a_dims) - len(order)
    inner = _product(a_dims[split:])
    rows = _reshaped(a, [*batch, _product(a_dims[len(kept) : split]), inner])
    columns = _reshaped(b, [*b_dims[: len(kept)], inner, _product(b_dims[len(kept) + len(order) :])])
    product = linalg.matmul(rows, columns)
    return _reshaped(product, a_dims[:split] + b_dims[len(kept) + len(order) :]), labels


def _permuted(value: Tensor, order: list[int]) -> Tensor:
    return value if order == list(range(len(order))) else layout.transpose(value, order)


def _dims(value: Tensor) -> list[Any]:
    """The dimensions as numbers, or as tensors where they are unknown."""
    shape = value._shape or ()
    if None not in shape:
        return list(shape)
    running = identities.shape(value)
    return [running[i] if d is None else d for i, d in enumerate(shape)]


def _product(entries: list[Any]) -> Any:
    total = 1
    for d in entries:
        total = total * d
    return total


def _reshaped(value: Tensor, dims: list[Any]) -> Tensor:
    known = value._shape
    if (
        known is not None
        and len(known) == len(dims)
        and all(not isinstance(d, Tensor) and d == k for d, k in zip(dims, known))
    ):
        return value
    return identities.reshape(value, tuple(dims))


# ---------------------------------------------------------------- polynomials


def polyval(coeffs: Sequence[Any], x: Any, name: str | None = None) -> Tensor:
    """The polynomial with the given coefficients, highest power first, by Horner's scheme (`tf.math.polyval`)."""
    graph = graph_of((*coeffs, x)) or get_default_graph()
    with graph.name_scope(name or "polyval") as scope:
        x = convert_to_tensor(x, name="x")
        if not coeffs:
            return filling.zeros_like(x, name=scope)
        total = convert_to_tensor(coeffs[0], name="coeff_0")
        rest = [convert_to_tensor(c, name=f"coeff_{i}") for i, c in enumerate(coeffs[1:], 1)]
        for c in rest:
            total = c + total * x
        return total
