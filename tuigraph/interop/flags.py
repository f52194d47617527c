"""`tf.flags`: a script's command-line flags, by the absl package, which TensorFlow 1 uses as well.

`FLAGS` reads the command line when a flag is first asked for.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

from absl import flags as absl_flags

absl_flags.disclaim_key_flags()  # a flag belongs to the script that defines it through this module

_OLD_NAMES = {"flag_name": "name", "default_value": "default", "docstring": "help"}


def _defining(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def define(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **{_OLD_NAMES.get(key, key): value for key, value in kwargs.items()})

    return define


DEFINE_string = _defining(absl_flags.DEFINE_string)
DEFINE_integer = _defining(absl_flags.DEFINE_integer)
DEFINE_float = _defining(absl_flags.DEFINE_float)
DEFINE_boolean = DEFINE_bool = _defining(absl_flags.DEFINE_boolean)
DEFINE_enum = _defining(absl_flags.DEFINE_enum)
DEFINE_list = _defining(absl_flags.DEFINE_list)
DEFINE_multi_string = _defining(absl_flags.DEFINE_multi_string)
DEFINE_multi_integer = _defining(absl_flags.DEFINE_multi_integer)
DEFINE_multi_float = _defining(absl_flags.DEFINE_multi_float)
DEFINE_multi_enum = _defining(absl_flags.DEFINE_multi_enum)
DEFINE_alias = _defining(absl_flags.DEFINE_alias)
mark_flag_as_required = absl_flags.mark_flag_as_required
mark_flags_as_required = absl_flags.mark_flags_as_required
register_validator = absl_flags.register_validator
Error = absl_flags.Error


class _Flags:
    """The values of the flags, as attributes."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if not absl_flags.FLAGS.is_parsed():
            absl_flags.FLAGS(sys.argv)
        return getattr(absl_flags.FLAGS, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(absl_flags.FLAGS, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return absl_flags.FLAGS(*args, **kwargs)

    def __iter__(self) -> Any:
        return iter(absl_flags.FLAGS)

    def __getitem__(self, name: str) -> Any:
        return absl_flags.FLAGS[name]


FLAGS = _Flags()
