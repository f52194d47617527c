"""Python functions as operations (`tf.py_func`).

The function is not part of the graph: the node holds a token, and the token finds the function in this process.
"""

from __future__ import annotations

import itertools
import traceback
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, errors
from tuigraph.engine.build import apply, graph_of
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.engine.opdef import REQUIRED, Kernel, define, unknown_shapes
from tuigraph.engine.values import as_array, as_value


class _Callback:
    """A function that the graph which calls it keeps alive."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function


_tokens = itertools.count()
_callbacks: weakref.WeakValueDictionary[str, _Callback] = weakref.WeakValueDictionary()

_KINDS: tuple[tuple[tuple[type[Exception], ...], type[errors.OpError]], ...] = (
    ((ValueError, TypeError), errors.InvalidArgumentError),
    ((StopIteration,), errors.OutOfRangeError),
    ((MemoryError,), errors.ResourceExhaustedError),
    ((NotImplementedError,), errors.UnimplementedError),
    ((Exception,), errors.UnknownError),
)


def _kernel(op: Operation, store: Store) -> Kernel:
    token = op.attrs["token"]
    wanted = op.attrs["Tout"]

    def kernel(*operands: Any) -> Any:
        callback = _callbacks.get(token)
        if callback is None:
            raise errors.UnknownError(
                None,
                None,
                f"callback {token} is not found: a Python function does not travel with a GraphDef. "
                "Build the node again.",
            )
        results = _call(callback.function, operands)
        if len(results) != len(wanted):
            raise errors.InvalidArgumentError(
                None, None, f"{token} returns {len(results)} values, but expects to see {len(wanted)} values."
            )
        values = [_checked(r, kind, i, token) for i, (r, kind) in enumerate(zip(results, wanted))]
        return values[0] if len(values) == 1 else tuple(values)

    return kernel


def _call(function: Callable[..., Any], operands: tuple[Any, ...]) -> list[Any]:
    """The results as a list.  The function gets copies, for it may change what it is given."""
    given = [v.copy() if isinstance(v, np.ndarray) else v for v in operands]
    try:
        result = function(*given)
    except Exception as error:
        kind = next(k for types, k in _KINDS if isinstance(error, types))
        raise kind(None, None, _report(error)) from error
    if result is None:
        return []
    return list(result) if isinstance(result, (list, tuple)) else [result]


def _report(error: Exception) -> str:
    """The error and the lines of the function that it passed through."""
    assert error.__traceback__ is not None
    inside = traceback.extract_tb(error.__traceback__.tb_next)
    lines = [f"  in the function: {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in inside]
    return "\n".join([f"{type(error).__name__}: {error}", *lines])


def _checked(result: Any, wanted: dtypes.DType, index: int, token: str) -> Any:
    if isinstance(result, (dict, set)):
        kind = type(result).__name__
        raise errors.InternalError(None, None, f"Unsupported object type {kind}: return arrays, numbers or text.")
    if isinstance(result, (str, bytes)) or np.asarray(result).dtype.kind in "SUO":
        array = _strings(result)
        found = dtypes.string
    else:
        array = np.array(result)
        found = dtypes.as_dtype(array.dtype)
    if found is not wanted:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"{index}-th value returned by {token} is {dtypes.text(found)}, but expects {dtypes.text(wanted)}. "
            f"Return a NumPy value of that type, as in numpy.{wanted.numpy.name}(result).",
        )
    return as_value(array)


def _strings(result: Any) -> Any:
    array = as_array(result) if isinstance(result, bytes) else np.array(result, dtype=object)
    encoded = np.empty(array.shape, dtype=object)
    encoded.reshape(-1)[:] = [v.encode() if isinstance(v, str) else bytes(v) for v in array.reshape(-1)]
    return encoded


for _name in ("PyFunc", "PyFuncStateless"):
    define(
        _name,
        "input: [Tin] -> output: [Tout]",
        attrs={"token": REQUIRED},
        shape=unknown_shapes,
        kernel=_kernel,
        stateful=True,  # a Python function is never called while a plan is made
        differentiable=False,
        reaches_out=True,
    )


def py_func(func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None) -> Any:
    """A node that calls a Python function with the values of `inp` (`tf.py_func`).

    The function gets NumPy arrays (NumPy scalars and bytes for rank 0) and returns values of the types `Tout`, a
    list of them where `Tout` is a list.  Nothing is known of the results' shapes.

    Raises ValueError when `func` cannot be called, TypeError for an `inp` that is no list.  In a run the function's
    ValueError and TypeError become InvalidArgumentError, as do results of another number or type; StopIteration becomes
    OutOfRangeError, MemoryError ResourceExhaustedError, NotImplementedError UnimplementedError, any other UnknownError.
    """
    if not callable(func):
        raise ValueError(f"Expected func to be callable, got func of type {type(func)}")
    if not isinstance(inp, (list, tuple)):
        raise TypeError(f"Expected list for 'input' argument to 'PyFunc' Op, not {inp!r}. Put it in a list: [{inp!r}].")
    several = isinstance(Tout, (list, tuple))
    types = [dtypes.as_dtype(t).base_dtype for t in (Tout if several else [Tout])]
    token = f"pyfunc_{next(_tokens)}"
    graph = graph_of(inp) or get_default_graph()
    callback = _callbacks[token] = _Callback(func)
    graph.python_functions.append(callback)
    op = apply("PyFunc" if stateful else "PyFuncStateless", list(inp), token=token, Tout=types, name=name)
    if several:
        return list(op.outputs) or op
    return op.outputs[0]


def numpy_function(func: Callable[..., Any], inp: Any, Tout: Any, name: str | None = None) -> Any:
    """`py_func` under its later name (`tf.numpy_function`)."""
    return py_func(func, inp, Tout, name=name)
