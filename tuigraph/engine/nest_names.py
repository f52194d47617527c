"""`tf.nest`: structures flattened, compared and packed as TensorFlow does it, with its errors.

Source: tensorflow/python/util/nest.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tuigraph.engine import nest
from tuigraph.engine.sparse_tensor import SparseTensor


class _Dot:
    def __repr__(self) -> str:
        return "."


_DOT = _Dot()


def is_nested(seq: Any) -> bool:
    """Whether it is a list, a tuple or a mapping."""
    return nest.is_nested(seq)


def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """The leaves, left to right, those of a dict in the order of its keys; a sparse tensor's parts if asked for."""
    leaves = nest.flatten(structure)
    if not expand_composites:
        return leaves
    return [part for leaf in leaves for part in (_parts(leaf) if isinstance(leaf, SparseTensor) else [leaf])]


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """A structure like `structure` with the leaves of `flat_sequence`.

    Raises TypeError when that is no list or tuple, ValueError when it has more or fewer leaves.
    """
    if not isinstance(flat_sequence, (list, tuple)):
        raise TypeError("flat_sequence must be a sequence")
    count = len(flatten(structure, expand_composites))
    if not is_nested(structure) and not (expand_composites and isinstance(structure, SparseTensor)):
        if len(flat_sequence) != 1:
            raise ValueError(f"Structure is a scalar but len(flat_sequence) == {len(flat_sequence)} > 1")
        return flat_sequence[0]
    if count != len(flat_sequence):
        raise ValueError(
            f"Could not pack sequence. Structure had {count} elements, but flat_sequence had {len(flat_sequence)} "
            f"elements.  Structure: {structure}, flat_sequence: {flat_sequence}."
        )
    return nest.pack_as(structure, _joined(structure, flat_sequence) if expand_composites else flat_sequence)


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """`func` of the leaves of all structures that stand at one place, in a structure like the first.

    Raises TypeError when `func` cannot be called, TypeError or ValueError when the structures differ.
    """
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    check_types = kwargs.pop("check_types", True)
    expand_composites = kwargs.pop("expand_composites", False)
    if kwargs:
        raise ValueError(
            "Only valid keyword arguments are `check_types` and `expand_composites`, not: "
            f"`{'`, `'.join(kwargs.keys())}`"
        )
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types, expand_composites)
    leaves = zip(*(flatten(one, expand_composites) for one in structure))
    return pack_sequence_as(structure[0], [func(*each) for each in leaves], expand_composites)


def assert_same_structure(nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False) -> None:
    """Raises ValueError when two structures are nested otherwise, TypeError when their sequences are of other types."""
    found = _difference(nest1, nest2, check_types, expand_composites)
    if found is None:
        return
    kind, why = found
    first, second = (map_structure(lambda _: _DOT, one) for one in (nest1, nest2))
    raise kind(
        "The two structures don't have the same nested structure.\n\n"
        f"First structure: {_typed(nest1)}\n\nSecond structure: {_typed(nest2)}\n\nMore specifically: {why}\n"
        f"Entire first structure:\n{first}\nEntire second structure:\n{second}"
    )


def _difference(a: Any, b: Any, check_types: bool, expand: bool) -> tuple[type[Exception], str] | None:
    if is_nested(a) != is_nested(b):
        inner, outer = (a, b) if is_nested(a) else (b, a)
        return ValueError, f'Substructure "{_typed(inner)}" is a sequence, while substructure "{_typed(outer)}" is not'
    if not is_nested(a):
        if expand and isinstance(a, SparseTensor) != isinstance(b, SparseTensor):
            return TypeError, f"{_typed(a)} and {_typed(b)} are not both composite tensors"
        return None
    if check_types and not _alike(a, b):
        return TypeError, (
            f"The two namedtuples don't have the same sequence type. First structure {_typed(a)} has type "
            f"{type(a).__name__}, while second structure {_typed(b)} has type {type(b).__name__}"
        )
    if check_types and isinstance(a, Mapping) and set(a) != set(b):
        return ValueError, (
            f"The two dictionaries don't have the same set of keys. First structure has keys {_typed(list(a))}, "
            f"while second structure has keys {_typed(list(b))}"
        )
    parts, others = _children(a), _children(b)
    if len(parts) != len(others):
        return ValueError, (
            "The two structures don't have the same number of elements. "
            f"First structure: {_typed(a)}. Second structure: {_typed(b)}"
        )
    for part, other in zip(parts, others):
        found = _difference(part, other, check_types, expand)
        if found is not None:
            return found
    return None


def _alike(a: Any, b: Any) -> bool:
    if hasattr(a, "_fields") and hasattr(b, "_fields"):  # one namedtuple made twice is one
        return type(a).__name__ == type(b).__name__ and a._fields == b._fields
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return True
    return type(a) is type(b) or (isinstance(a, list) and isinstance(b, list))


def _children(structure: Any) -> list[Any]:
    return [structure[key] for key in sorted(structure)] if isinstance(structure, Mapping) else list(structure)


def _typed(value: Any) -> str:
    return f"type={type(value).__name__} str={value}"


def _parts(leaf: SparseTensor) -> list[Any]:
    return [leaf.indices, leaf.values, leaf.dense_shape]


def _joined(structure: Any, flat: Sequence[Any]) -> list[Any]:
    """Leaves in which sparse tensors are whole again."""
    rest = iter(flat)
    return [
        SparseTensor(next(rest), next(rest), next(rest)) if isinstance(leaf, SparseTensor) else next(rest)
        for leaf in nest.flatten(structure)
    ]
