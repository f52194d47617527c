"""Nested structures: `tf.nest`."""

import collections
from typing import Any

Pair = collections.namedtuple("Pair", "x y")


def nest(tf: Any) -> Any:
    n = tf.nest
    notes: Any = []
    wholes: Any = ([1, (2, 3), {"b": 4, "a": [5]}, Pair(6, 7)], "ab", None, {1: 2})
    packs: Any = ((Pair(1, [2, 3]), [4, 5, 6]), (1, [4]), (1, [4, 5]), ([1, 2], [4]), ([1, 2], 5))

    def note(work: Any, *arguments: Any, **options: Any) -> None:
        try:
            notes.append(repr(work(*arguments, **options)))
        except (TypeError, ValueError) as error:
            notes.append(f"{type(error).__name__}: {error}")

    for structure in wholes:
        note(n.flatten, structure)
        note(n.is_nested, structure)
    for structure, flat in packs:
        note(n.pack_sequence_as, structure, flat)
    note(n.map_structure, lambda a, b: a + b, [1, {"a": 2}], [3, {"a": 4}])
    note(n.map_structure, lambda a: a + 1, (1, (2,)))
    note(n.map_structure, max, [1, 2], (1, 2), check_types=False)
    note(n.map_structure, 1, [1])
    note(n.map_structure, max)
    note(n.map_structure, max, [1], other=1)
    for a, b in (([1], (1,)), ([1, [2]], [1, 2]), ([1, 2], [1]), ({"a": 1}, {"b": 1}), (1, [1])):
        note(n.assert_same_structure, a, b)
    sparse = tf.SparseTensor([[0, 1]], [2.0], [1, 2])
    parts = n.flatten([sparse], expand_composites=True)
    packed = n.pack_sequence_as([sparse], [parts[0], parts[1] * 3.0, parts[2]], expand_composites=True)
    return tf.constant(notes), tf.sparse_tensor_to_dense(packed[0])


PROGRAMS = {"nest": nest}
