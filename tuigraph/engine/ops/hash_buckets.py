"""Text as a number below a bound, by a hash that is the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes, hashing
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, KernelRule, define, same_shape
from tuigraph.engine.ops.layout import renamed
from tuigraph.engine.ops.strings import each


def _bucket_kernel(of: Callable[[Operation], Callable[[bytes], int]]) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        hashed, count = of(op), op.attrs["num_buckets"]
        return lambda value: each(lambda text: hashed(text) % count, value, dtypes.int64.numpy)

    return rule


def _strong(op: Operation) -> Callable[[bytes], int]:
    low, high = op.attrs["key"]
    return lambda text: hashing.siphash(text, (low, high))


for _name, _argument, _of, _more in (
    ("StringToHashBucketFast", "input", lambda op: hashing.farmhash, {}),
    ("StringToHashBucket", "string_tensor", lambda op: hashing.murmur, {}),
    ("StringToHashBucketStrong", "input", _strong, {"key": REQUIRED}),
):
    define(
        _name,
        f"{_argument}: string -> output: int64",
        attrs={"num_buckets": REQUIRED, **_more},
        shape=same_shape,
        kernel=_bucket_kernel(_of),
        differentiable=False,
    )


def _count(num_buckets: Any, op_type: str) -> int:
    if not isinstance(num_buckets, int):
        raise TypeError(f"Expected int for argument 'num_buckets' not {num_buckets!r}.")
    if num_buckets < 1:
        raise ValueError(f"Attr 'num_buckets' of '{op_type}' Op passed {num_buckets} less than minimum 1.")
    return num_buckets


def string_to_hash_bucket_fast(input: Any, num_buckets: int, name: str | None = None) -> Tensor:
    """Numbers from 0 to `num_buckets` - 1 by FarmHash, int64 (`tf.strings.to_hash_bucket_fast`)."""
    count = _count(num_buckets, "StringToHashBucketFast")
    return tensor("StringToHashBucketFast", input, num_buckets=count, name=name)


def string_to_hash_bucket(
    string_tensor: Any = None, num_buckets: Any = None, name: str | None = None, input: Any = None
) -> Tensor:
    """Numbers from 0 to `num_buckets` - 1, int64, by the hash that was there first (`tf.string_to_hash_bucket`)."""
    text = renamed("input", input, "string_tensor", string_tensor)
    count = _count(num_buckets, "StringToHashBucket")
    return tensor("StringToHashBucket", text, num_buckets=count, name=name)


def string_to_hash_bucket_strong(input: Any, num_buckets: int, key: Any, name: str | None = None) -> Tensor:
    """Numbers from 0 to `num_buckets` - 1, int64, by SipHash with a key of two numbers, which resists attacks
    (`tf.strings.to_hash_bucket_strong`).

    Raises ValueError for another key.
    """
    count = _count(num_buckets, "StringToHashBucketStrong")
    if len(key) != 2:
        raise ValueError(f"Key must have 2 elements, not {len(key)}.")
    return tensor("StringToHashBucketStrong", input, num_buckets=count, key=[int(k) for k in key], name=name)
