"""Optimizers with a learning rate of its own for every element, from the history of its gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import initializers, shapes
from tuigraph.engine.build import apply
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.node import ResourceLike, Tensor
from tuigraph.engine.ops import casts, constants, filling, flow, identities, state
from tuigraph.engine.ops.elementwise import sqrt
from tuigraph.engine.ops.scatter import scatter_add
from tuigraph.engine.variables import Variable
from tuigraph.training.optimizer import FusedOptimizer


class AdagradOptimizer(FusedOptimizer):
    """Divide by the root of the sum of squared gradients (`tf.train.AdagradOptimizer`).  Slot: ``accumulator``.

    Raises ValueError for an `initial_accumulator_value` that is not positive.
    """

    _update_type = "Adagrad"
    _slot_order = ("accumulator",)
    _inputs = "learning_rate grad"

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        require_positive("initial_accumulator_value", initial_accumulator_value)
        super().__init__(use_locking, name, learning_rate=learning_rate)
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            dtype = var.dtype.base_dtype
            if shapes.is_static(var._shape):
                start = initializers.Constant(self._initial_accumulator_value, dtype=dtype)
            else:
                start = self._start_of_unknown_shape(var, dtype)
            self._get_or_make_slot_with_initializer(var, start, var.get_shape(), dtype, "accumulator", self._name)

    def _start_of_unknown_shape(self, var: Variable, dtype: Any) -> Any:
        return lambda: casts.cast(filling.fill(identities.shape(var), self._initial_accumulator_value), dtype)


class AdagradDAOptimizer(FusedOptimizer):
    """Adagrad by dual averaging, for sparse linear models (`tf.train.AdagradDAOptimizer`).

    `global_step` has to be an int64 variable that counts the steps.  Slots: ``gradient_accumulator``,
    ``gradient_squared_accumulator``.  Raises ValueError for an initial value that is not positive.
    """

    _update_type = "AdagradDA"
    _slot_order = ("gradient_accumulator", "gradient_squared_accumulator")
    _inputs = "grad learning_rate l1 l2 global_step"

    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ) -> None:
        require_positive("initial_gradient_squared_accumulator_value", initial_gradient_squared_accumulator_value)
        super().__init__(use_locking, name, learning_rate=learning_rate)
        self._initial = initial_gradient_squared_accumulator_value
        self._strengths = {"l1": l1_regularization_strength, "l2": l2_regularization_strength}
        self._global_step = global_step

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            dtype, shape = var.dtype.base_dtype, var.get_shape()
            zero = constants.constant(0.0, dtype, shape)
            start = constants.constant(self._initial, dtype, shape)
            self._get_or_make_slot(var, zero, "gradient_accumulator", self._name)
            self._get_or_make_slot(var, start, "gradient_squared_accumulator", self._name)

    def _prepare(self) -> None:
        super()._prepare()
        self._tensors["global_step"] = identities.identity(self._global_step) + 1

    def _fused(self, prefix: str, var: Variable, gradient: list[Tensor]) -> Any:
        self._step = identities.identity(self._tensors["global_step"])
        return super()._fused(prefix, var, gradient)

    def _input(self, name: str, var: Variable) -> Tensor:
        if name == "global_step":
            return self._step
        return casts.cast(self._strengths.get(name, self._tensors.get(name)), var.dtype.base_dtype)


class AdadeltaOptimizer(FusedOptimizer):
    """Steps sized by the steps before (`tf.train.AdadeltaOptimizer`).  Slots: ``accum``, ``accum_update``."""

    _update_type = "Adadelta"
    _slot_order = ("accum", "accum_update")
    _inputs = "lr rho epsilon grad"

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        super().__init__(use_locking, name, lr=learning_rate, rho=rho, epsilon=epsilon)

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            self._zeros_slot(var, "accum", self._name)
            self._zeros_slot(var, "accum_update", self._name)


class RMSPropOptimizer(FusedOptimizer):
    """Divide by the root of a running mean of squared gradients (`tf.train.RMSPropOptimizer`).

    `centered` subtracts the square of the running mean of gradients, which makes it a variance.  Slots: ``rms``,
    ``momentum``, and ``mg`` when centered.
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        super().__init__(
            use_locking, name, learning_rate=learning_rate, decay=decay, momentum=momentum, epsilon=epsilon
        )
        self._centered = centered
        self._update_type = "CenteredRMSProp" if centered else "RMSProp"
        self._slot_order = ("mg", "rms", "momentum") if centered else ("rms", "momentum")
        self._inputs = "learning_rate decay momentum epsilon grad"

    def _create_slots(self, var_list: list[Variable]) -> None:
        for var in var_list:
            dtype = var.dtype.base_dtype
            known = shapes.is_static(var._shape)
            start = initializers.Ones(dtype=dtype) if known else filling.ones_like(var)
            self._get_or_make_slot_with_initializer(var, start, var.get_shape(), dtype, "rms", self._name)
            if self._centered:
                self._zeros_slot(var, "mg", self._name)
            self._zeros_slot(var, "momentum", self._name)


class AdamOptimizer(FusedOptimizer):
    """Momentum over RMSProp, both corrected for their start at zero (`tf.train.AdamOptimizer`).

    Slots: ``m`` and ``v``, whose variables are called ``theta/Adam`` and ``theta/Adam_1``.  The variables
    ``beta1_power`` and ``beta2_power`` count the steps.
    """

    _update_type = "Adam"
    _slot_order = ("m", "v")
    _inputs = "beta1_power beta2_power learning_rate beta1 beta2 epsilon grad"

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(use_locking, name, learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)

    def _create_slots(self, var_list: list[Variable]) -> None:
        first = min(var_list, key=lambda v: v.name)
        for power in ("beta1", "beta2"):
            self._create_non_slot_variable(self._parameters[power], power + "_power", first)
        for var in var_list:
            self._zeros_slot(var, "m", self._name)
            self._zeros_slot(var, "v", self._name)

    def _powers(self, graph: Any) -> list[Any]:
        return [self._get_non_slot_variable(name, graph) for name in ("beta1_power", "beta2_power")]

    def _input(self, name: str, var: Variable) -> Tensor:
        if name.endswith("_power"):
            power: Tensor = casts.cast(self._get_non_slot_variable(name, var.graph), var.dtype.base_dtype)
            return power
        return super()._input(name, var)

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        """TensorFlow has no fused form: all rows decay, those of the gradient get their share."""
        names = ("beta1_power", "beta2_power", "learning_rate", "beta1", "beta2", "epsilon")
        beta1_power, beta2_power, learning_rate, beta1, beta2, epsilon = (self._input(name, var) for name in names)
        rate = learning_rate * sqrt(1 - beta2_power) / (1 - beta1_power)
        m = self._decayed(self._slot(var, "m"), beta1, grad.indices, lambda: grad.values * (1 - beta1))
        v = self._decayed(self._slot(var, "v"), beta2, grad.indices, lambda: (grad.values * grad.values) * (1 - beta2))
        root = sqrt(v)
        update = state.assign_sub(var, rate * m / (root + epsilon), use_locking=self._use_locking)
        return flow.group(update, m, v)

    def _decayed(self, slot: Variable, beta: Tensor, indices: Tensor, share: Callable[[], Tensor]) -> Any:
        added = share()
        decayed = state.assign(slot, slot * beta, use_locking=self._use_locking)
        with slot.graph.control_dependencies([decayed]):
            if not isinstance(slot, ResourceLike):
                return scatter_add(slot, indices, added, use_locking=self._use_locking)
            written = apply("ResourceScatterAdd", slot.handle, indices, added, dtype=slot.dtype)
            with slot.graph.control_dependencies([written]):
                return slot.value()

    def _finish(self, update_ops: list[Any], name_scope: str) -> Any:
        graph = update_ops[0].graph
        powers = self._powers(graph)
        with graph.control_dependencies(update_ops), graph.colocate_with(powers[0]):
            done = [
                power.assign(power * self._tensors[beta], use_locking=self._use_locking)
                for power, beta in zip(powers, ("beta1", "beta2"))
            ]
        return flow.group(*update_ops, *done, name=name_scope)


def require_positive(name: str, value: float) -> None:
    if value <= 0.0:
        raise ValueError(f"{name} must be positive: {value}")
