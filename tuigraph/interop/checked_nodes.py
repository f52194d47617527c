"""What a NodeDef says, checked before anything is made of it: attributes, number and types of inputs, sizes.

A GraphDef of somebody else may say anything; ValueError names the first node that says what cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from tensorboard.compat.proto import node_def_pb2

from tuigraph.engine.build import input_types, output_types
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import ResourceExhaustedError
from tuigraph.engine.graph import definition_of
from tuigraph.engine.opdef import REQUIRED, OpDef
from tuigraph.engine.roles import Role

NodeDef = node_def_pb2.NodeDef
Read = Callable[[Any], Any]

_KINDS: dict[type, tuple[type, ...]] = {
    bool: (bool,),
    int: (int,),
    float: (float, int),
    str: (str, bytes),
    DType: (DType,),
    list: (list,),
    tuple: (tuple, list, type(None)),
}
"""Which values an attribute may have, by that of its default."""


class Checked(NamedTuple):
    """A node whose own words agree."""

    definition: OpDef
    attrs: dict[str, Any]
    takes: list[DType]  # types of its inputs, references as what they refer to
    gives: list[DType]
    data: list[str]  # inputs that are values


def checked(node: NodeDef, read: Read) -> Checked:
    """What a node says; `read` gives the value of an attribute.  Raises ValueError."""
    definition = definition_of(node.op)
    try:
        attrs = _attributes(node, definition, read)
        takes, gives = input_types(definition, attrs), output_types(definition, attrs)
    except (TypeError, ValueError, OverflowError, MemoryError, ResourceExhaustedError) as error:
        raise wrong(node, str(error) or type(error).__name__) from None
    data = [text for text in node.input if not text.startswith("^")]
    if any(not text.startswith("^") for text in node.input[len(data) :]):
        raise wrong(node, "a value stands behind what is merely waited for")
    if len(data) != len(takes):
        raise wrong(node, f"it takes {len(takes)} inputs, not {len(data)}")
    return Checked(definition, attrs, takes, gives, data)


def _attributes(node: NodeDef, definition: OpDef, read: Read) -> dict[str, Any]:
    attrs = {key: read(value) for key, value in node.attr.items() if key != "_output_shapes"}
    for key, default in definition.attrs.items():
        if default is REQUIRED:
            if key not in attrs:
                raise ValueError(f"it has no attribute '{key}'")
        elif not isinstance(attrs.setdefault(key, default), _KINDS.get(type(default), (object,))):
            raise ValueError(f"its attribute '{key}' is {_shown(attrs[key])}")
    for argument in (*definition.inputs, *definition.outputs):
        if argument.type_list_attr is not None:
            _demand(attrs, argument.type_list_attr, _is_list_of_types)
        if argument.type_attr is not None:
            _demand(attrs, argument.type_attr, lambda value: isinstance(value, DType) and not value.is_ref)
        if argument.number_attr is not None:
            _demand(attrs, argument.number_attr, lambda value: type(value) is int and value >= 0)
    for key, allowed in definition.types.items():
        found = attrs.get(key)
        if isinstance(found, DType) and found not in allowed:
            raise ValueError(f"its attribute '{key}' is {_shown(found)}")
    if definition.role is Role.CONSTANT:
        _demand(attrs, "value", lambda value: isinstance(value, np.ndarray) and value.dtype == attrs["dtype"].numpy)
    if "_class" in attrs:
        _demand(attrs, "_class", lambda value: isinstance(value, list) and all(isinstance(v, bytes) for v in value))
    return attrs


def _demand(attrs: Mapping[str, Any], key: str, holds: Callable[[Any], bool]) -> None:
    if key not in attrs:
        raise ValueError(f"it has no attribute '{key}'")
    if not holds(attrs[key]):
        raise ValueError(f"its attribute '{key}' is {_shown(attrs[key])}")


def _is_list_of_types(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, DType) for item in value)


def _shown(value: Any) -> str:
    text = value.name if isinstance(value, DType) else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def check_input(node: NodeDef, text: str, source: NodeDef, gives: Sequence[DType], wanted: DType) -> None:
    """Whether an input that another node of the definition gives is there and of the type that is wanted."""
    index = text.partition(":")[2] or "0"
    if index not in map(str, range(len(gives))):
        raise wrong(node, f"'{text}' is not there: '{source.name}' ({source.op}) has {len(gives)} outputs")
    found = gives[int(index)].base_dtype
    if found is not wanted:
        raise incompatible(node.name, found, text, wanted)


def incompatible(name: str, found: DType, source: str, wanted: DType) -> ValueError:
    """The error about an input of another type."""
    return ValueError(
        f"Input of node '{name}' was passed {found.name} from '{source}', incompatible with expected {wanted.name}."
    )


def wrong(node: NodeDef, why: str) -> ValueError:
    """The error about a node."""
    return ValueError(f"Node '{node.name}' ({node.op}): {why}")
