"""Datasets as values: what a dataset node gives, and how one element follows another.

Where an iteration stands is a value of its own (a `Standing`), which is never changed: the next element comes with the
standing after it.  So an iterator is a cell that holds a standing, and a debugger takes it back as it does a variable.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.containers import Cell
from tuigraph.engine.errors import InvalidArgumentError, OpError
from tuigraph.engine.functions import Call, Run
from tuigraph.engine.shuffling import Buffer, Words

Element = tuple[Any, ...]  # one value per component


class End:
    """Stands where there is no further element."""


class Failure:
    """Stands for an element that could not be made; the next one can be asked for."""

    def __init__(self, error: OpError) -> None:
        self.error = error


END = End()
Found = tuple[Any, Any]  # an element, END or a Failure, and the state after it


class Pipeline:
    """A dataset of a run.  `start` gives the state before the first element, `next` an element and the state after."""

    kind = ""

    def __init__(self, *inputs: Pipeline) -> None:
        self.inputs: tuple[Pipeline, ...] = inputs

    @property
    def input(self) -> Pipeline:
        return self.inputs[0]

    def start(self, run: Run) -> Any:
        return self.input.start(run)

    def next(self, state: Any, run: Run) -> Found:
        return self.input.next(state, run)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        """How far a state is: a number, of how many, and the states of the inputs; None where there is none."""
        return None, None, (state,) * len(self.inputs)

    def fused(self) -> Pipeline:
        """The pipeline with TensorFlow's default optimizations: a repeated shuffle mixes across epochs."""
        inputs = tuple([part.fused() for part in self.inputs])
        if inputs == self.inputs:
            return self
        made = copy.copy(self)
        made.inputs = inputs
        return made


class Standing(NamedTuple):
    """Where an iterator stands."""

    pipeline: Pipeline
    state: Any
    shared: dict[Any, Any]  # of generators and caches: see `Run`
    given: int = 0  # elements so far
    ended: bool = False

    def next(self) -> tuple[Any, Standing]:
        if self.ended:
            return END, self
        run = Run(dict(self.shared))
        element, state = self.pipeline.next(self.state, run)
        found = element.__class__ is tuple
        return element, self._replace(state=state, shared=run.shared, given=self.given + found, ended=element is END)


def begin(pipeline: Pipeline) -> Standing:
    run = Run({})
    state = pipeline.start(run)
    return Standing(pipeline, state, run.shared)


class NotBegun:
    """What an iterator holds before it is initialized."""


class IteratorCell(Cell):
    """The cell of an iterator, which knows what a string handle names."""

    __slots__ = ("types",)

    def __init__(self, store: Any, container: str, name: str, value: Any) -> None:
        super().__init__(store, container, name, value)
        self.types: list[dtypes.DType] = []


# ---------------------------------------------------------------- sources


class _Source(Pipeline):
    """A number of elements that is known; the state is how many have come."""

    count = 1

    def element(self, place: int) -> Element:
        raise NotImplementedError

    def start(self, run: Run) -> Any:
        return 0

    def next(self, state: Any, run: Run) -> Found:
        return (self.element(state), state + 1) if state < self.count else (END, state)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return state, self.count, ()


class Tensors(_Source):
    kind = "Tensor"

    def __init__(self, *components: Any) -> None:
        super().__init__()
        self.components = components

    def element(self, place: int) -> Element:
        return self.components


class Slices(Tensors):
    kind = "TensorSlice"

    def __init__(self, *components: Any) -> None:
        super().__init__(*components)
        self.count = len(components[0])
        if any(len(component) != self.count for component in components):
            sizes = ", ".join(str(len(component)) for component in components)
            raise InvalidArgumentError(None, None, f"The components have different numbers of slices: {sizes}")

    def element(self, place: int) -> Element:
        return tuple([component[place] for component in self.components])


class Range(_Source):
    kind = "Range"

    def __init__(self, start: Any, stop: Any, step: Any) -> None:
        super().__init__()
        if not step:
            raise InvalidArgumentError(None, None, "step must be a non-zero integer.")
        self.numbers = range(int(start), int(stop), int(step))
        self.count = len(self.numbers)

    def element(self, place: int) -> Element:
        return (np.int64(self.numbers[place]),)


class Elements(_Source):
    """Elements that are there already."""

    kind = "Elements"

    def __init__(self, elements: tuple[Element, ...]) -> None:
        super().__init__()
        self.elements = elements
        self.count = len(elements)

    def element(self, place: int) -> Element:
        return self.elements[place]


# ---------------------------------------------------------------- several inputs, and parts of one


class Zip(Pipeline):
    kind = "Zip"

    def start(self, run: Run) -> Any:
        return tuple([part.start(run) for part in self.inputs])

    def next(self, state: Any, run: Run) -> Found:
        after = list(state)
        found: list[Any] = []
        for i, part in enumerate(self.inputs):
            element, after[i] = part.next(state[i], run)
            if element.__class__ is not tuple:
                return element, tuple(after)
            found.extend(element)
        return tuple(found), tuple(after)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return None, None, state


class Concatenate(Pipeline):
    kind = "Concatenate"

    def start(self, run: Run) -> Any:
        return 0, self.inputs[0].start(run)

    def next(self, state: Any, run: Run) -> Found:
        which, inner = state
        element, inner = self.inputs[which].next(inner, run)
        while element is END and which + 1 < len(self.inputs):
            which += 1
            element, inner = self.inputs[which].next(self.inputs[which].start(run), run)
        return element, (which, inner)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return None, None, [state[1] if i == state[0] else None for i in range(len(self.inputs))]


class Repeat(Pipeline):
    kind = "Repeat"

    def __init__(self, input: Pipeline, count: Any) -> None:
        super().__init__(input)
        self.count = int(count)

    def start(self, run: Run) -> Any:
        return 0, None

    def next(self, state: Any, run: Run) -> Found:
        epoch, inner = state
        while self.count < 0 or epoch < self.count:
            fresh = inner is None
            element, inner = self.input.next(self.input.start(run) if fresh else inner[0], run)
            inner = (inner,)
            if element is not END:
                return element, (epoch, inner)
            if fresh and self.count < 0:
                break
            epoch, inner = epoch + 1, None
        return END, (epoch, inner)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        epoch = state[0] + 1 if self.count < 0 else min(state[0] + 1, self.count)
        return epoch, None if self.count < 0 else self.count, state[1] or (None,)

    def fused(self) -> Pipeline:
        made = super().fused()
        inside = made.input
        if isinstance(inside, Shuffle) and inside.reshuffles and inside.epochs == 1:
            return Shuffle(inside.input, inside.size, *inside.seeds, epochs=self.count, reshuffles=False)
        return made


class _Counted(Pipeline):
    def __init__(self, input: Pipeline, count: Any) -> None:
        super().__init__(input)
        self.count = int(count)

    def start(self, run: Run) -> Any:
        return 0, self.input.start(run)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return state[0], None if self.count < 0 else self.count, state[1:]


class Take(_Counted):
    kind = "Take"

    def next(self, state: Any, run: Run) -> Found:
        if 0 <= self.count <= state[0]:
            return END, state
        element, inner = self.input.next(state[1], run)
        return element, (state[0] + 1 if element is not END else state[0], inner)


class Skip(_Counted):
    kind = "Skip"

    def next(self, state: Any, run: Run) -> Found:
        if self.count < 0:
            return END, state
        skipped, inner = state
        while skipped < self.count:
            element, inner = self.input.next(inner, run)
            if element is END:
                return END, (skipped, inner)
            skipped += 1
        element, inner = self.input.next(inner, run)
        return element, (skipped, inner)


class Shard(_Counted):
    kind = "Shard"

    def __init__(self, input: Pipeline, shards: Any, index: Any) -> None:
        super().__init__(input, shards)
        self.index = int(index)
        if self.count < 1 or not 0 <= self.index < self.count:
            raise InvalidArgumentError(
                None, None, f"Index must be between 0 and {self.count - 1} (currently index = {self.index})."
            )

    def next(self, state: Any, run: Run) -> Found:
        place, inner = state
        while True:
            element, inner = self.input.next(inner, run)
            place += 1
            if element.__class__ is not tuple or (place - 1) % self.count == self.index:
                return element, (place, inner)


class Batch(Pipeline):
    kind = "Batch"

    def __init__(self, input: Pipeline, size: Any, drop_remainder: Any) -> None:
        super().__init__(input)
        self.size = int(size)
        self.drop_remainder = bool(drop_remainder)
        if self.size <= 0:
            raise InvalidArgumentError(None, None, "Batch size must be greater than zero.")

    def next(self, state: Any, run: Run) -> Found:
        elements: list[Element] = []
        while len(elements) < self.size:
            element, state = self.input.next(state, run)
            if element is END:
                break
            if element.__class__ is Failure:
                return element, state
            elements.append(element)
        if not elements or (self.drop_remainder and len(elements) < self.size):
            return END, state
        try:
            return tuple([self.joined(c, parts) for c, parts in enumerate(zip(*elements))]), state
        except OpError as error:
            return Failure(error), state

    def joined(self, component: int, parts: tuple[Any, ...]) -> Any:
        first = np.shape(parts[0])
        for i, part in enumerate(parts):
            if np.shape(part) != first:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Cannot batch tensors with different shapes in component {component}. First element had shape "
                    f"{shapes.listed(first)} and element {i} had shape {shapes.listed(np.shape(part))}.",
                )
        return stacked(parts)


class PaddedBatch(Batch):
    kind = "PaddedBatch"

    def __init__(self, input: Pipeline, size: Any, padded: list[Any], values: list[Any], drop_remainder: Any) -> None:
        super().__init__(input, size, drop_remainder)
        self.padded = [[int(d) for d in shape] for shape in padded]
        self.values = values

    def joined(self, component: int, parts: tuple[Any, ...]) -> Any:
        wanted, given = self.padded[component], [np.shape(part) for part in parts]
        for shape in given:
            if len(shape) != len(wanted):
                raise InvalidArgumentError(
                    None,
                    None,
                    f"All elements in a batch must have the same rank as the padded shape for component{component}: "
                    f"expected rank {len(wanted)} but got element with rank {len(shape)}",
                )
        size = [max(d) if w < 0 else w for w, d in zip(wanted, zip(*given))]
        if any(d > s for shape in given for d, s in zip(shape, size)):
            raise InvalidArgumentError(
                None, None, f"Attempted to pad to a smaller size than the input element: {shapes.listed(tuple(size))}."
            )
        value = self.values[component]
        out: Any = np.full((len(parts), *size), value, dtype=object if isinstance(value, bytes) else value.dtype)
        for i, (part, shape) in enumerate(zip(parts, given)):
            out[(i, *[slice(0, d) for d in shape])] = part
        return out


def stacked(parts: Sequence[Any]) -> Any:
    """Values of one type and shape along a new first dimension."""
    if isinstance(parts[0], np.ndarray):
        return np.stack(parts)
    out = np.empty(len(parts), getattr(parts[0], "dtype", object))
    out[:] = parts
    return out


class Cache(Pipeline):
    """Elements are kept in memory from the first time that they are all made; the iterator has them."""

    kind = "Cache"

    def start(self, run: Run) -> Any:
        kept = run.shared.get(self)
        return (0, kept) if kept is not None else (([], 0), self.input.start(run))

    def next(self, state: Any, run: Run) -> Found:
        place, inner = state
        if isinstance(place, int):
            elements, count = inner
            return (END, state) if place >= count else (elements[place], (place + 1, inner))
        elements, count = place
        element, inner = self.input.next(inner, run)
        if element is END:
            run.shared[self] = place
        elif element.__class__ is tuple:
            if len(elements) > count:  # somebody has gone back to here
                elements = elements[:count]
            elements.append(element)
            place = elements, count + 1
        return element, (place, inner)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        place, inner = state
        return (place, inner[1], (None,)) if isinstance(place, int) else (place[1], None, (inner,))


# ---------------------------------------------------------------- functions of elements


class _WithFunction(Pipeline):
    def __init__(self, call: Call, input: Pipeline, captured: Sequence[Any] = ()) -> None:
        super().__init__(input)
        self.call = call
        self.captured = captured

    def called(self, run: Run, element: Element) -> Any:
        """The function's results, or a Failure."""
        try:
            return self.call(run, *element, *self.captured)
        except OpError as error:
            return Failure(error)


class Map(_WithFunction):
    kind = "Map"

    def next(self, state: Any, run: Run) -> Found:
        element, state = self.input.next(state, run)
        return (element if element.__class__ is not tuple else self.called(run, element)), state


class Filter(_WithFunction):
    kind = "Filter"

    def next(self, state: Any, run: Run) -> Found:
        while True:
            element, state = self.input.next(state, run)
            if element.__class__ is not tuple:
                return element, state
            chosen = self.called(run, element)
            if chosen.__class__ is Failure:
                return chosen, state
            if chosen[0]:
                return element, state


class IgnoreErrors(Pipeline):
    kind = "IgnoreErrors"

    def next(self, state: Any, run: Run) -> Found:
        element, state = self.input.next(state, run)
        while element.__class__ is Failure:
            element, state = self.input.next(state, run)
        return element, state


class Unbatch(Pipeline):
    kind = "Unbatch"

    def start(self, run: Run) -> Any:
        return self.input.start(run), (), 0

    def next(self, state: Any, run: Run) -> Found:
        inner, element, place = state
        while not element or place >= len(element[0]):
            element, inner = self.input.next(inner, run)
            place = 0
            if element.__class__ is not tuple:
                return element, (inner, (), 0)
        return tuple([component[place] for component in element]), (inner, element, place + 1)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return None, None, state[:1]


class Window(Pipeline):
    """Datasets of `size` elements each, whose firsts are `shift` apart; each component is a dataset."""

    kind = "Window"

    def __init__(self, input: Pipeline, size: Any, shift: Any, stride: Any, drop_remainder: Any) -> None:
        super().__init__(input)
        self.size, self.shift, self.stride = int(size), int(shift), int(stride)
        self.drop_remainder = bool(drop_remainder)
        for name, value in (("size", self.size), ("shift", self.shift), ("stride", self.stride)):
            if value < 1:
                raise InvalidArgumentError(None, None, f"Window {name} must be greater than zero.")

    def start(self, run: Run) -> Any:
        return self.input.start(run), ()

    def next(self, state: Any, run: Run) -> Found:
        inner, given = state
        buffer = list(given)
        wanted = (self.size - 1) * self.stride + 1
        while len(buffer) < max(wanted, self.shift):
            element, inner = self.input.next(inner, run)
            if element is END:
                break
            if element.__class__ is Failure:
                return element, (inner, tuple(buffer))
            buffer.append(element)
        chosen = buffer[: wanted : self.stride]
        if not buffer or (self.drop_remainder and len(chosen) < self.size):
            return END, (inner, tuple(buffer))
        window = tuple([Elements(tuple([(part,) for part in parts])) for parts in zip(*chosen)])
        return window, (inner, tuple(buffer[self.shift :]))

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return None, None, state[:1]


class Interleave(_WithFunction):
    """The datasets that a function gives, `block` elements of each of `cycle` open ones in turn."""

    kind = "Interleave"

    def __init__(self, call: Call, input: Pipeline, captured: Sequence[Any], cycle: Any, block: Any) -> None:
        super().__init__(call, input, captured)
        self.cycle = (os.cpu_count() or 1) if cycle == -1 else int(cycle)
        self.block = int(block)
        if self.cycle < 1:
            raise InvalidArgumentError(None, None, "cycle_length must be greater than zero.")
        if self.block < 1:
            raise InvalidArgumentError(None, None, "block_length must be greater than zero.")

    def start(self, run: Run) -> Any:
        return self.input.start(run), (None,) * self.cycle, 0, 0, False

    def next(self, state: Any, run: Run) -> Found:
        inner, given, place, taken, ended = state
        current = list(given)
        while not ended or any(current):
            if current[place] is not None:
                inside, standing = current[place]
                element, standing = inside.next(standing, run)
                if element is not END:
                    current[place] = inside, standing
                    taken += 1
                    if taken == self.block:
                        place, taken = (place + 1) % self.cycle, 0
                    return element, (inner, tuple(current), place, taken, ended)
                current[place] = None
                place, taken = (place + 1) % self.cycle, 0
            elif not ended:
                element, inner = self.input.next(inner, run)
                if element is END:
                    ended = True
                    continue
                found: Any = element if element.__class__ is Failure else self.called(run, element)
                if found.__class__ is Failure:
                    return found, (inner, tuple(current), place, taken, ended)
                current[place] = found[0], found[0].start(run)
            else:
                place, taken = (place + 1) % self.cycle, 0
        return END, (inner, tuple(current), place, taken, ended)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return None, None, state[:1]


class FlatMap(Interleave):
    kind = "FlatMap"

    def __init__(self, call: Call, input: Pipeline, captured: Sequence[Any] = ()) -> None:
        super().__init__(call, input, captured, 1, 1)


class Generated(Pipeline):
    """What a Python generator yields.  An element is asked for once, and there again for whoever goes back."""

    kind = "Generator"

    def __init__(self, elements: Any) -> None:
        super().__init__()
        self.elements = elements

    def start(self, run: Run) -> Any:
        return 0, _Yielded(None, self.elements)

    def next(self, state: Any, run: Run) -> Found:
        count, yielded = state
        element, after = yielded.next()
        return element, (count + 1 if element.__class__ is tuple else count, after)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return state[0], None, ()


class _Yielded:
    """A place in what a generator yields: the element there, once it was asked for, and the place after it."""

    __slots__ = ("elements", "found", "iterator")

    def __init__(self, iterator: Any, elements: Any = None) -> None:
        self.iterator = iterator
        self.elements = elements
        self.found: Any = None

    def next(self) -> Any:
        if self.found is None:
            try:
                if self.iterator is None:
                    self.iterator = self.elements()
                self.found = next(self.iterator), _Yielded(self.iterator)
            except StopIteration:
                self.found = END, self
            except OpError as error:
                self.found = Failure(error), _Yielded(iter(()))
        return self.found


# ---------------------------------------------------------------- shuffling


class _Mixing(NamedTuple):
    """Where a shuffle stands: its buffer is a ring in which each epoch has a slice."""

    inner: Any
    words: Words
    buffer: Buffer
    held: int = 0
    slices: tuple[tuple[int, int], ...] = ((0, 0),)
    epoch: int = 0
    ended: bool = False


_EPOCHS_IN_BUFFER = 3


class Shuffle(Pipeline):
    """Elements drawn from a buffer that the input fills.

    Source: tensorflow/core/kernels/data/shuffle_dataset_op.cc.
    """

    kind = "Shuffle"

    def __init__(
        self, input: Pipeline, size: Any, seed: Any, seed2: Any, epochs: int = 1, reshuffles: bool = True
    ) -> None:
        super().__init__(input)
        self.size = int(size)
        self.seeds = int(seed), int(seed2)
        self.epochs = epochs
        self.reshuffles = reshuffles
        if self.size <= 0:
            raise InvalidArgumentError(None, None, "buffer_size must be greater than zero.")

    def start(self, run: Run) -> Any:
        words = run.shared.get(self) or Words.of(*self.seeds)
        if self.reshuffles:
            (first, second), run.shared[self] = words.draw(2)
            words = Words.of(first, second)
        elif self.seeds == (0, 0):
            run.shared[self] = words
        return _Mixing(self.input.start(run), words, Buffer.of(self.size))

    def next(self, state: Any, run: Run) -> Found:
        inner, words, buffer, held, slices, epoch, ended = state
        edits: dict[int, Any] = {}
        slices = list(slices)
        begun = held or epoch or slices[-1][1]
        while not ended and held < self.size:
            element, inner = self.input.next(inner, run)
            if element.__class__ is Failure:
                return element, _Mixing(inner, words, buffer.with_(edits), held, tuple(slices), epoch, ended)
            if element is not END:
                begun = True
                start, end = slices[-1]
                edits[end % self.size] = element
                slices[-1] = start, end + 1
                held += 1
            else:
                epoch += 1
                ended = epoch == self.epochs or not begun
                if not ended:
                    slices.append((slices[-1][1], slices[-1][1]))
                    inner = self.input.start(run)
            if len(slices) > _EPOCHS_IN_BUFFER:
                break
        if not held:
            return END, _Mixing(inner, words, buffer.with_(edits), held, tuple(slices), epoch, True)
        while slices[0][0] == slices[0][1]:
            del slices[0]
        start, end = slices[0]
        (word,), words = words.draw(1)
        chosen, first = (start + word % (end - start)) % self.size, start % self.size
        buffer = buffer.with_(edits)
        element = buffer[chosen]
        buffer = buffer.with_({chosen: buffer[first], first: None})
        slices[0] = start + 1, end
        return element, _Mixing(inner, words, buffer, held - 1, tuple(slices), epoch, ended)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return state.held, self.size, (state.inner,)
