"""Moving averages of variables, kept in slots beside them (``theta/ExponentialMovingAverage``)."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes, initializers
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import flow, state
from tuigraph.engine.ops.arithmetic import minimum
from tuigraph.engine.ops.arithmetic import pow as power_of
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.scopes import get_variable_scope, variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import Variable, global_variables, moving_average_variables, trainable_variables
from tuigraph.training.slots import create_slot, create_zeros_slot


class ExponentialMovingAverage:
    """Shadow variables: ``shadow = decay * shadow + (1 - decay) * variable`` (`tf.train.ExponentialMovingAverage`).

    With `num_updates`, a count of updates, the decay is at most ``(1 + num_updates) / (10 + num_updates)``, so that
    averages move faster at first.  `zero_debias` corrects the averages of plain tensors for their start at zero.
    """

    def __init__(
        self, decay: Any, num_updates: Any = None, zero_debias: bool = False, name: str = "ExponentialMovingAverage"
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self.name = name
        self._averages: dict[Any, Any] = {}

    def apply(self, var_list: Any = None) -> Operation:
        """The operation that moves the averages of variables or tensors, by default the trainable variables.

        The shadows are made here: of a variable it starts at that variable's initial value, of a tensor at zero.
        Raises TypeError for what is not floating point.
        """
        watched = trainable_variables() if var_list is None else list(var_list)
        debiased = set()
        graph = get_default_graph()
        for var in watched:
            if not var.dtype.base_dtype.is_floating:
                raise TypeError(f"The variables must be half, float, or double: {var.name}")
            if var in self._averages:
                continue
            with graph.control_dependencies(None):
                if isinstance(var, Variable):
                    self._averages[var] = create_slot(var, var.initialized_value(), self.name)
                    graph.add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, var)
                else:
                    self._averages[var] = create_zeros_slot(var, self.name)
                    if self._zero_debias:
                        debiased.add(var)
        with name_scope(self.name) as scope:
            decay = convert_to_tensor(self._decay, name="decay")
            if self._num_updates is not None:
                count = cast(self._num_updates, dtypes.float32, name="num_updates")
                decay = minimum(decay, (1.0 + count) / (10.0 + count))
            updates = [assign_moving_average(self._averages[v], v, decay, v in debiased) for v in watched]
            return flow.group(*updates, name=scope)

    def average(self, var: Any) -> Any:
        """The variable that holds the average of `var`; None when `apply` was not called for it."""
        return self._averages.get(var)

    def average_name(self, var: Any) -> str:
        """The name that the average of `var` has or would have."""
        if var in self._averages:
            return str(self._averages[var].op.name)
        return get_default_graph().unique_name(f"{var.op.name}/{self.name}", mark_as_used=False)

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Any]:
        """For a Saver: the averaged variables by the names of their averages, all others by their own."""
        averaged = moving_avg_variables
        if averaged is None:
            averaged = trainable_variables() + moving_average_variables()
        names = {self.average_name(v): v for v in dict.fromkeys(averaged)}
        known = {v.name for v in averaged}
        for v in global_variables():
            if v.name not in known:
                names.setdefault(v.op.name, v)
        return names


def assign_moving_average(
    variable: Any, value: Any, decay: Any, zero_debias: bool = True, name: str | None = None
) -> Any:
    """Move `variable` towards `value`: ``variable -= (1 - decay) * (variable - value)``.

    With `zero_debias` the result is divided by ``1 - decay ** steps``, for a variable that starts at zero.
    """
    with name_scope(name or "AssignMovingAvg") as scope:
        rest = convert_to_tensor(1.0 - decay, name="decay")
        if rest.dtype is not variable.dtype.base_dtype:
            rest = cast(rest, variable.dtype.base_dtype)
        if zero_debias:
            return _debiased(variable, value, rest)
        with variable.graph.colocate_with(variable):
            return state.assign_sub(variable, (variable - value) * rest, name=scope)


def _debiased(variable: Any, value: Any, rest: Any) -> Any:
    zero = initializers.Zeros()
    with variable_scope(variable.op.name, values=[variable, value, rest]):
        biased = get_variable(
            _unused("biased"), variable.get_shape(), variable.dtype.base_dtype, initializer=zero, trainable=False
        )
        local_step = get_variable(
            _unused("local_step"), [], variable.dtype.base_dtype, initializer=zero, trainable=False
        )
    with variable.graph.colocate_with(variable):
        moved = state.assign_sub(biased, (biased - value) * rest)
        counted = local_step.assign_add(1)
        share = 1 - power_of(1.0 - rest, counted)
        return state.assign(variable, moved / share, name=get_default_graph().get_name_scope() + "/")


def _unused(name: str) -> str:
    scope = get_variable_scope()
    if scope.reuse:
        return name
    taken = {v.op.name for v in scope.global_variables()}
    full = f"{scope.name}/{name}"
    if full not in taken:
        return name
    count = 1
    while f"{full}_{count}" in taken:
        count += 1
    return f"{name}_{count}"
