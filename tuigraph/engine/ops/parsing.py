"""Numbers from text and bytes, and text from numbers."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define, same_shape
from tuigraph.engine.ops.layout import renamed
from tuigraph.engine.ops.strings import each
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array, as_array, as_value

# ---------------------------------------------------------------- numbers to text


def _format(op: Operation) -> str:
    """A format as C and Python know it.  Raises InvalidArgumentError for attributes that do not go together."""
    attrs, dtype = op.attrs, op.inputs[0].dtype
    if attrs["scientific"] and attrs["shortest"]:
        raise InvalidArgumentError(None, None, "Cannot select both scientific and shortest notation")
    is_float = dtype.is_floating or dtype.is_complex
    if not is_float and (attrs["scientific"] or attrs["shortest"] or attrs["precision"] >= 0):
        raise InvalidArgumentError(None, None, f"scientific, shortest and precision are for floats, not {dtype.name}")
    if attrs["fill"] not in ("", " ", "+", "-", "0", "#"):
        raise InvalidArgumentError(
            None, None, f"Fill argument not supported: {attrs['fill']!r} (one of ' ', '+', '-', '0', '#')"
        )
    width = str(attrs["width"]) if attrs["width"] >= 0 else ""
    precision = f".{attrs['precision']}" if attrs["precision"] >= 0 else ""
    kind = ("e" if attrs["scientific"] else "g" if attrs["shortest"] else "f") if is_float else "d"
    return f"%{attrs['fill']}{width}{precision}{kind}"


def _as_string_kernel(op: Operation, store: Store) -> Kernel:
    def one(number: Any, form: str) -> bytes:
        if isinstance(number, bool):
            return b"true" if number else b"false"
        if isinstance(number, complex):
            return f"({form % number.real},{form % number.imag})".encode()
        if isinstance(number, float) and not math.isfinite(number):
            form = form.replace("0", "", 1) if form.startswith("%0") else form  # no zeros before inf and nan
        text: str = form % number
        return text.encode()

    def kernel(value: Array) -> Any:
        form = _format(op)
        return each(lambda number: one(number, form), value)

    return kernel


define(
    "AsString",
    "input: T -> output: string",
    types={
        "T": frozenset({dtypes.float32, dtypes.float64, dtypes.bool_, *dtypes.COMPLEX})
        | {dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64}
    },
    attrs={"precision": -1, "scientific": False, "shortest": False, "width": -1, "fill": ""},
    shape=same_shape,
    kernel=_as_string_kernel,
    differentiable=False,
)


def as_string(
    input: Any,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """Numbers as text (`tf.as_string`): ``%d`` and ``%f``, or ``%e`` (`scientific`) and ``%g`` (`shortest`)."""
    return tensor(
        "AsString",
        input,
        precision=precision,
        scientific=scientific,
        shortest=shortest,
        width=width,
        fill=fill,
        name=name,
    )


# ---------------------------------------------------------------- text to numbers

_INTEGER = re.compile(rb"\s*[+-]?\d+\s*")
_FLOAT = re.compile(rb"\s*[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?|nan|0x[\da-f]+)\s*", re.IGNORECASE)


def _to_number_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype
    pattern = _INTEGER if dtype.is_integer else _FLOAT

    def one(text: bytes) -> Any:
        if pattern.fullmatch(text):
            if not dtype.is_integer:
                return float(int(text, 16)) if b"x" in text.lower() else float(text)
            number = int(text)
            if dtype.min <= number <= dtype.max:
                return number
        raise InvalidArgumentError(
            None,
            None,
            f"StringToNumberOp could not correctly convert string: {text.decode(errors='replace')}",
        )

    return lambda value: each(one, value, dtype.numpy)


define(
    "StringToNumber",
    "string_tensor: string -> output: out_type",
    types={"out_type": frozenset({dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})},
    attrs={"out_type": dtypes.float32},
    shape=same_shape,
    kernel=_to_number_kernel,
)


def string_to_number(
    string_tensor: Any = None, out_type: Any = dtypes.float32, name: str | None = None, input: Any = None
) -> Tensor:
    """Text as numbers of float32, float64, int32 or int64 (`tf.string_to_number`).

    InvalidArgumentError in a run for text that is no number, or none of that type.
    """
    wanted = dtypes.as_dtype(out_type)
    if wanted not in (dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64):
        raise TypeError(f"'StringToNumber' makes float32, float64, int32 or int64, not {wanted.name}.")
    return tensor("StringToNumber", renamed("input", input, "string_tensor", string_tensor), out_type=wanted, name=name)


# ---------------------------------------------------------------- bytes to numbers


def _raw_shape(op: Operation) -> list[MaybeShape]:
    given = op.inputs[0]._shape
    return [None if given is None else (*given, None)]


def _raw_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy
    order = "<" if op.attrs["little_endian"] else ">"

    def kernel(value: Array) -> Any:
        array = as_array(value)
        texts = array.reshape(-1).tolist()
        for i, text in enumerate(texts):
            if len(text) != len(texts[0]):
                raise InvalidArgumentError(
                    None,
                    None,
                    "DecodeRaw requires input strings to all be the same size, but element "
                    f"{i} has size {len(text)} != {len(texts[0])}",
                )
            if len(text) % dtype.itemsize:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Input to DecodeRaw has length {len(text)} that is not a multiple of {dtype.itemsize}, "
                    f"the size of {dtype}",
                )
        joined = np.frombuffer(b"".join(texts), dtype=dtype.newbyteorder(order)).astype(dtype)
        return as_value(joined.reshape(*array.shape, len(texts[0]) // dtype.itemsize if texts else 0))

    return kernel


define(
    "DecodeRaw",
    "bytes: string -> output: out_type",
    types={"out_type": dtypes.NUMBER | {dtypes.bool_}},
    attrs={"out_type": REQUIRED, "little_endian": True},
    shape=_raw_shape,
    kernel=_raw_kernel,
    differentiable=False,
)


def decode_raw(
    input_bytes: Any = None,
    out_type: Any = None,
    little_endian: bool = True,
    name: str | None = None,
    bytes: Any = None,
) -> Tensor:
    """The bytes of each string read as numbers (`tf.decode_raw`): shape of the input + [numbers in each].

    InvalidArgumentError in a run for strings of different lengths.
    """
    given = renamed("input_bytes", input_bytes, "bytes", bytes)
    return tensor("DecodeRaw", given, out_type=dtypes.as_dtype(out_type), little_endian=little_endian, name=name)
