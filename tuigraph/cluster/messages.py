"""What tasks and sessions say to each other: fields of simple kinds, arrays as their bytes, errors as code and text.

Nothing in a message is an object that would have to be built by code of its own: no pickle, no class names.  An array
is its type's name, its shape and its bytes; text is lengths and bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, errors
from tuigraph.engine.values import Array, as_array, as_value

Message = dict[str, Any]
_MOST_DIMENSIONS = 64


def packed(values: Sequence[Any]) -> Any:
    """Values of slots as what Dask's protocol passes on as it is: a header, and frames of bytes that nobody copies."""
    from distributed.protocol.serialize import Serialized

    header: list[tuple[str, tuple[int, ...]]] = []
    frames: list[Any] = []
    for value in values:
        array = as_array(value)
        if array.dtype == object:
            parts = array.ravel().tolist()
            if not all(isinstance(part, bytes) for part in parts):
                raise errors.UnimplementedError(None, None, "A value that is no array does not travel between tasks.")
            lengths = np.array([len(part) for part in parts], np.int64)
            header.append(("string", array.shape))
            frames.extend([lengths.tobytes(), b"".join(parts)])
        else:
            header.append((array.dtype.name, array.shape))
            frames.append(memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8)))  # type: ignore[arg-type]
    return Serialized({"values": header}, frames)


def unpacked(message: Any) -> list[Any]:
    """The values of `packed`.  Raises DataLossError for a message that is none of ours."""
    try:
        frames = iter(message.frames)
        return [_value(name, tuple(shape), frames) for name, shape in message.header["values"]]
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError, OverflowError) as error:
        raise errors.DataLossError(None, None, f"A message holds no values: {error}") from None


def _value(name: str, shape: tuple[int, ...], frames: Any) -> Any:
    if len(shape) > _MOST_DIMENSIONS or min(shape, default=0) < 0:
        raise ValueError(f"there is no array of shape {shape}")
    if name == "string":
        return as_value(_text(shape, np.frombuffer(next(frames), np.int64), bytes(next(frames))))
    array: Array = np.frombuffer(next(frames), dtypes.BY_NAME[name].numpy).reshape(shape)
    return as_value(array)  # of the message's own bytes, which nobody may be able to write to


def _text(shape: tuple[int, ...], lengths: Array, joined: bytes) -> Array:
    ends = np.cumsum(lengths).tolist()
    if len(joined) != (ends[-1] if ends else 0) or (lengths < 0).any():
        raise ValueError("text is not as long as it says")
    array = np.empty(len(ends), dtype=object)
    array[:] = [joined[end - size : end] for end, size in zip(ends, lengths.tolist())]
    return array.reshape(shape)


def of_error(error: errors.OpError) -> Message:
    """An error as the fields of a message."""
    node = error.op.name if error.op is not None else ""
    return {"code": error.error_code, "text": sendable(error.message), "node": node}


def sendable(text: str) -> str:
    """Text as UTF-8 can say it: what stands for bytes of a file's name that are no text goes as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def error_of(message: Message) -> errors.OpError:
    """The error of such fields; its node is what `node` is told, later."""
    code, text = message.get("code"), str(message.get("text"))
    kinds = {kind.code: kind for kind in errors.OpError.__subclasses__()}
    return kinds.get(code if isinstance(code, int) else 2, errors.UnknownError)(None, None, text)
