"""``import tensorflow`` as another name of tuigraph, for scripts that were written for TensorFlow 1.

``install`` puts a finder before all others.  It answers for ``tensorflow``, ``tensorflow.compat.v1``, their public
submodules and the ``tensorflow.python`` modules that scripts import from, with modules that look each name up in
tuigraph.  A name that is not there raises an error which says so and names the nearest one.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import tuigraph
from tuigraph import absent

ROOT = "tensorflow"
_SPAWNED = str(Path(__file__).with_name("spawned"))
OURS = ":"  # begins a place that is a module of ours, for names that the public API does not have

# Where the names of a private module are found in the public API: the first namespace that has the name wins.
PRIVATE: dict[str, tuple[str, ...]] = {
    "contrib.framework.python": ("contrib.framework",),
    "contrib.framework.python.ops": ("contrib.framework",),
    "contrib.framework.python.ops.arg_scope": ("contrib.framework",),
    "contrib.framework.python.ops.variables": ("contrib.framework",),
    "contrib.layers.python": ("contrib.layers",),
    "contrib.layers.python.layers": ("contrib.layers",),
    "contrib.layers.python.layers.initializers": ("contrib.layers",),
    "contrib.layers.python.layers.layers": ("contrib.layers",),
    "contrib.layers.python.layers.regularizers": ("contrib.layers",),
    "contrib.layers.python.layers.utils": ("contrib.layers.utils",),
    "contrib.learn.python": ("contrib.learn",),
    "contrib.learn.python.learn": ("contrib.learn",),
    "contrib.learn.python.learn.datasets": ("contrib.learn.datasets",),
    "contrib.learn.python.learn.datasets.mnist": ("contrib.learn.datasets.mnist",),
    "contrib.tensorboard.plugins.projector.projector_config_pb2": ("contrib.tensorboard.plugins.projector",),
    "core": ("",),
    "core.example": ("",),
    "core.example.example_pb2": ("train",),
    "core.example.feature_pb2": ("train",),
    "python": ("",),
    "python.client": ("",),
    "python.client.session": ("",),
    "python.client.timeline": (":interop.timeline",),
    "python.framework": ("",),
    "python.framework.constant_op": ("",),
    "python.framework.dtypes": ("dtypes", ""),
    "python.framework.errors": ("errors",),
    "python.framework.graph_util": ("graph_util",),
    "python.framework.graph_util_impl": ("graph_util",),
    "python.framework.ops": ("",),
    "python.framework.random_seed": ("",),
    "python.framework.tensor_shape": ("", ":training.private_names"),
    "python.framework.tensor_util": ("contrib.util", ""),
    "python.layers": ("layers",),
    "python.layers.core": ("layers",),
    "python.layers.base": ("layers",),
    "python.layers.convolutional": ("layers",),
    "python.layers.layers": ("layers",),
    "python.layers.normalization": ("layers",),
    "python.layers.pooling": ("layers",),
    "python.layers.utils": (":training.private_names",),
    "python.lib": ("",),
    "python.lib.io": ("",),
    "python.lib.io.file_io": ("gfile",),
    "python.lib.io.tf_record": ("python_io",),
    "python.ops": ("",),
    "python.ops.array_ops": ("",),
    "python.ops.check_ops": ("",),
    "python.ops.clip_ops": ("",),
    "python.ops.control_flow_ops": ("",),
    "python.ops.data_flow_ops": ("",),
    "python.ops.gradient_checker": ("test",),
    "python.ops.gradients": ("",),
    "python.ops.gradients_impl": ("",),
    "python.ops.init_ops": ("initializers", ""),
    "python.ops.io_ops": ("",),
    "python.ops.linalg_ops": ("linalg", ""),
    "python.ops.logging_ops": ("",),
    "python.ops.losses": ("losses",),
    "python.ops.losses.losses": ("losses",),
    "python.ops.lookup_ops": ("contrib.lookup", "lookup", ""),
    "python.ops.math_ops": ("", "math"),
    "python.ops.nn": ("nn",),
    "python.ops.nn_ops": ("nn", ""),
    "python.ops.random_ops": ("", "random"),
    "python.ops.rnn": ("nn",),
    "python.ops.rnn_cell": ("nn.rnn_cell",),
    "python.ops.rnn_cell_impl": ("nn.rnn_cell",),
    "python.ops.script_ops": ("",),
    "python.ops.state_ops": ("",),
    "python.ops.string_ops": ("strings", ""),
    "python.ops.variable_scope": ("",),
    "python.ops.variables": ("",),
    "python.platform": ("",),
    "python.platform.app": ("app",),
    "python.platform.flags": ("flags",),
    "python.platform.gfile": ("gfile",),
    "python.platform.test": ("test",),
    "python.platform.tf_logging": ("logging",),
    "python.saved_model": ("saved_model",),
    "python.saved_model.builder": ("saved_model.builder",),
    "python.saved_model.loader": ("saved_model.loader",),
    "python.saved_model.signature_constants": ("saved_model.signature_constants",),
    "python.saved_model.signature_def_utils": ("saved_model.signature_def_utils",),
    "python.saved_model.tag_constants": ("saved_model.tag_constants",),
    "python.saved_model.utils": ("saved_model.utils",),
    "python.summary": ("summary",),
    "python.summary.summary": ("summary",),
    "python.summary.writer": ("summary",),
    "python.summary.writer.writer": ("summary",),
    "python.training": ("train",),
    "python.training.adam": ("train",),
    "python.training.checkpoint_management": ("train",),
    "python.training.coordinator": ("train",),
    "python.training.gradient_descent": ("train",),
    "python.training.input": ("train",),
    "python.training.learning_rate_decay": ("train",),
    "python.training.momentum": ("train",),
    "python.training.moving_averages": ("train",),
    "python.training.optimizer": ("train",),
    "python.training.queue_runner": ("train",),
    "python.training.saver": ("train",),
    "python.training.training": ("train",),
    "python.training.training_util": ("train",),
    "python.util": ("",),
    "python.util.compat": ("compat",),
    "python.util.nest": ("contrib.framework.nest",),
}


def install() -> None:
    """From now on ``import tensorflow`` gives tuigraph, even where a real TensorFlow is installed.

    So it does in processes that `multiprocessing` spawns, which find it by `sys.path`.
    """
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    if _SPAWNED not in sys.path:
        sys.path.insert(1, _SPAWNED)


class _Alias(ModuleType):
    """A module of TensorFlow whose names come from namespaces of tuigraph."""

    def __init__(self, name: str, namespaces: Sequence[Any]) -> None:
        super().__init__(name, f"tuigraph under the name of {name}.")
        self.__path__: list[str] = []
        self._namespaces = namespaces

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return dir(self)
        for namespace in self._namespaces:
            try:
                value = getattr(namespace, name)
            except AttributeError:
                continue
            if isinstance(value, ModuleType):
                value = _Alias(f"{self.__name__}.{name}", [value])
            self.__dict__[name] = value
            return value
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        raise AttributeError(
            f"module '{self.__name__}' has no attribute '{name}': tuigraph does not have it."
            + absent.advice(".".join(filter(None, ["tf", inner_name(self.__name__), name])), dir(self))
        )

    def __dir__(self) -> list[str]:
        found = {name for namespace in self._namespaces for name in dir(namespace)}
        return sorted(name for name in found if not name.startswith("_"))


class _Finder(MetaPathFinder, Loader):
    """Finds and makes the modules named ``tensorflow`` and below."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] != ROOT:
            return None
        if not _namespaces(fullname):
            raise _missing(fullname)
        return ModuleSpec(fullname, self, origin="tuigraph", is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Alias(spec.name, _namespaces(spec.name))

    def exec_module(self, module: ModuleType) -> None:
        pass  # a module's names are looked up when they are asked for


def inner_name(fullname: str) -> str:
    """``tensorflow.compat.v1.nn`` -> ``nn``"""
    inner = fullname[len(ROOT) + 1 :]
    for prefix in ("compat.v1", "_api.v1"):
        if inner == prefix or inner.startswith(prefix + "."):
            return inner[len(prefix) + 1 :]
    return inner


def _namespaces(fullname: str) -> list[Any]:
    """The parts of tuigraph where the names of a module are found; empty when there is no such module."""
    inner = inner_name(fullname)
    if inner == "compat":
        return [tuigraph]
    found = (_resolve(place) for place in PRIVATE.get(inner, (inner,)))
    return [namespace for namespace in found if namespace is not None]


def _resolve(place: str) -> Any:
    if place.startswith(OURS):
        return importlib.import_module(f"{tuigraph.__name__}.{place[1:]}")
    namespace: Any = tuigraph
    for part in place.split(".") if place else ():
        namespace = getattr(namespace, part, None)
    return namespace if isinstance(namespace, ModuleType) else None


def _missing(fullname: str) -> ModuleNotFoundError:
    parent = fullname.rpartition(".")[0]
    below = len(parent) + 1
    known = [f"{ROOT}.{inner}"[below:] for inner in PRIVATE if f"{ROOT}.{inner}".startswith(parent + ".")]
    module = sys.modules.get(parent)
    known += dir(module) if module else []
    # No `name` is set: with one, `from tensorflow import x` would hide this message behind its own.
    advice = absent.advice(f"tf.{inner_name(fullname)}", known)
    return ModuleNotFoundError(f"'{fullname}' is not there: tuigraph does not have it.{advice}")
