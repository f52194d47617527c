"""The operations.  Importing this package registers them all."""

from tuigraph.engine.ops import arithmetic, array, casts, constants, control_flow, flow, linalg, python, random, reductions, state

__all__ = ["arithmetic", "array", "casts", "constants", "control_flow", "flow", "linalg", "python", "random", "reductions", "state"]
