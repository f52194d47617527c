"""Hyperparameters of a program, each of one type, and read from text (`tf.contrib.training.HParams`)."""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Callable, Mapping
from typing import Any

_CLAUSE = re.compile(
    r"(?P<name>[a-zA-Z][\w\.]*)(\[\s*(?P<index>\d+)\s*\])?\s*=\s*((?P<val>[^,\[]*)|\[(?P<vals>[^\]]*)\])($|,\s*)"
)


def _unreadable(name: str, kind: type, value: Any, values: str) -> ValueError:
    return ValueError(f"Could not parse hparam '{name}' of type '{kind.__name__}' with value '{value}' in {values}")


def parse_values(values: str, type_map: Mapping[str, type], ignore_unknown: bool = False) -> dict[str, Any]:
    """``"a=1,b[2]=3.5,c=[1,2]"`` as a dictionary; entries of a list by index are a dictionary of their own.

    Raises ValueError for text of another form, an unknown name, a value of another type and a second one.
    """
    found: dict[str, Any] = {}
    place = 0
    while place < len(values):
        clause = _CLAUSE.match(values, place)
        if clause is None:
            raise ValueError(f"Malformed hyperparameter value: {values[place:]}")
        place = clause.end()
        name = clause["name"]
        if name in type_map:
            _read(clause, type_map[name], values, found)
        elif not ignore_unknown:
            raise ValueError(f"Unknown hyperparameter type for {name}")
    return found


def _read(clause: re.Match[str], kind: type, values: str, found: dict[str, Any]) -> None:
    name, index = clause["name"], clause["index"]
    parse: Callable[[str], Any] = _truth if kind is bool else kind
    twice = f"Multiple assignments to variable '{{}}' in {values}"
    if clause["vals"] is not None and index is not None:
        raise ValueError("Assignment of a list to a list index.")
    text = clause["vals"] if clause["val"] is None else clause["val"]
    try:
        value = parse(text) if clause["vals"] is None else [parse(e) for e in re.split("[ ,]", text) if e]
    except ValueError:
        raise _unreadable(name, kind, text, values) from None
    if index is None:
        if name in found:
            raise ValueError(twice.format(name))
        found[name] = value
        return
    entries = found.setdefault(name, {})
    if not isinstance(entries, dict):
        raise ValueError(twice.format(name))
    if int(index) in entries:
        raise ValueError(twice.format(f"{name}[{index}]"))
    entries[int(index)] = value


def _truth(text: str) -> bool:
    if text in ("true", "True"):
        return True
    return False if text in ("false", "False") else bool(int(text))


def _as_type(name: str, kind: type, value: Any) -> Any:
    """A value in the type of a hyperparameter.  Raises ValueError where it is of another sort."""
    if type(value) is kind or issubclass(kind, type(None)):
        return value
    text = (str, bytes)
    if (
        (issubclass(kind, text) and not isinstance(value, text))
        or issubclass(kind, bool) != isinstance(value, bool)
        or (issubclass(kind, numbers.Integral) and not isinstance(value, numbers.Integral))
        or (issubclass(kind, numbers.Number) and not isinstance(value, numbers.Number))
    ):
        raise ValueError(f"Could not cast hparam '{name}' of type '{kind}' from value {value!r}")
    convert: Callable[[Any], Any] = kind
    return convert(value)


class HParams:
    """Hyperparameters as attributes; a value that is set later is of the type of the first
    (`tf.contrib.training.HParams`).

    A list has entries of one type.  Raises ValueError for an empty list and for a name that the class itself has.
    """

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        if hparam_def is not None:
            raise ValueError("tuigraph has no HParamDef: give the values by their names, or parse_json.")
        self._hparam_types: dict[str, tuple[type, bool]] = {}
        self._model_structure = model_structure
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def add_hparam(self, name: str, value: Any) -> None:
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        several = isinstance(value, (list, tuple))
        if several and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = (type(value[0] if isinstance(value, (list, tuple)) else value), several)
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Raises KeyError for an unknown name, ValueError for a value of another sort."""
        kind, several = self._hparam_types[name]
        if isinstance(value, list):
            if not several:
                raise ValueError(f"Must not pass a list for single-valued parameter: {name}")
            setattr(self, name, [_as_type(name, kind, v) for v in value])
        elif several:
            raise ValueError(f"Must pass a list for multi-valued parameter: {name}.")
        else:
            setattr(self, name, _as_type(name, kind, value))

    def del_hparam(self, name: str) -> None:
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values: str) -> HParams:
        """Set what a text such as ``"rate=0.1,sizes=[3,4]"`` says.  Raises what `parse_values` does."""
        return self.override_from_dict(
            parse_values(values, {name: kind for name, (kind, _) in self._hparam_types.items()})
        )

    def override_from_dict(self, values_dict: Mapping[str, Any]) -> HParams:
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    set_from_map = override_from_dict

    def set_model_structure(self, model_structure: Any) -> None:
        self._model_structure = model_structure

    def get_model_structure(self) -> Any:
        return self._model_structure

    def to_json(self, indent: Any = None, separators: Any = None, sort_keys: bool = False) -> str:
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def parse_json(self, values_json: str) -> HParams:
        return self.override_from_dict(json.loads(values_json))

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of that name, or the default.  Raises ValueError for a default of another sort."""
        if key not in self._hparam_types:
            return default
        if default is not None:
            kind, several = self._hparam_types[key]
            wrong = (
                f"Hparam '{key}' of type '{f'list<{kind}>' if several else kind}' is incompatible with "
                f"default={default}"
            )
            if several != isinstance(default, list):
                raise ValueError(wrong)
            try:
                for value in default if several else [default]:
                    _as_type(key, kind, value)
            except ValueError as error:
                raise ValueError(f"{wrong}. {error}") from None
        return getattr(self, key)

    def __contains__(self, key: str) -> bool:
        return key in self._hparam_types

    def __str__(self) -> str:
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({sorted(self.values().items())})"
