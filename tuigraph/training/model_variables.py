"""Variables of a model, and how they are found, restored and assigned (`tf.contrib.framework`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.default_graph import add_to_collection, device, get_collection
from tuigraph.engine.graph import Operation
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.constants import placeholder
from tuigraph.engine.ops.flow import group
from tuigraph.engine.scopes import VariableScope, get_variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import Variable
from tuigraph.training.arg_scope import add_arg_scope


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """`get_variable` with a device (`tf.contrib.framework.variable`).  Raises what `get_variable` does."""
    keys = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(dict.fromkeys(collections))
    getter: Callable[..., Any] = get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=get_variable_scope().reuse)
    with _on(device):
        return getter(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
            collections=keys,
            caching_device=caching_device,
            partitioner=partitioner,
            use_resource=use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
        )


def _on(chosen: Any) -> Any:
    return device(chosen or "")


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = dtypes.float32,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """`variable` that also joins the collection MODEL_VARIABLES (`tf.contrib.framework.model_variable`)."""
    keys = [*(collections or ()), GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES]
    return variable(
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=keys,
        caching_device=caching_device,
        device=device,
        partitioner=partitioner,
        custom_getter=custom_getter,
        use_resource=use_resource,
        synchronization=synchronization,
        aggregation=aggregation,
    )


def local_variable(
    initial_value: Any, validate_shape: bool = True, name: str | None = None, use_resource: bool | None = None
) -> Any:
    """A variable of this process alone that is not trained (`tf.contrib.framework.local_variable`)."""
    return _untrained(initial_value, GraphKeys.LOCAL_VARIABLES, validate_shape, name, use_resource)


def global_variable(
    initial_value: Any, validate_shape: bool = True, name: str | None = None, use_resource: bool | None = None
) -> Any:
    """A variable that is not trained (`tf.contrib.framework.global_variable`)."""
    return _untrained(initial_value, GraphKeys.GLOBAL_VARIABLES, validate_shape, name, use_resource)


def _untrained(value: Any, key: str, validate_shape: bool, name: str | None, use_resource: bool | None) -> Any:
    return Variable(
        value,
        trainable=False,
        collections=[key],
        validate_shape=validate_shape,
        use_resource=use_resource,
        name=name,
    )


def add_model_variable(var: Any) -> None:
    """Let a variable join MODEL_VARIABLES, once (`tf.contrib.framework.add_model_variable`)."""
    add_once(GraphKeys.MODEL_VARIABLES, var)


def add_once(key: str, var: Any) -> None:
    """Let a variable join a collection, unless it is there."""
    if not any(var is known for known in get_collection(key)):
        add_to_collection(key, var)


# ---------------------------------------------------------------- finding variables


def get_variables(scope: Any = None, suffix: str | None = None, collection: str = GraphKeys.GLOBAL_VARIABLES) -> Any:
    """The variables whose names begin with `scope`, a regular expression, and end with `suffix`."""
    if isinstance(scope, VariableScope):
        scope = scope.name
    if suffix is not None:
        scope = (scope or "") + ".*" + (suffix if ":" in suffix else suffix + ":")
    return get_collection(collection, scope)


def get_model_variables(scope: Any = None, suffix: str | None = None) -> Any:
    return get_variables(scope, suffix, GraphKeys.MODEL_VARIABLES)


def get_local_variables(scope: Any = None, suffix: str | None = None) -> Any:
    return get_variables(scope, suffix, GraphKeys.LOCAL_VARIABLES)


def get_trainable_variables(scope: Any = None, suffix: str | None = None) -> Any:
    return get_variables(scope, suffix, GraphKeys.TRAINABLE_VARIABLES)


def get_variables_by_suffix(suffix: str, scope: Any = None) -> Any:
    return get_variables(scope=scope, suffix=suffix)


def get_variables_by_name(given_name: str, scope: Any = None) -> Any:
    """The variables whose last name is `given_name`."""
    return get_variables(scope=scope, suffix=f"/{given_name}:|^{given_name}:")


def get_unique_variable(var_op_name: str) -> Any:
    """The variable of that whole name.  Raises ValueError where there is none."""
    found = get_variables(scope=var_op_name)
    if not found:
        raise ValueError(f"Couldn't find variable {var_op_name}")
    for candidate in found:
        if candidate.op.name == var_op_name:
            return candidate
    raise ValueError(f"Variable {var_op_name} does not uniquely identify a variable")


def get_variables_to_restore(include: Any = None, exclude: Any = None) -> list[Any]:
    """The variables in the scopes `include`, all by default, without those in the scopes `exclude`."""
    for given, name in ((include, "include"), (exclude, "exclude")):
        if given is not None and not isinstance(given, (list, tuple)):
            raise TypeError(f"{name} is provided but is not a list or a tuple.")
    wanted = get_variables() if include is None else [v for scope in include for v in get_variables(scope)]
    left_out = {v for scope in exclude or () for v in get_variables(scope)}
    return [v for v in wanted if v not in left_out]


def filter_variables(
    var_list: Iterable[Any], include_patterns: Any = None, exclude_patterns: Any = None, reg_search: bool = True
) -> list[Any]:
    """The variables whose names fit one of some patterns, and none of others."""
    fits = re.search if reg_search else re.match

    def any_of(patterns: Any, var: Any) -> bool:
        return any(fits(pattern, var.name) for pattern in patterns)

    return [
        v
        for v in var_list
        if (include_patterns is None or any_of(include_patterns, v)) and not any_of(exclude_patterns or (), v)
    ]


def get_variable_full_name(var: Any) -> str:
    """The name of a variable in a checkpoint."""
    return str(var.op.name)


# ---------------------------------------------------------------- assigning to them


def assign_from_values(var_names_to_values: Mapping[str, Any]) -> tuple[Operation, dict[Any, Any]]:
    """An operation that assigns arrays to variables by their names, and what to feed it.

    Raises ValueError for a name that no variable has.
    """
    feeds: dict[Any, Any] = {}
    assigns = []
    for name, value in var_names_to_values.items():
        found = get_collection(GraphKeys.GLOBAL_VARIABLES, name)
        if not found:
            raise ValueError(f"Variable {name} wasn't found")
        chosen = found[0] if len(found) == 1 else next((v for v in found if v.op.name == name), None)
        if chosen is None:
            raise ValueError(f"Variable {name} doesn't uniquely identify a variable")
        assigns.append(_assign_fed(chosen, value.reshape(shapes.as_tuple(chosen.get_shape())), feeds))
    return group(*assigns), feeds


def _assign_fed(var: Any, value: Any, feeds: dict[Any, Any]) -> Any:
    fed = placeholder(var.dtype.base_dtype, var.get_shape(), name=f"placeholder/{var.op.name}")
    feeds[fed] = value
    return var.assign(fed)


def assign_from_values_fn(var_names_to_values: Mapping[str, Any]) -> Callable[[Any], Any]:
    """A function of a session that assigns arrays to variables.  Raises what `assign_from_values` does."""
    assign, feeds = assign_from_values(var_names_to_values)
    return lambda session: session.run(assign, feeds)


def assign_from_checkpoint(
    model_path: str, var_list: Any, ignore_missing_vars: bool = False
) -> tuple[Operation, dict[Any, Any]]:
    """An operation that assigns a checkpoint's values, and what to feed it.

    `var_list`: variables, or a dictionary from names in the checkpoint to a variable or several.  Raises ValueError for
    a variable that is not in the checkpoint, unless that is ignored, and for one of another shape.
    """
    from tuigraph.interop.log import warning
    from tuigraph.training.checkpoints import CheckpointReader

    named = var_list.items() if isinstance(var_list, dict) else [(get_variable_full_name(v), v) for v in var_list]
    reader = CheckpointReader(model_path)
    feeds: dict[Any, Any] = {}
    assigns = []
    for name, several in named:
        if not reader.has_tensor(name):
            text = f"Checkpoint is missing variable [{name}]"
            if not ignore_missing_vars:
                raise ValueError(text)
            warning(text)
            continue
        value = reader.get_tensor(name)
        for var in several if isinstance(several, (list, tuple)) else [several]:
            if shapes.as_tuple(var.get_shape()) != value.shape:
                raise ValueError(
                    f"Total size of new array must be unchanged for {name} lh_shape: [{value.shape}], "
                    f"rh_shape: [{var.get_shape()}]"
                )
            assigns.append(_assign_fed(var, value, feeds))
    return group(*assigns), feeds


def assign_from_checkpoint_fn(
    model_path: str, var_list: Any, ignore_missing_vars: bool = False, reshape_variables: bool = False
) -> Callable[[Any], Any] | None:
    """A function of a session that restores variables; None where none of them is in the checkpoint."""
    from tuigraph.interop.log import warning
    from tuigraph.training.checkpoints import CheckpointReader
    from tuigraph.training.saver import Saver

    if not var_list:
        raise ValueError("var_list cannot be empty")
    if ignore_missing_vars:
        reader = CheckpointReader(model_path)
        named = var_list if isinstance(var_list, dict) else {v.op.name: v for v in var_list}
        for name in named:
            if not reader.has_tensor(name):
                warning("Variable %s missing in checkpoint %s", name, model_path)
        var_list = {name: v for name, v in named.items() if reader.has_tensor(name)}
    if not var_list:
        warning("No Variables to restore")
        return None
    saver = Saver(var_list, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)
