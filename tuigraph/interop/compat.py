"""`tf.compat`, versions, and the switches between TensorFlow 1 and 2."""

from __future__ import annotations

import numbers
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.interop.graph_def import PRODUCER
from tuigraph.interop.meta_graph import SPOKEN_VERSION

v1 = sys.modules["tuigraph"]  # all of tuigraph is TensorFlow 1

VERSION = SPOKEN_VERSION
GRAPH_DEF_VERSION = PRODUCER
GRAPH_DEF_VERSION_MIN_CONSUMER = 0
GRAPH_DEF_VERSION_MIN_PRODUCER = 0

integral_types = (numbers.Integral, np.integer)
real_types = (numbers.Real, np.integer, np.floating)
complex_types = (numbers.Complex, np.number)
bytes_or_text_types = (bytes, str)


def as_bytes(bytes_or_text: Any, encoding: str = "utf-8") -> bytes:
    """Text or bytes as bytes.  Raises TypeError for anything else."""
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, (bytes, bytearray)):
        return bytes(bytes_or_text)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


def as_text(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """Text or bytes as text.  Raises TypeError for anything else."""
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(encoding)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


as_str = as_text


def as_str_any(value: Any) -> str:
    """Text or bytes as text, and anything else by `str`."""
    return as_text(value) if isinstance(value, bytes) else str(value)


def path_to_str(path: Any) -> Any:
    return os.fspath(path) if hasattr(path, "__fspath__") else path


# ---------------------------------------------------------------- TensorFlow 2


def executing_eagerly() -> bool:
    """False: a graph is built, and runs in a session."""
    return False


def disable_v2_behavior() -> None:
    """Nothing: this is TensorFlow 1.  The single switches, such as `disable_eager_execution`, are the same."""


disable_eager_execution = disable_v2_behavior
disable_control_flow_v2 = disable_v2_behavior
disable_v2_tensorshape = disable_v2_behavior
disable_tensor_equality = disable_v2_behavior


def _refuse(name: str) -> Callable[..., None]:
    def enable(*args: Any, **kwargs: Any) -> None:
        raise NotImplementedError(
            f"tf.{name}() is not there: tuigraph is TensorFlow 1, where a graph is built first and then run in a "
            "session. Leave the call out."
        )

    return enable


enable_eager_execution = _refuse("enable_eager_execution")
enable_v2_behavior = _refuse("enable_v2_behavior")
enable_control_flow_v2 = _refuse("enable_control_flow_v2")
enable_v2_tensorshape = _refuse("enable_v2_tensorshape")
enable_tensor_equality = _refuse("enable_tensor_equality")
