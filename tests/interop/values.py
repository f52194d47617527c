"""Values of every dtype that a checkpoint can have, for both sides of the interop tests (NumPy only, Python 3.6)."""

from typing import Any

import numpy as np

NUMBERS = [
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128"),
]


def values() -> Any:
    """Name -> array: for each dtype a scalar, a matrix and an empty tensor; long strings and a large tensor too."""
    found = {}
    for dtype in NUMBERS:
        matrix = np.array([[0, 1, 100], [3, 77, 1]]).astype(dtype)
        if matrix.dtype.kind in "fc":
            matrix[1] = [np.inf, -np.inf, np.nan]
        found.update({dtype + "/scalar": matrix[0, 1], dtype + "/matrix": matrix, dtype + "/empty": matrix[:, :0]})
    strings = np.array([[b"a", b"", b"zero\0"], [b"long" * 50_000, "\u56fe".encode(), b"\xff"]], object)
    found.update({"string/scalar": strings[0, 2], "string/matrix": strings, "string/empty": strings[:0]})
    found["large"] = np.arange(700_000, dtype=np.float64).reshape(7, -1)
    return found


def differing(expected: Any, found: Any) -> Any:
    """The names whose arrays are not the same to the bit."""
    assert set(expected) == set(found), set(expected) ^ set(found)
    return [name for name in expected if not _same(expected[name], found[name])]


def _same(a: Any, b: Any) -> Any:
    a, b = (np.array(value, object) if isinstance(value, bytes) else np.asarray(value) for value in (a, b))
    content = [v.tolist() if v.dtype == object else v.tobytes() for v in (a, b)]
    return a.shape == b.shape and a.dtype == b.dtype and content[0] == content[1]
