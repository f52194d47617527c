"""The operations.  Importing this package registers them all."""

from tuigraph.engine.ops import arithmetic, array, casts, constants, flow, linalg, python, random, reductions, state

__all__ = ["arithmetic", "array", "casts", "constants", "flow", "linalg", "python", "random", "reductions", "state"]
