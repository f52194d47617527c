"""What a run is fed: the entries of a feed_dict, and the arrays that take the place of tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, errors, shapes
from tuigraph.engine.fetches import Composite
from tuigraph.engine.graph import Tensor


def flat_feeds(feed_dict: Any) -> Any:
    """The feeds with each tuple of tensors, and each tensor of several parts, as entries of its own.

    Raises ValueError for a tuple that does not have one value for each tensor.
    """
    if not any(isinstance(key, (tuple, Composite)) for key in feed_dict):
        return feed_dict
    flat: dict[Any, Any] = {}
    for key, value in feed_dict.items():
        parts = key._fetch_parts()[0] if isinstance(key, Composite) else key
        if not isinstance(parts, tuple):
            flat[key] = value
            continue
        values = [part for part in value if part is not None]
        if len(values) != len(parts):
            raise ValueError(f"{key} is fed by {len(parts)} values, one for each part; {len(values)} were given.")
        flat.update(flat_feeds(dict(zip(parts, values))))
    return flat


def feed_keys(feed_dict: Any) -> list[Any]:
    if feed_dict is None:
        return []
    if not hasattr(feed_dict, "items"):
        raise TypeError(
            f"feed_dict must be a dictionary from tensors to values, instead of '{type(feed_dict).__name__}'."
        )
    return list(feed_dict)


def fed_value(tensor: Tensor, value: Any, copy: bool) -> Any:
    """The array for a fed value.

    Raises TypeError for a tensor or a number that its type cannot hold, ValueError for a shape that does not fit,
    KeyError for a handle.
    """
    dtype = tensor.dtype
    if isinstance(value, Tensor):
        raise TypeError(
            f"The value of a feed cannot be a tf.Tensor object: {value!r}. Acceptable feed values are Python scalars, "
            "strings, lists and NumPy arrays. Run the tensor first and feed its value."
        )
    if dtype.base_dtype is dtypes.resource:
        raise KeyError(
            f"'{tensor.name}' is a handle and has no NumPy type: feed what reads the variable, or assign to it."
        )
    if isinstance(value, int) and not _holds(dtype, value):
        raise TypeError(
            f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type "
            f"{dtype.as_numpy_dtype}. Try explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    wanted = dtype.numpy
    try:
        array = np.array(value, dtype=wanted) if copy else np.asarray(value, dtype=wanted)
        if dtype.is_bool and isinstance(value, np.ndarray) and value.dtype.kind in "SU":
            raise ValueError("text is neither true nor false")
    except (TypeError, ValueError, OverflowError, NotImplementedError) as error:  # the last: a tensor in a list
        raise (TypeError if dtype.is_complex or isinstance(error, TypeError) else ValueError)(
            f"Cannot feed {_short(value)} for Tensor '{tensor.name}' of dtype {dtype.base_dtype.name}: {error}"
        ) from None
    shape = tensor._shape
    if shape is not None and array.shape != shape and not shapes.compatible(shape, array.shape):
        raise ValueError(
            f"Cannot feed value of shape {shapes.text(array.shape)} for Tensor '{tensor.name}', which has shape "
            f"'{shapes.text(shape)}'. Reshape the value, or give the placeholder a shape that admits it."
        )
    return array


def _holds(dtype: dtypes.DType, value: int) -> bool:
    """Whether a Python int is the same number in a type; text never is."""
    if dtype.base_dtype is dtypes.string:
        return False
    if dtype.is_integer:
        return bool(dtype.min <= value <= dtype.max)
    try:
        return bool(dtype.numpy.type(value).item() == value)
    except OverflowError:
        return False


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:  # of a class of the user's, or nested too deeply
        return f"a {type(value).__name__}"
    return text if len(text) < 80 else text[:77] + "..."


def slot_value(dtype: dtypes.DType, array: Any) -> Any:
    """A fed array as the kernels want it: a NumPy scalar for rank 0, bytes for text."""
    if dtype.base_dtype is dtypes.string:
        flat = [v.encode() if isinstance(v, str) else v for v in array.ravel().tolist()]
        for item in flat:
            if not isinstance(item, bytes):
                raise errors.InternalError(
                    None,
                    None,
                    f"Unsupported object type {type(item).__name__}: a tensor of text takes text, not {item!r}.",
                )
        encoded = np.empty(array.shape, dtype=object)
        encoded.reshape(-1)[:] = flat
        return encoded if array.ndim else encoded[()]
    return array if array.ndim else array[()]
