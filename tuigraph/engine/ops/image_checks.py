"""What functions of images ask first: is there an image, or a batch of them, and how large?"""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.ops.checks import assert_greater_equal, assert_positive
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import rank, shape
from tuigraph.engine.ops.joining import unstack
from tuigraph.engine.ops.layout import expand_dims
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.shapes import is_static
from tuigraph.engine.variable import Variable

NEITHER = "'image' must have either 3 or 4 dimensions."


def is_known_in_a_run(value: Any) -> bool:
    """Whether a value is a tensor, of which nothing can be said before a run."""
    return isinstance(value, (Tensor, Variable))


def holds(condition: Any, message: str) -> list[Operation]:
    """An operation that fails unless a condition holds, in a list.  Raises ValueError at once where it is known."""
    if is_known_in_a_run(condition):
        return [Assert(condition, [message])]
    if not condition:
        raise ValueError(message)
    return []


def checks(image: Tensor) -> list[Operation]:
    """What has to hold of an image with at least three dimensions, none of them 0, if that is not known.

    Raises ValueError where it is known not to.
    """
    known = image._shape
    if known is not None and len(known) < 3:
        raise ValueError("'image' must be at least three-dimensional.")
    if known is not None and 0 in known:
        raise ValueError(f"all dims of 'image.shape' must be > 0: {image.shape}")
    if is_static(known):
        return []
    return [
        assert_positive(shape(image), ["all dims of 'image.shape' must be > 0."]),
        assert_greater_equal(rank(image), 3, message="'image' must be at least three-dimensional."),
    ]


def checked(image: Any, name: str = "image") -> Tensor:
    """An image as a tensor, after its `checks`."""
    image = convert_to_tensor(image, name=name)
    made: Tensor = with_dependencies(checks(image), image)
    return made


def is_batch(image: Tensor) -> bool:
    """Whether there are four dimensions.  An unknown rank is taken for 3; raises ValueError for another one."""
    known = image._shape
    if known is not None and len(known) not in (3, 4):
        raise ValueError(NEITHER)
    return known is not None and len(known) == 4


def as_batch(image: Any) -> tuple[Tensor, bool]:
    """An image as a batch of one, and whether it was a batch before.

    Raises ValueError for another rank than 3 and 4.
    """
    image = convert_to_tensor(image, name="image")
    if is_batch(image):
        return image, True
    unknown = image._shape is None
    image = expand_dims(image, 0)
    if unknown:
        image.set_shape([None] * 4)
    return image, False


def sizes(image: Tensor, ranks: int) -> list[Any]:
    """The length of each dimension: a number where it is known, else a tensor."""
    known = image._shape
    if is_static(known):
        return list(known or ())
    found = unstack(shape(image), ranks)
    return list(found) if known is None else [d if n is None else n for n, d in zip(known, found)]
