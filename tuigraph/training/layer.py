"""`Layer`, the base of `tf.layers`: variables under a scope of its own, losses of regularizers, updates to run.

A layer takes its variable scope when it is first called, under its name or, without one, under that of its class with
a number that is not taken.  Called again it shares its variables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from tuigraph.engine import nest, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.default_graph import get_collection_ref, name_scope
from tuigraph.engine.dtypes import DType, as_dtype, float32
from tuigraph.engine.graph import Graph, Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.partitions import parts_of
from tuigraph.engine.scopes import VariableScope, variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import global_variables, trainable_variables

_made: WeakKeyDictionary[Graph, Counter[str]] = WeakKeyDictionary()


class InputSpec:
    """What a layer can take: a rank, a least rank, and sizes of axes (`tf.layers.InputSpec`)."""

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
    ) -> None:
        self.dtype = dtype
        self.shape = shape
        self.ndim = len(shape) if shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}

    def check(self, tensor: Any, index: int, layer: str) -> None:
        """Raises ValueError for a tensor of another shape."""
        if self.ndim is None and self.min_ndim is None and self.max_ndim is None and not self.axes:
            return
        wrong = f"Input {index} of layer {layer} is incompatible with the layer: "
        known = tensor._shape
        if known is None:
            raise ValueError(f"{wrong}its rank is undefined, but the layer requires a defined rank.")
        full = f"Full shape received: {list(known)}"
        if self.ndim is not None and len(known) != self.ndim:
            raise ValueError(f"{wrong}expected ndim={self.ndim}, found ndim={len(known)}. {full}")
        if self.max_ndim is not None and len(known) > self.max_ndim:
            raise ValueError(f"{wrong}expected max_ndim={self.max_ndim}, found ndim={len(known)}")
        if self.min_ndim is not None and len(known) < self.min_ndim:
            raise ValueError(f"{wrong}: expected min_ndim={self.min_ndim}, found ndim={len(known)}. {full}")
        for axis, size in self.axes.items():
            if size is not None and known[axis] not in (size, None):
                raise ValueError(
                    f"{wrong}expected axis {axis} of input shape to have value {size} but received input with shape "
                    f"{list(known)}"
                )


class Layer:
    """Something with variables that is called on tensors (`tf.layers.Layer`).

    A subclass makes its variables in `build(input_shape)` with `add_weight`, and its result in `call(inputs)`.
    """

    def __init__(
        self,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
        activity_regularizer: Any = None,
        _scope: Any = None,
        _reuse: Any = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            raise TypeError("Keyword argument not understood:", next(iter(unknown)))
        self.trainable = trainable
        self.built = False
        self.input_spec: Any = None
        self._activity_regularizer = activity_regularizer
        self._dtype: DType | None = None if dtype is None else as_dtype(dtype)
        self._reuse = _reuse
        self._trainable_weights: list[Any] = []
        self._non_trainable_weights: list[Any] = []
        self._losses: list[Any] = []
        self._updates: list[Any] = []
        self._base_name: str = name.name if isinstance(name, VariableScope) else name or _snake_case(type(self))
        self._name = name if isinstance(name, str) and name else _numbered(_snake_case(type(self)))
        self._scope: VariableScope | None = None
        self._current_scope: VariableScope | None = None
        if _scope:
            with variable_scope(_scope) as captured:
                self._scope = captured

    # ---------------------------------------------------------------- what a layer says of itself

    @property
    def name(self) -> str:
        return self._name

    @property
    def dtype(self) -> str | None:
        return None if self._dtype is None else self._dtype.name

    @property
    def scope_name(self) -> str:
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self._name}" has not been used yet. The scope '
                "name  is determined the first time the layer instance is called. You must therefore call the layer "
                "before querying `scope_name`."
            )
        return self._scope.name

    @property
    def trainable_weights(self) -> list[Any]:
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        if self.trainable:
            return list(self._non_trainable_weights)
        return self._trainable_weights + self._non_trainable_weights

    @property
    def weights(self) -> list[Any]:
        return self.trainable_weights + self.non_trainable_weights

    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights
    variables = weights

    @property
    def updates(self) -> list[Any]:
        return list(self._updates) if self.trainable else []

    @property
    def losses(self) -> list[Any]:
        return list(self._losses)

    def count_params(self) -> int:
        """How many numbers the variables hold.  Raises ValueError before they are made."""
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the layer isn't built. You can build it "
                f"manually via: `{self.name}.build(batch_input_shape)`."
            )
        return sum(int(np.prod(weight.shape.as_list())) for weight in self.weights)

    # ---------------------------------------------------------------- what a subclass has and uses

    def build(self, input_shape: Any) -> None:
        self.built = True

    def call(self, inputs: Any, **kwargs: Any) -> Any:
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        raise NotImplementedError

    def add_weight(
        self,
        name: str,
        shape: Any,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        partitioner: Any = None,
    ) -> Any:
        """A variable under the layer's scope, an existing one where the layer shares its variables."""
        trainable = (trainable is None or trainable) and self.trainable
        known = set(global_variables())
        self._set_scope(None)
        with self._entered(self.built or self._reuse) as scope, name_scope(scope.original_name_scope):
            variable = get_variable(
                name,
                shape,
                dtype=as_dtype(dtype or self._dtype or float32),
                initializer=scope.initializer if initializer is None else initializer,
                trainable=trainable,
                constraint=constraint,
                partitioner=partitioner,
                use_resource=use_resource or scope.use_resource,
            )
            parts = parts_of(variable)
            if regularizer is not None and known.isdisjoint(parts):
                for part in parts:
                    with name_scope(name + "/Regularizer"):
                        loss = regularizer(part)
                    self.add_loss(loss)
        learned = trainable and variable in set(trainable_variables())  # one in parts is not, as in TensorFlow
        (self._trainable_weights if learned else self._non_trainable_weights).append(variable)
        return variable

    add_variable = add_weight

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Losses of this layer, which join the regularization losses of the graph."""
        found = [loss() if callable(loss) else loss for loss in nest.flatten(losses)]
        found = [convert_to_tensor(loss) for loss in found if loss is not None]
        self._losses += found
        _collect(GraphKeys.REGULARIZATION_LOSSES, found)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Operations to run in each step of training; those of a call join the graph's when it ends."""
        for update in nest.flatten(updates):
            made = update() if callable(update) else update
            self._updates.append(getattr(made, "op", made))

    # ---------------------------------------------------------------- calling it

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        return self(inputs, *args, **kwargs)

    def __call__(self, inputs: Any, *args: Any, scope: Any = None, **kwargs: Any) -> Any:
        self._set_scope(scope)
        with self._entered(True if self.built else self._reuse) as entered:
            inputs = nest.map_leaves(_as_tensor, inputs) if nest.is_nested(inputs) else _as_tensor(inputs)
            given = nest.flatten(inputs)
            self._check(given)
            with name_scope(entered.original_name_scope):
                if not self.built:
                    self._prepare(inputs, given)
                outputs = self.call(inputs, *args, **kwargs)
                if outputs is None:
                    raise ValueError(
                        "A layer's `call` method should return a Tensor or a list of Tensors, not None (layer: "
                        f"{self.name})."
                    )
                self._regularize(outputs)
        _collect(GraphKeys.UPDATE_OPS, self.updates)
        return outputs

    def _set_scope(self, scope: Any) -> None:
        if self._scope is not None:
            return
        if self._reuse:
            opened = variable_scope(scope if scope is not None else self._base_name)
        else:
            opened = variable_scope(scope, default_name=self._base_name)
        with opened as captured:
            self._scope = captured

    @contextmanager
    def _entered(self, reuse: Any) -> Iterator[VariableScope]:
        with variable_scope(self._scope, reuse=reuse, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            yield scope

    def _check(self, given: Sequence[Any]) -> None:
        specs = self.input_spec if isinstance(self.input_spec, (list, tuple)) else [self.input_spec]
        if self.input_spec is None:
            return
        if len(given) != len(specs):
            raise ValueError(
                f"Layer {self.name} expects {len(specs)} inputs, but it received {len(given)} input tensors. Inputs "
                f"received: {list(given)}"
            )
        for index, (tensor, spec) in enumerate(zip(given, specs)):
            if spec is not None:
                spec.check(tensor, index, self.name)

    def _prepare(self, inputs: Any, given: Sequence[Any]) -> None:
        if self._dtype is None and given and isinstance(given[0], Tensor):
            self._dtype = given[0].dtype.base_dtype
        described = [shapes.TensorShape(t._shape) if isinstance(t, Tensor) else None for t in given]
        self.build(nest.pack_as(inputs, described) if nest.is_nested(inputs) else described[0])
        self.built = True

    def _regularize(self, outputs: Any) -> None:
        if self._activity_regularizer is None:
            return
        with name_scope("ActivityRegularizer"):
            for output in nest.flatten(outputs):
                loss = self._activity_regularizer(output)
                self.add_loss(loss / cast(shape_of(output)[0], loss.dtype))


class Weighted(Layer):
    """The base of layers with a kernel, biases and an activation."""

    def __init__(
        self,
        activation: Any,
        use_bias: bool,
        kernel_initializer: Any,
        bias_initializer: Any,
        kernel_regularizer: Any,
        bias_regularizer: Any,
        kernel_constraint: Any,
        bias_constraint: Any,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.activation = activation
        self.use_bias = use_bias
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.kernel: Any = None
        self.bias: Any = None

    def _add_kernel(self, shape: Any) -> None:
        self.kernel = self.add_weight(
            "kernel",
            shape,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )

    def _add_bias(self, size: int) -> None:
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [size],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _activated(self, outputs: Tensor) -> Tensor:
        return outputs if self.activation is None else self.activation(outputs)


def called(kind: Callable[..., Layer], inputs: Any, *arguments: Any, name: Any, reuse: Any, **options: Any) -> Tensor:
    """A new layer, called; with `reuse` it has the variables of an earlier one of that name."""
    made: Tensor = kind(*arguments, name=name, _reuse=reuse, _scope=name, **options)(inputs)
    return made


def smart_cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any], name: str | None = None) -> Any:
    """One of two results; where `pred` is known, the other is not made."""
    from tuigraph.engine.ops.control_flow import cond

    known = known_flag(pred)
    if known is None:
        return cond(pred, true_fn, false_fn, name=name)
    return true_fn() if known else false_fn()


def known_flag(pred: Any) -> bool | None:
    """A flag as a bool, None where it is known only when the graph runs."""
    if isinstance(pred, Tensor):
        found = constant_value(pred)
        return None if found is None else bool(found)
    return None if hasattr(pred, "initializer") else bool(pred)


def _as_tensor(value: Any) -> Any:
    return convert_to_tensor(value) if isinstance(value, (np.ndarray, float, int)) else value


def _collect(key: str, items: Sequence[Any]) -> None:
    collection = get_collection_ref(key)
    collection += [item for item in items if not any(item is other for other in collection)]


def _snake_case(kind: type) -> str:
    words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", kind.__name__)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


def _numbered(name: str) -> str:
    counts = _made.setdefault(get_default_graph(), Counter())
    counts[name] += 1
    return f"{name}_{counts[name]}"
