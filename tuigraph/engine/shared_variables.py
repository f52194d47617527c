"""`tf.get_variable`: the variable of a name, made once and shared afterwards.

What it is asked travels as one dictionary, because a custom getter may change any of it on the way: the scope fills in
what is missing, the getters see it all, and the innermost of them makes the variable or finds it in the graph's table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.partitions import shared_partitioned
from tuigraph.engine.scopes import get_variable_scope, joined, variable_scope
from tuigraph.engine.variables import Variable


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """The variable of that name under the current scope, made or shared as its `reuse` says (`tf.get_variable`).

    `initializer`: a function of (shape, dtype=, partition_info=), or of nothing, or a value, which then gives the
    shape.  By default floats are glorot-uniform and other types zero.  `regularizer`: a function from the new variable
    to a loss (or None), which joins the collection of regularization losses.  The other arguments are those of
    `tf.Variable`; what is not given comes from the scope.

    Raises ValueError for a variable that is there but may not be shared (it says where it was made) or the reverse, for
    a shape or dtype that does not fit the shared one, and for a new variable without a full shape.
    """
    asked = {key: value for key, value in locals().items() if key not in ("name", "custom_getter")}
    scope = get_variable_scope()
    with name_scope(None):
        if dtype is not None and initializer is not None and not callable(initializer):
            found = convert_to_tensor(initializer).dtype.base_dtype
            if found != dtypes.as_dtype(dtype).base_dtype:
                raise ValueError(f"Initializer type '{found}' and explicit dtype '{dtype}' don't match.")
        for key in (
            "dtype",
            "initializer",
            "regularizer",
            "caching_device",
            "partitioner",
            "use_resource",
            "constraint",
        ):
            if asked[key] is None:
                asked[key] = getattr(scope, key)
        asked["reuse"] = scope.reuse
        asked["trainable"] = trainable is None or trainable
        getter = custom_getter or scope.custom_getter
        full_name = joined(scope.name, name)
        if getter is None:
            return _get_or_make(full_name, **asked)
        if not callable(getter):
            raise ValueError(f"Passed a custom_getter which is not callable: {getter}")
        return getter(getter=_get_or_make, name=full_name, **asked)


def get_local_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = False,
    collections: Any = None,
    **options: Any,
) -> Any:
    """As `get_variable`, for a variable of this process alone that is not trained (`tf.get_local_variable`)."""
    keys = [*(collections or ()), GraphKeys.LOCAL_VARIABLES]
    return get_variable(name, shape, dtype, initializer, regularizer, trainable=False, collections=keys, **options)


def _get_or_make(
    name: str,
    shape: Any = None,
    dtype: Any = dtypes.float32,
    initializer: Any = None,
    regularizer: Any = None,
    reuse: Any = None,
    partitioner: Any = None,
    **options: Any,
) -> Any:
    """The innermost getter.  `name` is the whole name; `options` are those of `tf.Variable`."""
    made = get_default_graph()
    is_scalar = isinstance(shape, (list, tuple)) and not shape
    wanted = dtypes.as_dtype(dtype).base_dtype
    if (partitioner is not None and not is_scalar) or (reuse is True and name in made.partitioned_variables):
        with name_scope(None):
            return shared_partitioned(
                *(_single, _default_initializer, name.rstrip("/"), partitioner, shape, wanted, initializer, reuse),
                regularizer=regularizer,
                **options,
            )
    if f"{name}/part_0" in made.variables:
        raise ValueError(
            f"No partitioner was provided, but a partitioned version of the variable was found: {name}/part_0. "
            "Perhaps a variable of the same name was already created with partitioning?"
        )
    return _single(name, shape, wanted, initializer, regularizer, reuse, **options)


def _single(
    name: str,
    shape: Any,
    wanted: dtypes.DType,
    initializer: Any,
    regularizer: Any = None,
    reuse: Any = None,
    partition_info: Any = None,
    **options: Any,
) -> Any:
    """A variable that is kept in one piece; `partition_info` says which part of another it is, if any."""
    from_value = initializer is not None and not callable(initializer)
    if shape is not None and from_value:
        raise ValueError("If initializer is a constant, do not specify shape.")
    graph = get_default_graph()
    made = graph.variables
    known_shape = shapes.as_tuple(shape)
    if name in made:
        return _shared(made[name], name, known_shape, wanted, reuse)
    if reuse is True:
        raise ValueError(
            f"Variable {name} does not exist, or was not created with tf.get_variable(). "
            "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
        )
    if from_value:
        variable = Variable(initializer, name=name, **options)
    else:
        initial_value, wanted_type = _initial_value(name, initializer, known_shape, wanted, partition_info)
        variable = Variable(initial_value, name=name, dtype=wanted_type, **options)
    made[name] = variable
    if regularizer is not None:
        with graph.name_scope(name + "/Regularizer/"), graph.control_dependencies(None):
            loss = regularizer(variable)
        if loss is not None:
            graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
    return variable


def _shared(variable: Any, name: str, shape: shapes.MaybeShape, dtype: dtypes.DType, reuse: Any) -> Any:
    if reuse is False:
        source = variable.op.source
        made_at = f' Originally defined at:\n\n  File "{source[0]}", line {source[1]}\n' if source else ""
        raise ValueError(
            f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
            f"VarScope?{made_at}"
        )
    if not shapes.compatible(shape, variable._shape):
        raise ValueError(
            f"Trying to share variable {name}, but specified shape {shapes.text(shape)} and found shape "
            f"{shapes.text(variable._shape)}."
        )
    if not dtype.is_compatible_with(variable.dtype):
        raise ValueError(
            f"Trying to share variable {name}, but specified dtype {dtype.name} and found dtype {variable.dtype.name}."
        )
    return variable


def _initial_value(
    name: str, initializer: Any, shape: shapes.MaybeShape, dtype: dtypes.DType, partition_info: Any
) -> tuple[Callable[[], Any], dtypes.DType | None]:
    """The function that makes the initial value, and the dtype to convert it to."""
    if initializer is None:
        initializer = _default_initializer(name, dtype)
    elif inspect.isclass(initializer):
        initializer = initializer()
    if shape is not None and shapes.is_static(shape):
        return lambda: initializer(list(shape), dtype=dtype, partition_info=partition_info), dtype
    parameters = inspect.signature(initializer).parameters.values()
    if any(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters):
        raise ValueError(
            f"Variable {name} needs a full shape, not {shapes.text(shape)}, for its initializer. Give get_variable a "
            "shape, or an initializer that is a value or a function of no arguments."
        )
    return initializer, None


def _default_initializer(name: str, dtype: dtypes.DType) -> Any:
    from tuigraph.engine import initializers

    if dtype.is_floating:
        return initializers.GlorotUniform()
    if dtype.is_integer or dtype.is_bool or dtype is dtypes.string:
        return initializers.Zeros()
    raise ValueError(f"An initializer for variable {name} of {dtype} is required")


def create_partitioned_variables(
    shape: Any,
    slicing: Any,
    initializer: Any,
    dtype: Any = dtypes.float32,
    trainable: bool = True,
    collections: Any = None,
    name: str | None = None,
    reuse: bool | None = None,
) -> list[Any]:
    """The parts of a variable, `slicing` many along each axis (`tf.create_partitioned_variables`).

    Raises ValueError where `shape` and `slicing` have different lengths or none, and for more than one axis.
    """
    if len(shape) != len(slicing):
        raise ValueError(
            "The 'shape' and 'slicing' of a partitioned Variable must have the length: "
            f"shape: {shape}, slicing: {slicing}"
        )
    if len(shape) < 1:
        raise ValueError(f"A partitioned Variable must have rank at least 1: shape: {shape}")
    with variable_scope(name, "PartitionedVariable", reuse=reuse):
        whole = get_variable(
            "",
            shape,
            dtype,
            initializer,
            trainable=trainable,
            collections=collections,
            partitioner=lambda **unused: slicing,
        )
    return list(whole)


def no_regularizer(tensor: Any) -> None:
    """The regularizer that adds no loss, for a variable in a scope that has one (`tf.no_regularizer`)."""
    return None
