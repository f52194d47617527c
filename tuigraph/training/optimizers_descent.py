"""Gradient descent, plain and with momentum."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import apply
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.node import ResourceLike
from tuigraph.engine.variables import Variable
from tuigraph.training.optimizer import FusedOptimizer


class GradientDescentOptimizer(FusedOptimizer):
    """Subtract the gradient times the learning rate (`tf.train.GradientDescentOptimizer`).

    `learning_rate`: a number, a tensor, or a function that gives one.
    """

    _update_type = "GradientDescent"
    _inputs = "learning_rate grad"

    def __init__(self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent") -> None:
        super().__init__(use_locking, name, learning_rate=learning_rate)

    def _apply_sparse_duplicate_indices(self, grad: Any, var: Variable) -> Any:
        if isinstance(var, ResourceLike):
            share = -grad.values * self._call_if_callable(self._parameters["learning_rate"])
            return apply("ResourceScatterAdd", var.handle, grad.indices, share, dtype=var.dtype)
        delta = IndexedSlices(grad.values * self._input("learning_rate", var), grad.indices, grad.dense_shape)
        return var.scatter_sub(delta, use_locking=self._use_locking)


class MomentumOptimizer(FusedOptimizer):
    """Let gradients accumulate (`tf.train.MomentumOptimizer`).

    ``accum = momentum * accum + grad``, then ``var -= learning_rate * accum``.  With `use_nesterov` the gradient counts
    as if it were taken one step ahead.  Slot: ``momentum``.
    """

    _update_type = "Momentum"
    _slot_order = ("momentum",)
    _inputs = "learning_rate grad momentum"

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(use_locking, name, learning_rate=learning_rate, momentum=momentum)
        self._attrs = {"use_nesterov": use_nesterov}  # type: ignore[misc]

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            self._zeros_slot(var, "momentum", self._name)
