"""What optimizers share: gradients of a loss, slots, and the node that applies one to the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tuigraph.engine import dtypes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of
from tuigraph.engine.gradients import gradients
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices, to_tensor_or_slices
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import casts, flow, identities, state
from tuigraph.engine.variables import Variable, trainable_variables
from tuigraph.training import slots

_Key = tuple[Graph, str]  # of a variable: its graph, and the name of its node
_FLOATING = (dtypes.float16, dtypes.float32, dtypes.float64)


class Optimizer:
    """The base class of optimizers (`tf.train.Optimizer`).

    A subclass gives `_apply_dense`, which makes the node that updates a variable by its gradient, and `_apply_sparse`
    for gradients that are IndexedSlices; `_create_slots` makes the variables that it keeps beside them, and `_prepare`
    converts its parameters.
    """

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    def __init__(self, use_locking: bool, name: str) -> None:
        if not name:
            raise ValueError("Must specify the optimizer name")
        self._use_locking = use_locking
        self._name = name
        self._slots: dict[str, dict[_Key, Variable]] = {}
        self._non_slots: dict[tuple[str, Graph | None], Variable] = {}  # those that accompany no other one

    def get_name(self) -> str:
        return self._name

    # ------------------------------------------------------------ minimising

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """The operation that does one step: `compute_gradients` and `apply_gradients`.

        `global_step` is a variable that grows by one after the step.  Raises ValueError when there are no variables, or
        none that the loss depends on.
        """
        pairs = self.compute_gradients(
            loss, var_list, gate_gradients, aggregation_method, colocate_gradients_with_ops, grad_loss
        )
        if all(gradient is None for gradient, _ in pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not support gradients, "
                f"between variables {[str(v) for _, v in pairs]} and loss {loss}."
            )
        return self.apply_gradients(pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Any]]:
        """(gradient, variable) for each of `var_list`, by default the trainable variables.

        A gradient may be None or IndexedSlices.  `loss`: a tensor, or a function that makes one.  `grad_loss` weights
        it.  Raises ValueError without variables, for another `gate_gradients`, and for a type that is not floating
        point.
        """
        loss = loss() if callable(loss) else loss
        if gate_gradients not in (self.GATE_NONE, self.GATE_OP, self.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH. "
                f"Not {gate_gradients}"
            )
        self._assert_valid_dtypes([loss] if grad_loss is None else [loss, grad_loss])
        variables = trainable_variables() if var_list is None else _flat(var_list)
        targets = [_target(v) for v in variables]
        if not variables:
            raise ValueError("No variables to optimize.")
        found = gradients(
            loss,
            targets,
            grad_ys=grad_loss,
            gate_gradients=gate_gradients == self.GATE_OP,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gate_gradients == self.GATE_GRAPH:
            found = flow.tuple_(found)
        pairs = list(zip(found, variables))
        self._assert_valid_dtypes([v for g, v in pairs if g is not None])
        return pairs

    def apply_gradients(self, grads_and_vars: Any, global_step: Any = None, name: str | None = None) -> Operation:
        """The operation that updates the variables; pairs whose gradient is None are passed over.

        Raises ValueError when no pair has a gradient, TypeError for what is no gradient.
        """
        pairs = []
        for gradient, variable in grads_and_vars:
            if gradient is not None:
                gradient = to_tensor_or_slices(gradient)
            pairs.append((gradient, variable))
        if not pairs:
            raise ValueError("No variables provided.")
        variables = [v for g, v in pairs if g is not None]
        if not variables:
            raise ValueError(f"No gradients provided for any variable: {[str(v) for _, v in pairs]}.")
        graph = graph_of(variables) or get_default_graph()
        with graph.as_default():
            with graph.control_dependencies(None):
                self._create_slots(variables)
            with graph.name_scope(name or self._name) as scope:
                return self._apply_all(pairs, global_step, scope)

    def _apply_all(self, pairs: list[tuple[Any, Any]], global_step: Any, scope: str) -> Operation:
        graph = get_default_graph()
        self._prepare()
        updates = []
        for gradient, variable in pairs:
            if gradient is not None:
                with graph.name_scope("update_" + variable.op.name), graph.colocate_with(variable):
                    updates.append(self._update(gradient, variable))
        if global_step is None:
            done = self._finish(updates, scope)
        else:
            with graph.control_dependencies([self._finish(updates, "update")]), graph.colocate_with(global_step):
                if state.is_resource(global_step):
                    done = global_step.assign_add(1, name=scope, read_value=False)
                else:
                    done = state.assign_add(global_step, 1, name=scope)
        operation: Operation = done if isinstance(done, Operation) else done.op
        collected = graph.get_collection_ref(GraphKeys.TRAIN_OP)
        if operation not in collected:
            collected.append(operation)
        return operation

    def _update(self, gradient: Any, variable: Any) -> Any:
        if not isinstance(variable, Variable):
            raise NotImplementedError(f"Trying to update a Tensor: {variable}. Only variables can be updated.")
        if isinstance(gradient, IndexedSlices):
            if variable.constraint is not None:
                raise RuntimeError(f"Cannot use a constraint function on a sparse variable: {variable.name}.")
            return self._apply_sparse_duplicate_indices(gradient, variable)
        update = self._apply_dense(gradient, variable)
        if variable.constraint is None:
            return update
        with variable.graph.control_dependencies([update]):
            return variable.assign(variable.constraint(variable))

    # ------------------------------------------------------------ slots

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """The variable that the optimizer keeps beside `var` under that name; None when there is none."""
        named = self._slots.get(name)
        return named.get(_key(var)) if named else None

    def _slot(self, var: Variable, name: str) -> Variable:
        """One that `_create_slots` has made."""
        return self._slots[name][_key(var)]

    def get_slot_names(self) -> list[str]:
        return sorted(self._slots)

    def variables(self) -> list[Variable]:
        """All variables that the optimizer made in the default graph, by name."""
        made = [*self._non_slots.values(), *(v for slots_ in self._slots.values() for v in slots_.values())]
        graph = get_default_graph()
        return sorted((v for v in made if v.graph is graph), key=lambda v: v.name)

    def _slot_dict(self, slot_name: str) -> dict[_Key, Variable]:
        return self._slots.setdefault(slot_name, {})

    def _get_or_make_slot(self, var: Variable, val: Any, slot_name: str, op_name: str) -> Variable:
        named = self._slot_dict(slot_name)
        if _key(var) not in named:
            named[_key(var)] = slots.create_slot(var, val, op_name)
        return named[_key(var)]

    def _get_or_make_slot_with_initializer(
        self, var: Variable, initializer: Any, shape: Any, dtype: Any, slot_name: str, op_name: str
    ) -> Variable:
        named = self._slot_dict(slot_name)
        if _key(var) not in named:
            named[_key(var)] = slots.create_slot_with_initializer(var, initializer, shape, dtype, op_name)
        return named[_key(var)]

    def _zeros_slot(self, var: Variable, slot_name: str, op_name: str) -> Variable:
        named = self._slot_dict(slot_name)
        if _key(var) not in named:
            named[_key(var)] = slots.create_zeros_slot(var, op_name)
        return named[_key(var)]

    def _create_non_slot_variable(self, initial_value: Any, name: str, colocate_with: Variable) -> Variable:
        key = (name, colocate_with.graph)
        if key not in self._non_slots:
            with colocate_with.graph.colocate_with(colocate_with):
                resource = state.is_resource(colocate_with)
                self._non_slots[key] = Variable(initial_value, name=name, trainable=False, use_resource=resource)
        return self._non_slots[key]

    def _get_non_slot_variable(self, name: str, graph: Graph | None = None) -> Variable | None:
        return self._non_slots.get((name, graph))

    # ------------------------------------------------------------ what subclasses give

    def _create_slots(self, var_list: list[Variable]) -> None:
        """Make the slots of the variables."""

    def _prepare(self) -> None:
        """Make the tensors that all updates share, under the name scope of the step."""

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot apply the dense gradient of {var.name}.")

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot apply the sparse gradient of {var.name}.")

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Variable) -> Any:
        """Add up the rows of equal index, then `_apply_sparse`."""
        from tuigraph.engine.ops.segments import unsorted_segment_sum
        from tuigraph.engine.ops.sets import unique

        indices, positions = unique(grad.indices)
        values = unsorted_segment_sum(grad.values, positions, identities.shape(indices)[0])
        return self._apply_sparse(IndexedSlices(values, indices, grad.dense_shape), var)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Any:
        return flow.group(*update_ops, name=name_scope)

    def _valid_dtypes(self) -> Iterable[dtypes.DType]:
        return _FLOATING

    def _assert_valid_dtypes(self, tensors: list[Any]) -> None:
        for tensor in tensors:
            dtype = tensor.dtype.base_dtype
            if dtype not in self._valid_dtypes():
                valid = ", ".join(t.name for t in self._valid_dtypes())
                raise ValueError(f"Invalid type {dtype!r} for {tensor.name}, expected: {valid}.")

    def _call_if_callable(self, param: Any) -> Any:
        return param() if callable(param) else param


class FusedOptimizer(Optimizer):
    """An optimizer whose update of a variable is one node, such as `ApplyMomentum`.

    `_update_type` is the node's type behind ``Apply``, `_slot_order` names its slots, and `_inputs` its other inputs,
    by the names of the parameters, with ``grad`` where the gradient stands.
    """

    _update_type: str
    _slot_order: tuple[str, ...] = ()
    _inputs: str
    _attrs: ClassVar[dict[str, Any]] = {}

    def __init__(self, use_locking: bool, name: str, **parameters: Any) -> None:
        super().__init__(use_locking, name)
        self._parameters = parameters
        self._tensors: dict[str, Tensor] = {}

    def _prepare(self) -> None:
        values = {name: self._call_if_callable(value) for name, value in self._parameters.items()}
        self._tensors = {name: convert_to_tensor(value, name=name) for name, value in values.items()}

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return self._fused("Apply", var, [grad])

    def _apply_sparse(self, grad: IndexedSlices, var: Variable) -> Any:
        return self._fused("SparseApply", var, [grad.values, grad.indices])

    def _fused(self, prefix: str, var: Variable, gradient: list[Tensor]) -> Operation:
        if state.is_resource(var):
            prefix = "Resource" + prefix
        inputs = [var._ref(), *(self._slot(var, name)._ref() for name in self._slot_order)]
        for name in self._inputs.split():
            inputs += gradient if name == "grad" else [self._input(name, var)]
        return apply(prefix + self._update_type, *inputs, use_locking=self._use_locking, **self._attrs)

    def _input(self, name: str, var: Variable) -> Tensor:
        return casts.cast(self._tensors[name], var.dtype.base_dtype)


def _flat(items: Any) -> list[Any]:
    if not isinstance(items, (list, tuple, set)):
        return [items]
    return [leaf for item in items for leaf in (_flat(item) if isinstance(item, (list, tuple)) else [item])]


def _target(variable: Any) -> Tensor:
    if isinstance(variable, Variable):
        return variable._ref()
    if isinstance(variable, Tensor):
        return variable
    raise NotImplementedError(
        f"Trying to optimize unsupported type {type(variable).__name__}: {variable}. Give tf.Variable objects."
    )


def _key(variable: Variable) -> _Key:
    return variable.op.graph, variable.op.name
