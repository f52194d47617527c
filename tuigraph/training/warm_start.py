"""Variables that begin with the values of a checkpoint (`tf.train.init_from_checkpoint`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.build import apply
from tuigraph.engine.default_graph import device
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.engine.variables import Variable
from tuigraph.training import saver_nodes
from tuigraph.training.checkpoints import latest_checkpoint, load_checkpoint


def init_from_checkpoint(ckpt_dir_or_file: Any, assignment_map: Mapping[str, Any]) -> None:
    """Let variables begin with values of a checkpoint, when their initializers run (`tf.train.init_from_checkpoint`).

    `assignment_map`: from a name in the checkpoint to a variable, the list of its parts, or its name; or from a scope
    there to a scope here (``{"old/": "new/"}``, ``"/"`` for all), of which all variables are looked up.  Raises
    ValueError for what is not in the checkpoint, for another shape, and for a scope without its ``/``.
    """
    folder = os.fspath(ckpt_dir_or_file)
    path = latest_checkpoint(folder) if os.path.isdir(folder) else folder
    shapes_there = load_checkpoint(folder).get_variable_to_shape_map()
    made = get_default_graph().variables
    for name, wanted in sorted(assignment_map.items()):
        found = wanted if _is_variable(wanted) else _named(wanted, made)
        if found is None:
            _of_scope(name, wanted, made, shapes_there, path, folder)
            continue
        if name not in shapes_there:
            raise ValueError(f"Tensor {name} is not found in {folder} checkpoint {shapes_there}")
        if isinstance(found, Variable) and not shapes.compatible(found._shape, tuple(shapes_there[name])):
            raise ValueError(
                f"Shape of variable {found.name} ({shapes.text(found._shape)}) doesn't match with shape of tensor "
                f"{name} ({shapes_there[name]}) from checkpoint reader."
            )
        _begin_with(found, path, name)


def _is_variable(value: Any) -> bool:
    return isinstance(value, Variable) or (isinstance(value, list) and all(isinstance(v, Variable) for v in value))


def _named(name: str, made: Mapping[str, Any]) -> Any:
    """The variable of `get_variable` with that name, or the list of its parts; None where there is none."""
    if name in made:
        return made[name]
    parts: list[Variable] = []
    while f"{name}/part_{len(parts)}" in made:
        parts.append(made[f"{name}/part_{len(parts)}"])
    return parts or None


def _of_scope(
    there: str, here: str, made: Mapping[str, Any], shapes_there: Mapping[str, Any], path: Any, folder: str
) -> None:
    scope = here.rpartition("/")[0]
    if not there.endswith("/"):
        raise ValueError(
            f"Assignment map with scope only name {scope} should map to scope only {there}. Should be 'scope/': "
            "'other_scope/'."
        )
    for name in sorted({own.partition("/part_")[0] for own in made if not scope or own.startswith(scope + "/")}):
        inner = name[len(scope) :] if here == "/" else name[len(scope) :][1:]
        full = (inner if there == "/" else there + inner).removesuffix("/")
        if full not in shapes_there:
            raise ValueError(f"Tensor {full} ({name[len(scope) + 1 :]} in {there}) is not found in {folder} checkpoint")
        _begin_with(_named(name, made), path, full)


def _begin_with(found: Any, path: Any, name: str) -> None:
    if isinstance(found, Variable):
        _restored_by(found, path, name, "")
        return
    whole = None
    for variable in found:
        place = variable._save_slice_info
        if whole not in (None, place.full_name):
            raise ValueError(f"Slices must all be from the same tensor: {whole} != {place.full_name}")
        whole = place.full_name
        _restored_by(variable, path, name, place.spec)


def _restored_by(variable: Variable, path: Any, name: str, part: str) -> None:
    """Let a variable's initializer be what restores it."""
    dtype = variable.dtype.base_dtype
    with device(variable.device), device("/cpu:0"):
        value = apply("RestoreV2", path, [name], [part], dtypes=[dtype], name="checkpoint_initializer").outputs[0]
        reference = saver_nodes.saveables([variable])[0].reference
    made = saver_nodes.assign_restored(reference, value)
    value.set_shape(variable.shape)
    variable._begin_with(made if isinstance(made, Operation) else made.op, value)
