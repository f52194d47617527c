"""Shapes, slices, joins and casts."""

NAMES = {
    "tf": {
        "engine.ops.array": "identity shape rank range=range_ transpose",
        "engine.ops.casts": "cast",
        "engine.ops.python": "py_func",
    },
}
