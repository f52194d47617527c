"""Places by n-dimensional index, as gather_nd and the scatters take them: checked, and as NumPy wants them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.shapes import MaybeShape


def nd_index(indices: Any, given: tuple[int, ...], what: str = "") -> tuple[Any, ...]:
    """An index for NumPy.  Raises InvalidArgumentError for a place that is not in `given`, the shape of `what`."""
    depth = indices.shape[-1]
    if depth > len(given):
        raise InvalidArgumentError(
            None,
            None,
            f"index innermost dimension length must be <= {what or 'params'} rank; saw: {depth} vs. {len(given)}",
        )
    outside = ((indices < 0) | (indices >= np.array(given[:depth], dtype=np.int64))).any(axis=-1)
    if np.any(outside):
        place = tuple(int(i) for i in np.argwhere(outside)[0])
        row = indices[place].tolist()
        raise InvalidArgumentError(
            None,
            None,
            f"indices[{','.join(map(str, place))}] = {row} does not index into "
            f"{what + ' ' if what else ''}shape {shapes.listed(given)}",
        )
    return tuple(np.moveaxis(indices, -1, 0))


def check_slice_shapes(given: MaybeShape, indices: MaybeShape, updates: MaybeShape) -> None:
    """Raises ValueError for `updates` that are not one slice of a tensor of the shape `given` for each index."""
    if given is None or not indices or updates is None or indices[-1] is None or indices[-1] > len(given):
        return
    outer = len(indices) - 1
    for part, of_updates, of_others, ends in (
        (f"outer {outer}", updates[:outer], indices[:-1], f"indices.shape={shapes.listed(indices)}"),
        (
            f"inner {len(given) - indices[-1]}",
            updates[outer:],
            given[indices[-1] :],
            f"input.shape={shapes.listed(given)}",
        ),
    ):
        if not shapes.compatible(of_updates, of_others):
            raise ValueError(
                f"The {part} dimensions of {ends} must match the {part} dimensions of "
                f"updates.shape={shapes.listed(updates)}: {shapes.conflict(of_others, of_updates)}"
            )


def check_updates(indices: Any, updates: Any, given: tuple[int, ...]) -> None:
    """Raises InvalidArgumentError for `updates` that are not one slice of the shape `given` for each index."""
    found, depth = np.shape(updates), indices.shape[-1]
    if indices.shape[:1] != found[:1] and indices.ndim > 1:
        raise InvalidArgumentError(
            None,
            None,
            "The outermost dimension of updates and indices must match. Got indices.shape "
            f"{shapes.listed(indices.shape)}, updates.shape {shapes.listed(found)}",
        )
    if found != indices.shape[:-1] + given[depth:] or depth > len(given):
        raise InvalidArgumentError(
            None,
            None,
            "Must have updates.shape = indices.shape[:batch_dim] + params_shape[slice_dim:], got updates.shape: "
            f"{shapes.listed(found)}, indices.shape: {shapes.listed(indices.shape)}, params_shape: "
            f"{shapes.listed(given)}, slice_dim: {depth}, and batch_dim: {indices.ndim - 1}",
        )
