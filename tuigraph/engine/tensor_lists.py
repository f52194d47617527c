"""What a TensorArray holds while a graph runs: elements that are written and read one by one.

Each element stands in a cell, so that a step back is a pointer.  An element is written once, and by default read once;
in an array of gradients what is written to one element adds up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import shapes
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.shapes import MaybeShape


class Element(NamedTuple):
    """One element.  Without a `value` it is zero, where its shape is known."""

    value: Any = None
    shape: MaybeShape = None
    written: bool = False
    read: bool = False
    cleared: bool = False


class Elements:
    """The elements of one array in one run."""

    def __init__(
        self,
        store: Store,
        name: str,
        dtype: Any,
        size: int,
        element_shape: MaybeShape,
        grows: bool = False,
        clears: bool = True,
        alike: bool = False,
        forward: Elements | None = None,
    ) -> None:
        self.store = store
        self.name = name
        self.dtype = dtype
        self.grows = grows
        self.clears = clears
        self.alike = alike  # all elements have one shape, that of the first
        self.is_gradient = forward is not None
        self.cells = Cell(store, "", name, tuple(self._new_cell() for _ in range(size)))
        self.element_shape = Cell(store, "", f"{name}/element_shape", element_shape)
        self.gradients = Cell(store, "", f"{name}/gradients", ())
        if forward is not None:
            for mine, theirs in zip(self.cells.value, forward.cells.value):
                if theirs.value.written:
                    mine.value = Element(shape=theirs.value.shape, written=True)

    def _new_cell(self) -> Cell:
        return Cell(self.store, "", self.name, Element())

    def __len__(self) -> int:
        return len(self.cells.value)

    def write(self, index: int, value: Any) -> None:
        size = len(self)
        if index < 0 or (index >= size and not self.grows):
            raise self.error(f"Tried to write to index {index} but array is not resizeable and size is: {size}")
        if index >= size:
            self.cells.set((*self.cells.value, *(self._new_cell() for _ in range(index + 1 - size))))
        shape = np.shape(value)
        self._check_write(index, value, shape)
        cell: Cell = self.cells.value[index]
        if cell.value.value is not None:
            value = cell.value.value + value
        cell.set(Element(value, shape, written=True))

    def _check_write(self, index: int, value: Any, shape: tuple[int, ...]) -> None:
        failed = f"Could not write to TensorArray index {index} because"
        dtype = object if value.__class__ is bytes else value.dtype
        if dtype != self.dtype:
            raise self.error(f"{failed} the value dtype is {dtype} but TensorArray dtype is {self.dtype}.")
        known = self.element_shape.value
        if not shapes.compatible(known, shape):
            raise self.error(
                f"{failed} the value shape is {shapes.text(shape)} which is incompatible with the TensorArray's "
                f"inferred element shape: {shapes.text(known)} (consider setting infer_shape=False)."
            )
        if self.alike and not shapes.is_static(known):
            self.element_shape.set(shape)
        element: Element = self.cells.value[index].value
        if element.read:
            raise self.error(f"{failed} it has already been read.")
        if element.written and not self.is_gradient:
            raise self.error(f"{failed} it has already been written to.")
        if element.written and element.value is not None and np.shape(element.value) != shape:
            raise self.error(
                f"Could not aggregate to TensorArray index {index} because the existing shape is "
                f"{shapes.text(np.shape(element.value))} but the new input shape is {shapes.text(shape)}."
            )

    def read(self, index: int) -> Any:
        size = len(self)
        if not 0 <= index < size:
            raise self.error(f"Tried to read from index {index} but array size is: {size}")
        cell: Cell = self.cells.value[index]
        element: Element = cell.value
        if element.cleared:
            raise self.error(
                f"Could not read index {index} twice because it was cleared after a previous read "
                "(perhaps try setting clear_after_read = false?)."
            )
        value = element.value
        if value is None:
            shape = element.shape if element.written else self.element_shape.value
            if not shapes.is_static(shape):
                raise self.error(
                    f"Could not read from TensorArray index {index}: it has not been written to yet, and the element "
                    f"shape is not fully defined: {shapes.text(shape)}. Give the array its element_shape."
                )
            value = np.zeros(tuple(d or 0 for d in shape or ()), dtype=self.dtype)[()]
        if self.clears:
            cell.set(element._replace(value=None, read=True, cleared=True))
        elif not element.read:
            cell.set(element._replace(value=value, shape=np.shape(value), written=True, read=True))
        return value

    def expect(self, element_shape: MaybeShape) -> None:
        """Take over what a reader knows about the shape of the elements."""
        known = self.element_shape.value
        if not shapes.compatible(known, element_shape):
            raise self.error(
                f"Incompatible element shapes: {shapes.text(known)} is known, {shapes.text(element_shape)} asked for."
            )
        merged = shapes.merge(known, element_shape)
        if merged != known:
            self.element_shape.set(merged)

    def gradient(self, source: str) -> Elements:
        """The array of the gradients of the elements, one for each call of tf.gradients."""
        for name, found in self.gradients.value:
            if name == source:
                return found  # type: ignore[no-any-return]
        name = f"{self.name}@{source}"
        made = Elements(
            self.store, name, self.dtype, len(self), self.element_shape.value, alike=self.alike, forward=self
        )
        self.gradients.set((*self.gradients.value, (source, made)))
        return made

    def error(self, text: str) -> InvalidArgumentError:
        return InvalidArgumentError(None, None, f"TensorArray {self.name}: {text}")
