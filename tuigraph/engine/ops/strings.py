"""Operations on strings: join, cut, measure, replace, split."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, KernelRule, define, same_shape
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.identities import graph_for, rank
from tuigraph.engine.ops.layout import renamed
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.engine.values import as_array, as_bytes, as_value


def _joined_shape(op: Operation) -> list[MaybeShape]:
    out: MaybeShape = ()
    for value in op.inputs:
        if value._shape != ():
            out = value._shape if out == () else shapes.merge(out, value._shape)
    return [out]


def _join_kernel(op: Operation, store: Store) -> Kernel:
    separator = as_bytes(op.attrs["separator"])

    def kernel(*parts: Any) -> Any:
        arrays = [part for part in parts if isinstance(part, np.ndarray)]
        if len({array.shape for array in arrays}) > 1:
            raise InvalidArgumentError(
                None, None, f"Input shapes do not match: {', '.join(shapes.listed(array.shape) for array in arrays)}"
            )
        if not arrays:
            return separator.join(parts)
        out = np.empty(arrays[0].shape, object)
        columns = [part.flat if isinstance(part, np.ndarray) else [part] * out.size for part in parts]
        out.flat[:] = [separator.join(row) for row in zip(*columns)]
        return out

    return kernel


define(
    "StringJoin",
    "inputs: N*string -> output: string",
    attrs={"separator": ""},
    shape=_joined_shape,
    kernel=_join_kernel,
    differentiable=False,
)


def string_join(inputs: Any, separator: str = "", name: str | None = None) -> Tensor:
    """The strings of several tensors of one shape, element by element, joined (`tf.string_join`); scalars go with each.

    Raises InvalidArgumentError in a run, ValueError while building, when shapes differ.
    """
    return tensor("StringJoin", inputs, separator=separator, name=name)


def each(function: Callable[[Any], Any], value: Any, dtype: Any = object) -> Any:
    """A function of every element."""
    array = as_array(value)
    made = np.empty(array.shape, dtype=dtype)
    made.reshape(-1)[:] = [function(item) for item in array.reshape(-1).tolist()]
    return as_value(made)


# ---------------------------------------------------------------- one string at a time


def _text_kernel(method: str) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        if op.attrs.get("encoding") == "utf-8":
            return lambda value: each(lambda text: getattr(text.decode(), method)().encode(), value)
        return lambda value: each(lambda text: getattr(text, method)(), value)

    return rule


for _name, _method, _attrs in (
    ("StringStrip", "strip", {}),
    ("StringLower", "lower", {"encoding": ""}),
    ("StringUpper", "upper", {"encoding": ""}),
):
    define(
        _name,
        "input: string -> output: string",
        attrs=_attrs,
        shape=same_shape,
        kernel=_text_kernel(_method),
        differentiable=False,
    )


def _length_kernel(op: Operation, store: Store) -> Kernel:
    in_characters = op.attrs["unit"] == "UTF8_CHAR"
    return lambda value: each(lambda text: len(text.decode()) if in_characters else len(text), value, np.int32)


define(
    "StringLength",
    "input: string -> output: int32",
    attrs={"unit": "BYTE"},
    shape=same_shape,
    kernel=_length_kernel,
    differentiable=False,
)


def string_strip(input: Any, name: str | None = None) -> Tensor:
    """Without white space at the ends (`tf.strings.strip`)."""
    return tensor("StringStrip", input, name=name)


def string_lower(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """In lower case: ASCII letters, or all with ``encoding="utf-8"`` (`tf.strings.lower`)."""
    return tensor("StringLower", input, encoding=encoding, name=name)


def string_upper(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    return tensor("StringUpper", input, encoding=encoding, name=name)


def string_length(input: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """The number of bytes, or of characters with ``unit="UTF8_CHAR"`` (`tf.strings.length`)."""
    return tensor("StringLength", input, unit=unit, name=name)


def _encode_kernel(op: Operation, store: Store) -> Kernel:
    padded = op.attrs["pad"]

    def encode(text: bytes) -> bytes:
        encoded = base64.urlsafe_b64encode(text)
        return encoded if padded else encoded.rstrip(b"=")

    return lambda value: each(encode, value)


def _decode(text: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except ValueError as error:
        raise InvalidArgumentError(None, None, f"Invalid character found in base64: {text!r} ({error})") from None


define(
    "EncodeBase64",
    "input: string -> output: string",
    attrs={"pad": False},
    shape=same_shape,
    kernel=_encode_kernel,
    differentiable=False,
)
define(
    "DecodeBase64",
    "input: string -> output: string",
    shape=same_shape,
    kernel=lambda op, store: lambda value: each(_decode, value),
    differentiable=False,
)


def encode_base64(input: Any, pad: bool = False, name: str | None = None) -> Tensor:
    """In web-safe base64 (`tf.encode_base64`)."""
    return tensor("EncodeBase64", input, pad=pad, name=name)


def decode_base64(input: Any, name: str | None = None) -> Tensor:
    return tensor("DecodeBase64", input, name=name)


# ---------------------------------------------------------------- substr


def _part_shape(op: Operation) -> list[MaybeShape]:
    given, start, length = (t._shape for t in op.inputs)
    shapes.merge(start, length)
    return [shapes.broadcast(given, start)]


def _part_kernel(op: Operation, store: Store) -> Kernel:
    in_characters = op.attrs["unit"] == "UTF8_CHAR"

    def part(text: bytes, start: int, length: int) -> bytes:
        whole: Any = text.decode() if in_characters else text
        if not -len(whole) <= start <= len(whole):
            raise InvalidArgumentError(
                None, None, f"pos {start} out of range for string {text!r} of length {len(whole)}"
            )
        first = start + len(whole) if start < 0 else start
        found = whole[first : first + max(length, 0)]
        return found.encode() if in_characters else found  # type: ignore[no-any-return]

    def kernel(value: Any, start: Any, length: Any) -> Any:
        texts, starts, lengths = np.broadcast_arrays(as_array(value), start, length)
        made = np.empty(texts.shape, dtype=object)
        triples = zip(texts.reshape(-1), starts.reshape(-1).tolist(), lengths.reshape(-1).tolist())
        made.reshape(-1)[:] = [part(*triple) for triple in triples]
        return as_value(made)

    return kernel


define(
    "Substr",
    "input: string, pos: T, len: T -> output: string",
    types={"T": dtypes.INDEX},
    attrs={"unit": "BYTE"},
    shape=_part_shape,
    kernel=_part_kernel,
)


def substr(input: Any, pos: Any, len: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """`len` bytes from `pos` on, counted from the end where it is negative (`tf.substr`).

    InvalidArgumentError in a run for a `pos` outside of a string.
    """
    return tensor("Substr", input, pos, len, unit=unit, name=name)


# ---------------------------------------------------------------- regular expressions


def _pattern(text: Any) -> re.Pattern[bytes]:
    pattern = text.encode() if isinstance(text, str) else bytes(text)
    try:
        return re.compile(pattern)
    except re.error as error:
        raise InvalidArgumentError(None, None, f"Invalid pattern: {pattern!r}, error: {error}") from None


def _replacer(pattern: Any, rewrite: Any, everywhere: bool) -> Callable[[bytes], bytes]:
    compiled = _pattern(pattern)
    put = re.sub(rb"\\0", rb"\\g<0>", rewrite.encode() if isinstance(rewrite, str) else bytes(rewrite))
    return lambda text: compiled.sub(put, text, count=0 if everywhere else 1)


def _replace_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    if op.type == "StaticRegexReplace":
        return lambda value: each(_replacer(attrs["pattern"], attrs["rewrite"], attrs["replace_global"]), value)
    return lambda value, pattern, rewrite: each(_replacer(pattern, rewrite, attrs["replace_global"]), value)


def _match_kernel(op: Operation, store: Store) -> Kernel:
    def matches(value: Any, pattern: Any) -> Any:
        compiled = _pattern(pattern)
        return each(lambda text: compiled.fullmatch(text) is not None, value, np.bool_)

    return (lambda value: matches(value, op.attrs["pattern"])) if op.type == "StaticRegexFullMatch" else matches


define(
    "StaticRegexReplace",
    "input: string -> output: string",
    attrs={"pattern": REQUIRED, "rewrite": REQUIRED, "replace_global": True},
    shape=same_shape,
    kernel=_replace_kernel,
)
define(
    "RegexReplace",
    "input: string, pattern: string, rewrite: string -> output: string",
    attrs={"replace_global": True},
    shape=same_shape,
    kernel=_replace_kernel,
    differentiable=False,
)
define(
    "StaticRegexFullMatch",
    "input: string -> output: bool",
    attrs={"pattern": REQUIRED},
    shape=same_shape,
    kernel=_match_kernel,
)
define("RegexFullMatch", "input: string, pattern: string -> output: bool", shape=same_shape, kernel=_match_kernel)


def regex_replace(
    input: Any, pattern: Any, rewrite: Any, replace_global: bool = True, name: str | None = None
) -> Tensor:
    r"""With what matches a regular expression replaced (`tf.regex_replace`); ``\1`` in `rewrite` is the first group."""
    if isinstance(pattern, (str, bytes)) and isinstance(rewrite, (str, bytes)):
        attrs: dict[str, Any] = {"pattern": pattern, "rewrite": rewrite}
        return tensor("StaticRegexReplace", input, replace_global=replace_global, name=name, **attrs)
    return tensor("RegexReplace", input, pattern, rewrite, replace_global=replace_global, name=name)


def regex_full_match(input: Any, pattern: Any, name: str | None = None) -> Tensor:
    """Whether each whole string matches a regular expression (`tf.strings.regex_full_match`)."""
    if isinstance(pattern, (str, bytes)):
        return tensor("StaticRegexFullMatch", input, pattern=pattern, name=name)
    return tensor("RegexFullMatch", input, pattern, name=name)


# ---------------------------------------------------------------- split and reduce


def _split_kernel(op: Operation, store: Store) -> Kernel:
    skip = op.attrs["skip_empty"]

    def kernel(source: Any, delimiter: Any) -> Any:
        characters = delimiter.item() if isinstance(delimiter, np.ndarray) else delimiter
        splitter = re.compile(b"[" + re.escape(characters) + b"]") if characters else re.compile(b"(?s)(?<=.)(?=.)")
        rows = [[part for part in splitter.split(text) if part or not skip] for text in source.tolist()]
        index = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
        values = np.empty(len(index), dtype=object)
        values[:] = [part for row in rows for part in row]
        widest = max(map(len, rows), default=0)
        return np.array(index, np.int64).reshape(-1, 2), values, np.array([len(rows), widest], np.int64)

    return kernel


define(
    "StringSplit",
    "input: string, delimiter: string -> indices: int64, values: string, shape: int64",
    attrs={"skip_empty": True},
    shape=lambda op: [(None, 2), (None,), (2,)],
    kernel=_split_kernel,
    differentiable=False,
)


def string_split(
    source: Any, sep: Any = None, skip_empty: bool = True, delimiter: Any = None, name: str | None = None
) -> SparseTensor:
    """The parts of each string of a vector between characters of `sep`, by default spaces (`tf.string_split`)."""
    separators = renamed("sep", sep, "delimiter", delimiter)
    with graph_for(source, separators).name_scope(name or "StringSplit"):
        separators = convert_to_tensor(" " if separators is None else separators, dtypes.string)
        source = convert_to_tensor(source, dtypes.string)
        return SparseTensor(*apply("StringSplit", source, separators, skip_empty=skip_empty).outputs)


def _reduced(op: Operation) -> list[MaybeShape]:
    given, axes = op.inputs[0]._shape, constant_value(op.inputs[1])
    if given is None or axes is None:
        return [(None,) * len(given) if given is not None and op.attrs["keep_dims"] else None]
    gone = {shapes.normal_axis(int(a), len(given)) for a in np.ravel(axes)}
    if op.attrs["keep_dims"]:
        return [tuple([1 if i in gone else d for i, d in enumerate(given)])]
    return [tuple([d for i, d in enumerate(given) if i not in gone])]


def _reduce_kernel(op: Operation, store: Store) -> Kernel:
    separator = as_bytes(op.attrs["separator"])
    keep = op.attrs["keep_dims"]

    def kernel(value: Any, axes: Any) -> Any:
        array = as_array(value)
        order = [int(a) % array.ndim for a in np.ravel(axes)][::-1] if array.ndim else []  # the first axis is innermost
        kept = [i for i in range(array.ndim) if i not in order]
        rows = array.transpose(kept + order).reshape([array.shape[i] for i in kept] + [-1])
        made = np.empty(rows.shape[:-1], dtype=object)
        made.reshape(-1)[:] = [separator.join(row) for row in rows.reshape(-1, rows.shape[-1]).tolist()]
        return as_value(made.reshape([1 if i in order else d for i, d in enumerate(array.shape)]) if keep else made)

    return kernel


define(
    "ReduceJoin",
    "inputs: string, reduction_indices: int32 -> output: string",
    attrs={"keep_dims": False, "separator": ""},
    shape=_reduced,
    kernel=_reduce_kernel,
    differentiable=False,
)


def reduce_join(
    inputs: Any,
    axis: Any = None,
    keep_dims: bool | None = None,
    separator: str = "",
    name: str | None = None,
    reduction_indices: Any = None,
    keepdims: bool | None = None,
) -> Tensor:
    """The strings along some dimensions joined, along the first of `axis` first (`tf.reduce_join`)."""
    keep = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    with graph_for(inputs, axis).name_scope("ReduceJoin"):
        inputs = convert_to_tensor(inputs)
        if axis is None and inputs._shape is not None:
            axis = convert_to_tensor(np.arange(len(inputs._shape) - 1, -1, -1), dtypes.int32)
        elif axis is None:
            axis = range_(rank(inputs) - 1, -1, -1)
        return tensor("ReduceJoin", inputs, axis, keep_dims=keep, separator=separator, name=name)
