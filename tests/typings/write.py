"""Writes the stubs beside this file from the descriptors: ``python -m tests.typings.write``.

Enums are int, as the messages give them.  A field of a message in a file that has no stub here is a `Message`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGE = "tensorboard.compat.proto"
FOLDER = Path(__file__).parent / PACKAGE.replace(".", "/")
FILES = (
    "attr_value",
    "cluster",
    "config",
    "event",
    "graph",
    "histogram",
    "meta_graph",
    "node_def",
    "saver",
    "summary",
    "tensor",
    "tensor_shape",
    "variable",
    "versions",
)
_WHOLE, _REAL = range(3, 19), (1, 2)  # numbers of scalar types; those below are apart
_APART = {8: "bool", 9: "str", 11: "", 12: "bytes"}


def stub(name: str) -> str:
    """The stub of one file."""
    file = import_module(f"{PACKAGE}.{name}_pb2").DESCRIPTOR
    used: set[str] = set()
    body = [line for message in file.message_types_by_name.values() for line in _message(message, file, used)]
    values = [value.name for enum in file.enum_types_by_name.values() for value in enum.values]
    body += [f"{value}: int" for value in values]
    body += ["DESCRIPTOR: Named"]
    for other in file.public_dependencies:
        body += [f"from {PACKAGE}.{_stem(other)}_pb2 import {name} as {name}" for name in other.message_types_by_name]
    others = [f"from {PACKAGE} import {other}_pb2" for other in sorted(used)]
    text = "\n".join(body)
    names = [name for name in ("Map", "Message", "Messages", "Named", "Scalars") if re.search(rf"\b{name}\b", text)]
    own = f"from {PACKAGE}._message import {', '.join(names)}"
    taken = [name for name in ("Iterable", "Mapping") if f" {name}[" in text]
    abstract = [f"from collections.abc import {', '.join(taken)}", ""] if taken else []
    return "\n".join([*abstract, *others, own, "", *body, ""])


def _message(message: Any, file: Any, used: set[str], indent: str = "") -> Iterator[str]:
    yield f"{indent}class {message.name}(Message):"
    within = indent + "    "
    for nested in message.nested_types:
        if not nested.GetOptions().map_entry:
            yield from _message(nested, file, used, within)
    for enum in message.enum_types:
        yield from (f"{within}{value.name}: int" for value in enum.values)
    given = []
    for field in message.fields:
        kind, taken = _types(field, file, used)
        mutable = kind.startswith(("Map[", "Messages[", "Scalars[")) or field.message_type is not None
        if mutable:
            yield f"{within}@property"
            yield f"{within}def {field.name}(self) -> {kind}: ..."
        else:
            yield f"{within}{field.name}: {kind}"
        given.append(f"{field.name}: {taken} | None = ...")
    yield f"{within}def __init__(self{', *, ' if given else ''}{', '.join(given)}) -> None: ..."


def _types(field: Any, file: Any, used: set[str]) -> tuple[str, str]:
    """The type of a field, and of what a constructor takes for it."""
    message = field.message_type
    if message is not None and message.GetOptions().map_entry:
        key, value = (_one(message.fields_by_name[part], file, used) for part in ("key", "value"))
        return f"Map[{key}, {value}]", f"Mapping[{key}, {value}]"
    one = _one(field, file, used)
    if not _repeated(field):
        return one, one
    return (f"Messages[{one}]" if message is not None else f"Scalars[{one}]"), f"Iterable[{one}]"


def _repeated(field: Any) -> bool:
    known = getattr(field, "is_repeated", None)  # newer releases of protobuf warn of `label`
    return bool(field.label == 3 if known is None else known)


def _one(field: Any, file: Any, used: set[str]) -> str:
    if field.message_type is None:
        return _APART.get(field.type) or ("float" if field.type in _REAL else "int")
    message = field.message_type
    stem = _stem(message.file)
    name: str = message.full_name.removeprefix(message.file.package + ".")
    if message.file.name == file.name:
        return name
    if stem not in FILES:
        return "Message"
    used.add(stem)
    return f"{stem}_pb2.{name}"


def _stem(file: Any) -> str:
    name: str = file.name.rpartition("/")[2]
    return name.removesuffix(".proto")


if __name__ == "__main__":
    for each in FILES:
        (FOLDER / f"{each}_pb2.pyi").write_text(stub(each))
