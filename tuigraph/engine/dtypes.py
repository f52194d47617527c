"""Element types: `tf.float32` and its kin, their NumPy counterparts, and the types of Python values.

A reference dtype (`float32_ref`) marks an edge that carries a variable's cell instead of a value.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

import numpy as np

_REFERENCE = 100  # types_pb2 numbers a reference type so much above its base type


class DType:
    """The type of a tensor's elements (`tf.DType`).  Instances are unique: compare them with ``is`` or ``==``."""

    __slots__ = ("_base", "_reference", "is_ref", "name", "numpy", "type_enum")

    def __init__(self, name: str, type_enum: int, numpy: Any, base: DType | None = None) -> None:
        self.name = name
        self.type_enum = type_enum
        self.numpy = np.dtype(numpy)
        self.is_ref = base is not None
        self._base = base or self
        self._reference: DType = self if base is not None else DType(name + "_ref", type_enum + _REFERENCE, numpy, self)

    @property
    def as_numpy_dtype(self) -> Any:
        """The NumPy scalar type: `numpy.float32` for `tf.float32`, `object` for `tf.string`."""
        return object if self._base is string else self.numpy.type

    @property
    def base_dtype(self) -> DType:
        return self._base

    @property
    def _as_ref(self) -> DType:
        return self._reference

    @property
    def as_datatype_enum(self) -> int:
        return self.type_enum

    @property
    def real_dtype(self) -> DType:
        return {"complex64": float32, "complex128": float64}.get(self._base.name, self)

    @property
    def is_numpy_compatible(self) -> bool:
        return self._base not in (resource, variant)

    @property
    def is_bool(self) -> bool:
        return self._base is bool_

    @property
    def is_integer(self) -> bool:
        return bool(self.numpy.kind in "iu")

    @property
    def is_floating(self) -> bool:
        return bool(self.numpy.kind == "f")

    @property
    def is_complex(self) -> bool:
        return bool(self.numpy.kind == "c")

    @property
    def is_unsigned(self) -> bool:
        return bool(self.numpy.kind == "u")

    @property
    def is_quantized(self) -> bool:
        return False

    @property
    def size(self) -> int:
        return 1 if self._base is string else self.numpy.itemsize

    @property
    def min(self) -> Any:
        """The smallest value of a number type.  TypeError for types without an order."""
        return self._limits().min

    @property
    def max(self) -> Any:
        return self._limits().max

    @property
    def limits(self) -> tuple[Any, Any]:
        if self.is_bool:
            return False, True
        return (0 if self.is_floating or self.is_unsigned else self.min, 1 if self.is_floating else self.max)

    def _limits(self) -> Any:
        if self.is_integer:
            return np.iinfo(self.numpy)
        if self.is_floating:
            return np.finfo(self.numpy)
        raise TypeError(f"Cannot find the limits of {self}.")

    def is_compatible_with(self, other: Any) -> bool:
        return self._base is as_dtype(other).base_dtype

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other is None:
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __hash__(self) -> int:
        return self.type_enum

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    def __repr__(self) -> str:
        return "tf." + self.name

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)


float32 = DType("float32", 1, np.float32)
float64 = DType("float64", 2, np.float64)
int32 = DType("int32", 3, np.int32)
uint8 = DType("uint8", 4, np.uint8)
int16 = DType("int16", 5, np.int16)
int8 = DType("int8", 6, np.int8)
string = DType("string", 7, object)
complex64 = DType("complex64", 8, np.complex64)
int64 = DType("int64", 9, np.int64)
bool_ = DType("bool", 10, np.bool_)
uint16 = DType("uint16", 17, np.uint16)
complex128 = DType("complex128", 18, np.complex128)
float16 = DType("float16", 19, np.float16)
resource = DType("resource", 20, object)
variant = DType("variant", 21, object)
uint32 = DType("uint32", 22, np.uint32)
uint64 = DType("uint64", 23, np.uint64)
half = float16
double = float64

ALL = (
    *(float32, float64, int32, uint8, int16, int8, string, complex64, int64, bool_, uint16, complex128, float16),
    *(resource, variant, uint32, uint64),
)
FLOATING = frozenset({float16, float32, float64})
COMPLEX = frozenset({complex64, complex128})
INTEGER = frozenset({int8, int16, int32, int64, uint8, uint16, uint32, uint64})
REAL = FLOATING | INTEGER
NUMBER = REAL | COMPLEX
INDEX = frozenset({int32, int64})

BY_NAME = {name: t for d in ALL for t in (d, d._as_ref) for name in (t.name,)}
BY_NAME.update(half=float16, double=float64, float=float32, half_ref=float16._as_ref, double_ref=float64._as_ref)
_by_enum = {t.type_enum: t for d in ALL for t in (d, d._as_ref)}
_by_numpy: dict[Any, DType] = {d.numpy: d for d in ALL if d.numpy.kind != "O"}
_by_python: dict[Any, DType] = {float: float32, bool: bool_, object: string}


def as_dtype(value: Any) -> DType:
    """The DType for a DType, a name, a NumPy dtype or scalar type, a Python type or a DataType number (`tf.as_dtype`).

    Raises TypeError when there is none; ``int`` and NumPy's own names (``"i4"``) are none, as in TensorFlow 1.15.
    """
    if value.__class__ is DType:
        return value
    if isinstance(value, str) and value in BY_NAME:
        return BY_NAME[value]
    if isinstance(value, int) and not isinstance(value, bool) and value in _by_enum:
        return _by_enum[value]
    if isinstance(value, type) and value in _by_python:
        return _by_python[value]
    if isinstance(value, (np.dtype, np.generic)) or (isinstance(value, type) and issubclass(value, np.generic)):
        kind = value.dtype if isinstance(value, np.generic) else np.dtype(value)
        if kind in _by_numpy:
            return _by_numpy[kind]
        if kind.kind in "OSU":
            return string
    raise TypeError(f"Cannot convert value {value!r} to a TensorFlow DType.{_advice(value)}")


def _advice(value: Any) -> str:
    """What to write for what NumPy and later versions of TensorFlow take as a type."""
    if isinstance(value, (str, type)):
        with contextlib.suppress(TypeError):
            kind = np.dtype(value)
            near = string if kind.kind in "SU" else _by_numpy.get(kind)
            return f" Write tf.{near.name}." if near else ""
    return ""


_WRITTEN = {float16: "half", float32: "float", float64: "double"}


def text(dtype: DType) -> str:
    """As the messages of TensorFlow's kernels have it: ``float``, ``double``, ``half``, ``int32``."""
    return _WRITTEN.get(dtype.base_dtype, dtype.base_dtype.name)


def names(types: Iterable[DType]) -> str:
    """The names of some types in a fixed order, for messages."""
    return ", ".join(t.name for t in ALL if t in types)
