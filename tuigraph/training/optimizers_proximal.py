"""Optimizers that pull small weights to exactly zero."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.ops import constants
from tuigraph.engine.variables import Variable
from tuigraph.training.optimizer import FusedOptimizer
from tuigraph.training.optimizers_adaptive import require_positive


class FtrlOptimizer(FusedOptimizer):
    """Follow the regularized leader (`tf.train.FtrlOptimizer`).  Slots: ``accum``, ``linear``.

    `l2_shrinkage_regularization_strength` adds a penalty to the gradient alone.  Raises ValueError for a strength or an
    initial value below zero, and for a `learning_rate_power` above it.
    """

    _slot_order = ("accum", "linear")

    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0,
    ) -> None:
        for label, value in (
            ("initial_accumulator_value", initial_accumulator_value),
            ("l1_regularization_strength", l1_regularization_strength),
            ("l2_regularization_strength", l2_regularization_strength),
            ("l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength),
        ):
            if value < 0.0:
                raise ValueError(f"{label} {value:f} needs to be positive or zero")
        if learning_rate_power > 0.0:
            raise ValueError(f"learning_rate_power {learning_rate_power:f} needs to be negative or zero")
        super().__init__(
            use_locking,
            name,
            learning_rate=learning_rate,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
            l2_shrinkage_regularization_strength=l2_shrinkage_regularization_strength,
            learning_rate_power=learning_rate_power,
        )
        self._initial_accumulator_value = initial_accumulator_value
        self._accum_name = accum_name or name
        self._linear_name = linear_name or name
        shrinkage = "l2_shrinkage_regularization_strength " if l2_shrinkage_regularization_strength > 0.0 else ""
        self._update_type = "FtrlV2" if shrinkage else "Ftrl"
        self._inputs = (
            f"grad learning_rate l1_regularization_strength l2_regularization_strength {shrinkage}learning_rate_power"
        )

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            start = constants.constant(self._initial_accumulator_value, var.dtype.base_dtype, var.get_shape())
            self._get_or_make_slot(var, start, "accum", self._accum_name)
            self._zeros_slot(var, "linear", self._linear_name)


class ProximalGradientDescentOptimizer(FusedOptimizer):
    """Gradient descent, then a step towards zero (`tf.train.ProximalGradientDescentOptimizer`)."""

    _update_type = "ProximalGradientDescent"
    _inputs = "learning_rate l1_regularization_strength l2_regularization_strength grad"

    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ) -> None:
        super().__init__(
            use_locking,
            name,
            learning_rate=learning_rate,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
        )


class ProximalAdagradOptimizer(FusedOptimizer):
    """Adagrad, then a step towards zero (`tf.train.ProximalAdagradOptimizer`).  Slot: ``accumulator``.

    Raises ValueError for an `initial_accumulator_value` that is not positive.
    """

    _update_type = "ProximalAdagrad"
    _slot_order = ("accumulator",)
    _inputs = "learning_rate l1_regularization_strength l2_regularization_strength grad"

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ) -> None:
        require_positive("initial_accumulator_value", initial_accumulator_value)
        super().__init__(
            use_locking,
            name,
            learning_rate=learning_rate,
            l1_regularization_strength=l1_regularization_strength,
            l2_regularization_strength=l2_regularization_strength,
        )
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            start = constants.constant(self._initial_accumulator_value, var.dtype.base_dtype, var.get_shape())
            self._get_or_make_slot(var, start, "accumulator", self._name)
