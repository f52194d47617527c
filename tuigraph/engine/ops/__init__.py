"""The operations.  Importing this package registers them all."""

# ruff: noqa: F401
from tuigraph.engine.ops import (
    arithmetic,
    array,
    casts,
    comparison,
    complex_numbers,
    conjugate,
    constants,
    control_flow,
    division,
    elementwise,
    flow,
    linalg,
    operators,
    python,
    queues,
    random,
    readers,
    reductions,
    state,
    strings,
)
