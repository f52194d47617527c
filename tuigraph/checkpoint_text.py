"""A checkpoint as text: its variables, a value, or what differs from another.  Nothing is restored."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from tuigraph.engine.errors import OpError
from tuigraph.training.bundle import without_ending
from tuigraph.training.checkpoints import CheckpointReader, latest_checkpoint
from tuigraph.words import Words
from tuigraph.words.errors import refused

_SHOWN = 200  # values of an array that are printed in full


def opened(path: Path) -> CheckpointReader:
    """A checkpoint by its prefix, one of its files, or the folder of which the latest is meant.  Raises SaidError."""
    prefix = without_ending(str(path))
    if os.path.isdir(prefix):
        try:
            latest = latest_checkpoint(prefix)
        except ValueError:
            latest = None
        if latest is None:
            raise refused("checkpoint_none_in", path=prefix)
        prefix = latest
    try:
        return CheckpointReader(prefix)
    except (OpError, OSError) as error:
        raise refused("checkpoint_unread", path=prefix, why=str(getattr(error, "message", error))) from None


def listed(reader: CheckpointReader, part: str, words: Words) -> list[str]:
    """A line for each variable with `part` in its name: name, dtype, shape, numbers; and how many numbers in all."""
    shapes, types = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    names = sorted(name for name in shapes if part.lower() in name.lower())
    if not names:
        near = get_close_matches(part, shapes, n=1, cutoff=0.3)
        raise refused("checkpoint_no_name", name=part, near=near[0] if near else "-")
    sizes = [int(np.prod(shapes[name], dtype=np.int64)) for name in names]
    width = max(map(len, names))
    lines = [
        f"{name:<{width}}  {types[name].name:<8}  {shapes[name]!s:<14}  {size:>12,}".rstrip()
        for name, size in zip(names, sizes, strict=True)
    ]
    return [*lines, words("checkpoint_total", n=len(names), numbers=f"{sum(sizes):,}")]


def valued(reader: CheckpointReader, name: str, words: Words) -> list[str]:
    """The value of a variable, which is as long as can be read; of numbers also the extremes and the mean."""
    value = np.asarray(_value(reader, name))
    lines = [f"{name}  {value.dtype}  {list(value.shape)}"]
    if value.size and value.dtype.kind in "fiu":
        finite = value[np.isfinite(value)].astype(np.float64)
        if finite.size:
            lines.append(
                words(
                    "checkpoint_extremes",
                    least=f"{finite.min():g}",
                    most=f"{finite.max():g}",
                    mean=f"{finite.mean():g}",
                )
            )
        if finite.size < value.size:
            lines.append(words("checkpoint_not_finite", n=value.size - finite.size))
    return [*lines, *np.array2string(value, threshold=_SHOWN).split("\n")]


def compared(reader: CheckpointReader, other: CheckpointReader, words: Words) -> list[str]:
    """What two checkpoints do not share, and by how much the others differ; no lines where they are the same."""
    mine, theirs = reader.get_variable_to_shape_map(), other.get_variable_to_shape_map()
    lines = [words("checkpoint_only_first", name=name) for name in sorted(mine.keys() - theirs.keys())]
    lines += [words("checkpoint_only_second", name=name) for name in sorted(theirs.keys() - mine.keys())]
    for name in sorted(mine.keys() & theirs.keys()):
        a, b = np.asarray(_value(reader, name)), np.asarray(_value(other, name))
        if a.shape != b.shape or a.dtype != b.dtype:
            first, second = f"{a.dtype} {list(a.shape)}", f"{b.dtype} {list(b.shape)}"
            lines.append(words("checkpoint_other_kind", name=name, first=first, second=second))
        elif a.tobytes() != b.tobytes() if a.dtype != object else not np.array_equal(a, b):
            unlike = np.asarray(a != b)
            by = ""
            if a.dtype.kind in "fiu":
                with np.errstate(all="ignore"):
                    by = f"{np.max(np.abs(a.astype(np.float64) - b.astype(np.float64))):g}"
            lines.append(words("checkpoint_differs", name=name, unlike=int(unlike.sum()), n=a.size, by=by or "-"))
    return lines


def _value(reader: CheckpointReader, name: str) -> object:
    try:
        return reader.get_tensor(name)
    except (OpError, OSError) as error:
        raise refused("checkpoint_unread", path=name, why=str(getattr(error, "message", error))) from None
