"""What somebody wishes for every start: variables of the environment, and a file that stands in for them.

An option goes before the variable, the variable before the file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tuigraph.reading import contents
from tuigraph.words.catalogue import language_of, languages
from tuigraph.words.errors import SaidError, of_system, refused
from tuigraph.words.numbers import whole_number

VARIABLES = {
    "lang": "TUIGRAPH_LANG",
    "theme": "TUIGRAPH_THEME",
    "ascii": "TUIGRAPH_ASCII",
    "mouse": "TUIGRAPH_MOUSE",
    "tour": "TUIGRAPH_TOUR",
    "memory": "TUIGRAPH_MEMORY",
}
"""By what a wish is called in the file."""
SWITCHES = ("ascii", "mouse", "tour")
THEMES = ("dark", "light", "16")  # of ours
LEAST_MEMORY = 4  # MiB
PLACE = "TUIGRAPH_CONFIG"  # the variable that names another file
ON, OFF = "1", "0"
Check = Callable[[str], object]
_MEANS_YES, _MEANS_NO = {ON, "on", "yes", "true"}, {OFF, "off", "no", "false"}


def is_on(name: str, usual: bool = True, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a switch is on; `usual` where nobody has said anything."""
    value = environment.get(VARIABLES[name], "")
    return value.lower() not in _MEANS_NO if value else usual


def memory(environment: Mapping[str, str] = os.environ) -> int:
    """The bytes that somebody gives to the past, in MiB; 0 where nobody has said anything.

    Raises SaidError for what is no number, or too small.
    """
    text = environment.get(VARIABLES["memory"], "")
    number = whole_number(text or "0")
    if number is None or (text and number < LEAST_MEMORY):
        raise refused("no_memory", value=text, least=LEAST_MEMORY)
    return number << 20


def wish(name: str, value: object, other_theme: Check) -> None:
    """What an option says goes before what was there, here and in what this program starts.

    Raises SaidError for what there is not.
    """
    text = _as_variable(value)
    _check(name, text, other_theme)
    os.environ[VARIABLES[name]] = text


def check_variables(other_theme: Check) -> None:
    """Raises SaidError for a variable that wishes what there is not."""
    for name, variable in VARIABLES.items():
        try:
            _check(name, os.environ.get(variable, ""), other_theme)
        except SaidError as error:
            raise refused("variable_wrong", variable=variable, why=error.said) from None


def _check(name: str, value: str, other_theme: Check) -> None:
    """Raises SaidError for a wish, as a variable says it, that cannot be granted; "" is none.

    `other_theme` does so for what is no theme of ours: only the screens know more.
    """
    if not value:
        return
    if name in SWITCHES and value.lower() not in _MEANS_YES | _MEANS_NO:
        raise refused("no_switch", value=value)
    if name == "lang" and not language_of(value):
        raise refused("no_language", value=value, names=", ".join(languages()))
    if name == "theme" and value not in THEMES:
        other_theme(value)
    if name == "memory":
        memory({VARIABLES[name]: value})


def configuration_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the file lies: ``config.toml`` where the system keeps such, unless TUIGRAPH_CONFIG says another."""
    if named := environment.get(PLACE):
        return Path(named).expanduser()
    home = environment.get("XDG_CONFIG_HOME", "").strip()
    if os.path.isabs(home):
        return Path(home, "tuigraph", "config.toml")
    import platformdirs

    return platformdirs.user_config_path("tuigraph", appauthor=False) / "config.toml"


def load_configuration(other_theme: Check = str) -> None:
    """Make what the file wishes a part of the environment, where that is silent.

    Raises SaidError for a file that cannot be read, is no TOML, or wishes what there is not.
    """
    path = configuration_file()
    try:
        data = contents(path)
    except OSError as error:
        if isinstance(error, (FileNotFoundError, NotADirectoryError)) and not os.environ.get(PLACE):
            return
        raise refused("config_unread", path=str(path), why=of_system(error)) from None
    for name, value in _wishes(path, data, other_theme).items():
        os.environ.setdefault(VARIABLES[name], _as_variable(value))


def _wishes(path: Path, data: bytes, other_theme: Check) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        wishes = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refused("config_no_toml", path=str(path), why=str(error)) from None
    for name, value in wishes.items():
        if name not in VARIABLES:
            names = ", ".join(VARIABLES)
            if near := get_close_matches(name, VARIABLES, 1):
                raise refused("config_unknown_near", path=str(path), name=name, near=near[0], names=names)
            raise refused("config_unknown", path=str(path), name=name, names=names)
        if name in SWITCHES and not isinstance(value, bool):
            raise refused("config_no_switch", path=str(path), name=name, value=repr(value))
        if name == "memory" and type(value) is not int:
            raise refused("config_no_number", path=str(path), name=name, value=repr(value))
        if name not in (*SWITCHES, "memory") and not isinstance(value, str):
            raise refused("config_no_text", path=str(path), name=name, value=repr(value))
        try:
            _check(name, _as_variable(value), other_theme)
        except SaidError as error:
            raise refused("config_wrong", path=str(path), why=error.said) from None
    return wishes


def _as_variable(value: object) -> str:
    return str(value) if not isinstance(value, bool) else ON if value else OFF
