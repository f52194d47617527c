"""Iterators over datasets (`tf.data.Iterator`): nodes that give an element more with each run."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.dtypes import string
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.ops import pipelines as _nodes  # noqa: F401
from tuigraph.training import elements

GLOBAL_ITERATORS = "iterators"


class Iterator(elements.Structured):
    """An iterator (`tf.data.Iterator`); where it stands is state of the session."""

    def __init__(self, resource: Tensor, initializer: Operation | None, spec: Any) -> None:
        self._iterator_resource = resource
        self._initializer = initializer
        self._spec = spec
        self._string_handle = tensor("IteratorToStringHandle", resource)
        resource.op.graph.add_to_collection(GLOBAL_ITERATORS, resource)

    @staticmethod
    def from_structure(
        output_types: Any, output_shapes: Any = None, shared_name: str | None = None, output_classes: Any = None
    ) -> Iterator:
        """An iterator for datasets of this structure; `make_initializer` gives it one."""
        spec = elements.specs(output_types, output_shapes)
        resource = tensor("IteratorV2", shared_name=shared_name or "", **elements.attributes(spec))
        return Iterator(resource, None, spec)

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Any, output_shapes: Any = None, output_classes: Any = None
    ) -> Iterator:
        """The iterator that a string handle names in a run."""
        spec = elements.specs(output_types, output_shapes)
        handle = convert_to_tensor(string_handle, string)
        return Iterator(tensor("IteratorFromStringHandleV2", handle, **elements.attributes(spec)), None, spec)

    @property
    def initializer(self) -> Operation:
        """Runs to begin with the first element.  Raises ValueError for an iterator that has none."""
        if self._initializer is None:
            raise ValueError("Iterator does not have an initializer.")
        return self._initializer

    def make_initializer(self, dataset: Any, name: str | None = None) -> Operation:
        """An operation that begins with the first element of `dataset`.

        Raises TypeError or ValueError for elements of another structure, type or shape.
        """
        graph = get_default_graph()
        with graph.name_scope(name or "make_initializer") as scope:
            elements.assert_same(self._spec, dataset.element_spec)
            given = elements.flatten(dataset.element_spec)
            for wanted, found in zip(elements.flatten(self._spec), given):
                if wanted.dtype is not found.dtype:
                    raise TypeError(
                        f"Expected output types {self.output_types!r} but got dataset with output types "
                        f"{dataset.output_types!r}."
                    )
                if not shapes.compatible(wanted.dims, found.dims):
                    raise TypeError(
                        f"Expected output shapes compatible with {self.output_shapes!r} but got dataset with output "
                        f"shapes {dataset.output_shapes!r}."
                    )
        with graph.colocate_with(self._iterator_resource.op):
            return apply("MakeIterator", dataset._variant_tensor, self._iterator_resource, name=scope)

    def get_next(self, name: str | None = None) -> Any:
        """The next element; at the end its run raises OutOfRangeError."""
        spec = self._spec
        op = apply("IteratorGetNext", self._iterator_resource, name=name, **elements.attributes(spec))
        return elements.pack(spec, op.outputs)

    def string_handle(self, name: str | None = None) -> Tensor:
        return (
            self._string_handle
            if name is None
            else tensor("IteratorToStringHandle", self._iterator_resource, name=name)
        )
