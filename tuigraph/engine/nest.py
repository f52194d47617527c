"""Nested structures of lists, tuples, named tuples and dicts: flatten one, and put other leaves in its place.

Whoever takes a list for a leaf says that only tuples are `sequences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Kinds = tuple[Any, ...]
SEQUENCES: Kinds = (list, tuple)


def flatten(structure: Any, sequences: Kinds = SEQUENCES) -> list[Any]:
    """The leaves, left to right; the entries of a dict in the order of its sorted keys."""
    if isinstance(structure, Mapping):
        return [leaf for key in sorted(structure) for leaf in flatten(structure[key], sequences)]
    if isinstance(structure, sequences):
        return [leaf for part in structure for leaf in flatten(part, sequences)]
    return [structure]


def pack_as(structure: Any, leaves: Sequence[Any], sequences: Kinds = SEQUENCES) -> Any:
    """A structure like `structure` with `leaves` for leaves.  Raises ValueError when their number differs."""
    count = len(flatten(structure, sequences))
    if count != len(leaves):
        raise ValueError(f"The structure has {count} leaves, but {len(leaves)} were given.")
    return _pack(structure, iter(leaves), sequences)


def _pack(structure: Any, leaves: Iterator[Any], sequences: Kinds) -> Any:
    if isinstance(structure, Mapping):
        made = {key: _pack(structure[key], leaves, sequences) for key in sorted(structure)}
        return type(structure)((key, made[key]) for key in structure)  # type: ignore[call-arg]
    if isinstance(structure, sequences):
        parts = [_pack(part, leaves, sequences) for part in structure]
        return type(structure)(*parts) if hasattr(structure, "_fields") else type(structure)(parts)
    return next(leaves)


def map_leaves(function: Callable[..., Any], structure: Any, sequences: Kinds = SEQUENCES) -> Any:
    return pack_as(structure, [function(leaf) for leaf in flatten(structure, sequences)], sequences)


def is_nested(structure: Any) -> bool:
    return isinstance(structure, (*SEQUENCES, Mapping))


def assert_same(a: Any, b: Any) -> None:
    """Raises TypeError for containers of different kinds, ValueError for different numbers of parts."""
    if is_nested(a) != is_nested(b):
        raise ValueError(f"The two structures don't have the same nested structure. First: {a!r}. Second: {b!r}.")
    if not is_nested(a):
        return
    if type(a) is not type(b):
        raise TypeError(
            f"The two structures don't have the same sequence type. First has type {type(a).__name__}, "
            f"second has type {type(b).__name__}."
        )
    if isinstance(a, Mapping):
        if set(a) != set(b):
            raise ValueError(f"The two dictionaries don't have the same set of keys: {sorted(a)} and {sorted(b)}.")
        for key in a:
            assert_same(a[key], b[key])
        return
    if len(a) != len(b):
        raise ValueError(
            f"The two structures don't have the same number of elements. First: {len(a)}, second: {len(b)}."
        )
    for x, y in zip(a, b):
        assert_same(x, y)
