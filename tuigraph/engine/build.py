"""From Python arguments to nodes: `apply` makes an operation of any registered type.

It follows TensorFlow's op_def_library: the operation's name opens a scope, each argument that is no tensor becomes a
constant named after the argument inside it (``add/y``), and the first tensor of a type attribute decides the type of
the rest.
"""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, naming, shapes
from tuigraph.engine.dtypes import DType
from tuigraph.engine.graph import (
    Graph,
    GraphElement,
    Operation,
    Tensor,
    TensorLike,
    default_graphs,
    definition_of,
    get_default_graph,
)
from tuigraph.engine.opdef import REQUIRED, Argument, OpDef
from tuigraph.engine.values import as_text


def apply(op_type: str, *inputs: Any, name: str | None = None, **attrs: Any) -> Operation:
    """Add an operation to the graph of its inputs, else to the default graph.

    `inputs` are given in the order of the signature.  Raises TypeError for types that do not fit and ValueError for
    values or shapes that do not.
    """
    definition = definition_of(op_type)
    graph = graph_of(inputs) or get_default_graph()
    names = graph._names
    if name is None:
        scope = names.unique(op_type)
    elif name.endswith("/"):
        scope = name[:-1]
    else:
        if not names.scope:
            naming.check_op_name(name)
        scope = names.unique(name)
    former, names.scope = names.scope, scope
    try:
        tensors = _convert_all(graph, definition, inputs, attrs, scope)
        for key, default in definition.attrs.items():
            given = attrs.get(key, REQUIRED)
            if given is REQUIRED or (given is None and default is not REQUIRED):
                if default is REQUIRED:
                    raise TypeError(f"'{op_type}' needs a value for the attribute '{key}'.")
                attrs[key] = default
            elif default.__class__ in _PLAIN and given.__class__ is not default.__class__:
                attrs[key] = _plain(given, default.__class__, key)
            elif default.__class__ is DType and given.__class__ is not DType:
                attrs[key] = _type(given, key)
        return graph.create(definition, tensors, output_types(definition, attrs), attrs, scope)
    finally:
        names.scope = former


_PLAIN = {bool: "bool", int: "int", float: "float", str: "string"}  # types of attributes by that of their default


def _plain(given: Any, kind: type, key: str) -> Any:
    """The value of a plain attribute: whole numbers are cut to size, text and truth are not guessed at."""
    text = isinstance(given, (str, bytes))
    try:
        if kind is str and text:
            return as_text(given)
        if kind is bool and isinstance(given, np.bool_):
            return bool(given)
        if (kind is int and not text) or (kind is float and isinstance(given, numbers.Real)):
            return kind(given)
    except (TypeError, ValueError, OverflowError):
        pass
    raise TypeError(f"Expected {_PLAIN[kind]} for argument '{key}' not {given!r}.")


def _type(given: Any, key: str) -> DType:
    try:
        return dtypes.as_dtype(given)
    except TypeError:
        raise TypeError(f"Expected DataType for argument '{key}' not {given!r}.") from None


def tensor(op_type: str, *inputs: Any, name: str | None = None, **attrs: Any) -> Tensor:
    """The first output of `apply`."""
    return apply(op_type, *inputs, name=name, **attrs).outputs[0]


def graph_of(values: Any) -> Graph | None:
    """The graph of the first tensor among `values`, which may hold lists; that of a function while it is traced."""
    for value in values:
        if isinstance(value, Tensor):
            return _built(value.op.graph)
        if isinstance(value, (list, tuple)):
            try:
                found = graph_of(value)
            except RecursionError:
                raise ValueError("A list that becomes a tensor holds itself, or is nested too deeply.") from None
            if found is not None:
                return found
        elif isinstance(value, GraphElement):
            return _built(value._as_graph_element().graph)
    return None


def _built(graph: Graph) -> Graph:
    """The graph that takes what is made of a tensor of `graph`: while a function is traced, that of the function."""
    stack = default_graphs.stack
    return stack[-1] if stack and stack[-1].building_function else graph


def _convert_all(graph: Graph, definition: OpDef, inputs: Any, attrs: dict[str, Any], scope: str) -> list[Tensor]:
    out: list[Tensor] = []
    for argument, value in zip(definition.inputs, inputs):
        if argument.is_list:
            out.extend(_convert_list(graph, definition, argument, value, attrs, scope))
        else:
            out.append(_convert_one(graph, definition, argument, value, attrs, scope))
    return out


def _convert_one(
    graph: Graph, definition: OpDef, argument: Argument, value: Any, attrs: dict[str, Any], scope: str
) -> Tensor:
    attr = argument.type_attr
    wanted = argument.dtype or (attrs.get(attr) if attr else None)
    if value.__class__ is Tensor:
        converted = value
        if converted.dtype.is_ref and not argument.is_ref and wanted is None:
            wanted = converted.dtype.base_dtype
    else:
        preferred = definition.defaults.get(attr) if attr and wanted is None else None
        is_size = attr != "T"  # the values that are computed with wrap around, as TensorFlow's do
        if is_size and dtypes.int32 in (preferred, wanted) and _is_beyond_int32(value):
            if wanted is not None or dtypes.int64 not in definition.types.get(attr or "", ()):
                raise ValueError(
                    f"'{definition.name}' Op takes int32 for '{argument.name}', which cannot hold {value!r}."
                )
            preferred = dtypes.int64  # TensorFlow keeps the low bits: another size than was asked for
        try:
            converted = convert_to_tensor(value, wanted, argument.name, preferred, as_ref=argument.is_ref, graph=graph)
        except (TypeError, ValueError) as error:
            if wanted is not None and isinstance(error, TypeError):
                raise TypeError(
                    _mismatch(definition, argument, wanted, f"{value!r} of type '{type(value).__name__}'", error)
                ) from None
            raise
    found = converted.dtype.base_dtype
    if argument.is_ref and not converted.dtype.is_ref:
        raise TypeError(
            f"'{definition.name}' Op requires that input '{argument.name}' be a mutable tensor (e.g.: a tf.Variable), "
            f"but {converted.name} is a plain tensor of dtype {found.name}."
        )
    if wanted is not None and found is not wanted.base_dtype:
        raise TypeError(_mismatch(definition, argument, wanted, f"type {found.name}"))
    if attr and attr not in attrs:
        _admit(definition, argument, attr, found)
        attrs[attr] = found
    return converted


def _is_beyond_int32(value: Any) -> bool:
    """Whether a Python number, or one in a list, is too large for a size of 32 bits."""
    items = value if isinstance(value, (list, tuple)) else (value,)
    for item in items:
        if item.__class__ is int:
            if not -(2**31) <= item < 2**31:
                return True
        elif isinstance(item, (list, tuple)) and _is_beyond_int32(item):
            return True
    return False


def _mismatch(definition: OpDef, argument: Argument, wanted: DType, got: str, error: Exception | None = None) -> str:
    expected = wanted.base_dtype.name
    if error is not None:
        return (
            f"Expected {expected} passed to parameter '{argument.name}' of op '{definition.name}', got {got} instead. "
            f"Error: {error} Convert one side with tf.cast."
        )
    if argument.type_attr is None:
        given = f"Input '{argument.name}' of '{definition.name}' Op has {got}"
        return f"{given} that does not match expected type of {expected}."
    first = next(a.name for a in definition.inputs if a.type_attr == argument.type_attr)
    return (
        f"Input '{argument.name}' of '{definition.name}' Op has {got} that does not match type {expected} of argument "
        f"'{first}'. TensorFlow converts no tensor by itself: use tf.cast."
    )


def _admit(definition: OpDef, argument: Argument, attr: str, found: DType) -> None:
    allowed = definition.types.get(attr)
    if allowed is not None and found not in allowed:
        raise TypeError(
            f"Value passed to parameter '{argument.name}' has DataType {found.name} "
            f"not in list of allowed values: {dtypes.names(allowed)}, of op '{definition.name}'"
        )


def _convert_list(
    graph: Graph, definition: OpDef, argument: Argument, values: Any, attrs: dict[str, Any], scope: str
) -> list[Tensor]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"Expected list for '{argument.name}' argument to '{definition.name}' Op, not {values!r}.")
    if argument.type_list_attr is not None:
        given = attrs.get(argument.type_list_attr)
        types = given if given is not None else [None] * len(values)
        if len(types) != len(values):
            raise ValueError(
                f"'{definition.name}' takes {len(types)} tensors for '{argument.name}', not {len(values)}."
            )
        out = [
            convert_to_tensor(v, t, f"{argument.name}_{i}", graph=graph) for i, (v, t) in enumerate(zip(values, types))
        ]
        attrs[argument.type_list_attr] = [t.dtype.base_dtype for t in out]
        return out
    assert argument.number_attr is not None
    attr = argument.type_attr
    wanted = argument.dtype or (attrs.get(attr) if attr else None)
    if wanted is None:
        wanted = next((_type_of(v) for v in values if _type_of(v) is not None), None)
    preferred = definition.defaults.get(attr) if attr else None
    out = []
    for i, value in enumerate(values):
        converted = convert_to_tensor(
            value, None if isinstance(value, Tensor) else wanted, f"{argument.name}_{i}", preferred, graph=graph
        )
        found = converted.dtype.base_dtype
        wanted = wanted or found
        if found is not wanted:
            listed = ", ".join(getattr(_type_of(v), "name", type(v).__name__) for v in values)
            raise TypeError(
                f"Tensors in list passed to '{argument.name}' of '{definition.name}' Op have types [{listed}] "
                "that don't all match."
            )
        out.append(converted)
    attrs[argument.number_attr] = len(out)
    if attr and attr not in attrs and wanted is not None:
        _admit(definition, argument, attr, wanted)
        attrs[attr] = wanted
    return out


def _type_of(value: Any) -> DType | None:
    dtype = getattr(value, "dtype", None) if isinstance(value, GraphElement) else None
    return dtype.base_dtype if isinstance(dtype, DType) else None


def output_types(definition: OpDef, attrs: dict[str, Any]) -> list[DType]:
    out: list[DType] = []
    for argument in definition.outputs:
        types = _argument_types(argument, attrs)
        out.extend([dtype._as_ref for dtype in types] if argument.is_ref else types)
    return out


def input_types(definition: OpDef, attrs: dict[str, Any]) -> list[DType]:
    """The types that an operation's inputs have to have, references as what they refer to."""
    return [dtype for argument in definition.inputs for dtype in _argument_types(argument, attrs)]


def _argument_types(argument: Argument, attrs: dict[str, Any]) -> list[DType]:
    if argument.type_list_attr is not None:
        return _types(attrs, argument.type_list_attr)
    attr = argument.type_attr or ""
    if attr and attrs[attr].__class__ is not DType:
        attrs[attr] = _type(attrs[attr], attr)
    dtype: DType = argument.dtype or attrs[attr]
    number = argument.number_attr
    if number is None:
        return [dtype]
    if attrs[number].__class__ is not int:
        attrs[number] = _plain(attrs[number], int, number)
    count: int = attrs[number]
    return [dtype] * count


def _types(attrs: dict[str, Any], key: str) -> list[DType]:
    given = attrs[key]
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"Expected list for attr {key}, not {given!r}.")
    return [dtype if dtype.__class__ is DType else _type(dtype, key) for dtype in given]


# ---------------------------------------------------------------- values to tensors


def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: DType | None = None,
    as_ref: bool = False,
    graph: Graph | None = None,
) -> Tensor:
    """A tensor for anything that can be one (`tf.convert_to_tensor`): tensors, variables, arrays, numbers, nested
    lists.

    Raises TypeError or ValueError where TensorFlow does.
    """
    wanted = None if dtype is None else dtypes.as_dtype(dtype)
    if isinstance(value, TensorLike):
        value = value._to_tensor(wanted, name, as_ref)
    if isinstance(value, Tensor):
        if wanted is not None and not wanted.is_compatible_with(value.dtype):
            raise ValueError(
                f"Tensor conversion requested dtype {wanted.name} for Tensor with dtype "
                f"{value.dtype.base_dtype.name}: {value!r}"
            )
        return value
    if isinstance(value, (list, tuple)) and graph_of(value) is not None:
        packed: Tensor = _pack(value, wanted, name or "packed")
        return packed
    if isinstance(value, (shapes.Dimension, shapes.TensorShape)):
        name = name or "shape_as_tensor"
        preferred_dtype = preferred_dtype if preferred_dtype in _SIZES else None
        value = _sizes(value, wanted)
    if preferred_dtype is not None and wanted is None:
        try:
            array = to_array(value, preferred_dtype)
        except (TypeError, ValueError):
            array = to_array(value, None)
    else:
        array = to_array(value, wanted)
    return constant_node(
        array,
        wanted or (preferred_dtype if array.dtype == getattr(preferred_dtype, "numpy", None) else None),
        name or "Const",
        graph,
    )


_SIZES = (dtypes.int32, dtypes.int64)


def _sizes(value: shapes.Dimension | shapes.TensorShape, dtype: DType | None) -> Any:
    """A dimension or a shape as whole numbers.  Raises TypeError for another type, ValueError where one is unknown."""
    if dtype not in (None, *_SIZES):
        raise TypeError(f"Cannot convert a TensorShape to dtype: {dtype}. Use int() on the dimension, or tf.cast.")
    if isinstance(value, shapes.Dimension):
        if value.value is None:
            raise ValueError(f"Cannot convert an unknown Dimension to a Tensor: {value}")
        return value.value
    entries = value.as_list()
    if None in entries:
        raise ValueError(f"Cannot convert a partially known TensorShape to a Tensor: {value}")
    return np.array(entries, dtype=np.int64 if dtype is dtypes.int64 else np.int32)


def constant_node(array: Any, dtype: DType | None, name: str, graph: Graph | None = None) -> Tensor:
    """A Const node that holds `array`, which it owns from now on."""
    graph = graph or get_default_graph()
    kind = dtype or dtypes.as_dtype(array.dtype)
    array.flags.writeable = False
    names = graph._names
    if name.endswith("/"):
        full = name[:-1]
    else:
        if not names.scope:
            naming.check_op_name(name)
        full = names.unique(name)
    return graph.create(definition_of("Const"), [], [kind], {"value": array, "dtype": kind}, full).outputs[0]


def _pack(values: Any, dtype: DType | None, name: str) -> Any:
    """Nested lists that hold tensors become Pack nodes, inner lists first; tensors that are not of `dtype` are cast."""
    found = _first_type(values)
    graph = graph_of(values) or get_default_graph()
    if dtype is not None and found is not dtype:
        values = _cast_all(values, dtype)
    return _pack_level(values, dtype or found, name, graph)


def _cast_all(values: Any, dtype: DType) -> list[Any]:
    out: list[Any] = []
    for value in values:
        if isinstance(value, (list, tuple)):
            out.append(_cast_all(value, dtype))
        elif _type_of(value) not in (None, dtype):
            out.append(tensor("Cast", value, DstT=dtype))
        else:
            out.append(value)
    return out


def _pack_level(values: Any, dtype: DType | None, name: str, graph: Graph) -> Any:
    """One list as a Pack, or as it is when there is no tensor in it."""
    with graph.name_scope(name) as scope:
        items: list[Any] = []
        for i, value in enumerate(values):
            if isinstance(value, (list, tuple)):
                items.append(_pack_level(value, dtype, str(i), graph))
                continue
            found = _type_of(value)
            if found not in (None, dtype):
                raise TypeError(
                    f"Cannot convert a list containing a tensor of dtype {found} to {dtype} (Tensor is: {value!r})"
                )
            items.append(value if found is None else convert_to_tensor(value))
        if not any(isinstance(item, Tensor) for item in items):
            return items
        tensors = [
            item if isinstance(item, Tensor) else constant_node(to_array(item, dtype), dtype, str(i), graph)
            for i, item in enumerate(items)
        ]
        return tensor("Pack", tensors, name=scope, axis=0)


def _first_type(values: Any) -> DType | None:
    for value in values:
        found = _first_type(value) if isinstance(value, (list, tuple)) else _type_of(value)
        if found is not None:
            return found
    return None


def to_array(value: Any, dtype: DType | None, dimensions: bool = True) -> Any:
    """A fresh array for a constant, under TensorFlow's rules for Python values; with `dimensions`, those of a shape are
    integers.

    ints become int32, or int64 where one is too large, floats float32, str and bytes a string; arrays keep their
    type.  Of an int that `dtype` cannot hold the low bits remain.  A float is refused for an integer type; a list has
    to be rectangular.
    """
    if value is None:
        raise ValueError("None values not supported.")
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind == "O" and dtype not in (None, dtypes.string):
            return value.astype(dtype.numpy)
        if value.dtype.kind in "SUO":
            if dtype not in (None, dtypes.string):
                raise ValueError(f"An array of text does not become {dtype.name}: {value!r}")
            _check_strings(np.asarray(value))
            return _strings(value)
        if dtype is dtypes.string and value.size:
            raise TypeError(f"Expected string, got {value!r} of type '{type(value).__name__}' instead.")
        return np.array(value, dtype=None if dtype is None else dtype.numpy, order="C")
    if isinstance(value, (str, bytes)):
        if dtype not in (None, dtypes.string):
            raise TypeError(f"Expected {dtype.name}, got {value!r} of type '{type(value).__name__}' instead.")
        return _strings(value)
    if isinstance(value, range) and not (dtype is not None and (dtype.is_bool or dtype is dtypes.string)):
        raise ValueError(f"Argument must be a dense tensor: {value!r} is no list. Give list({value!r}).")
    found = _as_listed(value)
    if found.dtype.kind == "O" and any(isinstance(item, shapes.Dimension) for item in found.ravel()):
        found = _with_numbers(found, value, dimensions, dtype)
    kind = found.dtype.kind
    if _holds_arrays(value):
        kind_of_error = ValueError if dtype is None else TypeError
        raise kind_of_error(
            f"Argument must be a dense tensor: {value!r} is a list of arrays. Join them first, with numpy.stack."
        )
    if not found.size and dtype is dtypes.string:
        return found.astype(object)
    if kind == "O" and dtype is None and not all(isinstance(item, (str, bytes)) for item in found.ravel()):
        raise TypeError(
            f"Failed to convert object of type {type(value)} to Tensor. Contents: {value!r}. "
            "Consider casting elements to a supported type."
        )
    if kind in "SUO" and dtype in (None, dtypes.string):
        _check_strings(found)
        return _strings(found)
    if kind in "SUO":
        raise TypeError(f"Expected {dtype.name}, got {value!r} of type '{type(value).__name__}' instead.")  # type: ignore[union-attr]
    if dtype is None:
        if found.size == 0 and kind == "f" and not isinstance(value, float):
            return found.astype(np.float32)
        if _typed_scalars(value) and found.dtype not in (np.float64, np.int64):
            return found
        dtype = {"i": dtypes.int32, "u": dtypes.uint64, "f": dtypes.float32, "b": dtypes.bool_, "c": dtypes.complex128}[
            kind
        ]
        if dtype is dtypes.int32 and found.size and not _fits(found, dtype):
            dtype = dtypes.int64
    if dtype is dtypes.string or _refused(kind, dtype, found):
        raise TypeError(f"Expected {dtype.name}, got {value!r} of type '{type(value).__name__}' instead.")
    with np.errstate(over="ignore"):  # of a number that is infinite in the type
        return found.astype(dtype.numpy)


def _as_listed(value: Any) -> Any:
    """An array of what a number or a nested list holds.  Raises ValueError or TypeError where it is not rectangular."""
    try:
        return np.array(value, dtype=object if _holds_objects(value) else None)
    except ValueError:
        if isinstance(value, (list, tuple)) and isinstance(value[0], (list, tuple)):
            raise ValueError(f"Argument must be a dense tensor: {value!r} holds lists of unequal lengths.") from None
        raise TypeError(
            f"Failed to convert object of type {type(value)} to Tensor. Contents: {value!r}. "
            "Numbers stand beside lists: a tensor is rectangular."
        ) from None


def _with_numbers(found: Any, value: Any, wanted: bool, dtype: DType | None) -> Any:
    """Dimensions among whole numbers are numbers.  Raises TypeError for an unknown one, and where none is `wanted`."""
    if dtype is not None and not dtype.is_integer:
        first = next(item for item in found.ravel() if isinstance(item, shapes.Dimension))
        raise TypeError(f"Expected {dtype.name}, got {first!r} of type 'Dimension' instead.")
    numbers = [item.value if isinstance(item, shapes.Dimension) else item for item in found.ravel()]
    if not wanted or not all(isinstance(item, (int, np.integer)) for item in numbers):
        raise TypeError(
            f"Failed to convert object of type {type(value)} to Tensor. Contents: {value!r}. "
            "Consider casting elements to a supported type."
        )
    return np.array(numbers, dtype=np.int64).reshape(found.shape)


def _refused(kind: str, dtype: DType, found: Any) -> bool:
    if not found.size:
        return False
    return (
        (kind in "fc" and (dtype.is_integer or dtype.is_bool))
        or (kind == "c" and not dtype.is_complex)
        or (kind != "b" and dtype.is_bool)
    )


def _fits(found: Any, dtype: DType) -> bool:
    low, high = np.iinfo(dtype.numpy).min, np.iinfo(dtype.numpy).max
    return bool(low <= int(found.min()) and int(found.max()) <= high)


def _typed_scalars(value: Any) -> bool:
    """Whether a list holds NumPy numbers, which keep their type unless it is Python's own, float64 or int64."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return isinstance(value, (np.generic, np.ndarray))


def _holds_arrays(value: Any) -> bool:
    """Whether a list holds arrays that are no numbers, which TensorFlow takes for a list that is not rectangular."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
        if isinstance(value, np.ndarray):
            return value.ndim > 0
    return False


def _holds_objects(value: Any) -> bool:
    """Whether a list mixes text with something else, which NumPy would turn into text."""
    while isinstance(value, (list, tuple)) and value:
        if any(isinstance(v, (str, bytes)) for v in value):
            return True
        value = value[0]
    return False


def _check_strings(found: Any) -> None:
    for item in found.ravel():
        if not isinstance(item, (str, bytes)):
            raise TypeError(f"Expected string, got {item!r} of type '{type(item).__name__}' instead.")


def _strings(value: Any) -> Any:
    array = np.array(value, dtype=object)
    out = np.empty(array.shape, dtype=object)
    flat, source = out.reshape(-1), array.reshape(-1)
    for i, item in enumerate(source):
        flat[i] = item.encode() if isinstance(item, str) else bytes(item)
    return out
