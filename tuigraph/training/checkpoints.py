"""Checkpoints as files: which there are, the list of the latest ones beside them, and what is in one.

The list is the text file `checkpoint` in the folder, a CheckpointState as TensorFlow writes it.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
from collections.abc import Iterable
from typing import Any

from google.protobuf import text_format

from tuigraph.engine import dtypes, errors
from tuigraph.interop import log
from tuigraph.interop.protos import CheckpointState
from tuigraph.reading import text_of
from tuigraph.training import bundle, bundle_writer, first_version
from tuigraph.training.saving import missing_key

# ---------------------------------------------------------------- the list of the latest ones


def get_checkpoint_state(checkpoint_dir: Any, latest_filename: str | None = None) -> Any:
    """The CheckpointState of a folder, its paths as they are from here; None when there is none that can be read.

    `model_checkpoint_path` is the latest checkpoint, `all_model_checkpoint_paths` those that are kept, oldest first.
    Raises ValueError for one without `model_checkpoint_path`.
    """
    folder = os.fspath(checkpoint_dir)
    path = _state_file(folder, latest_filename)
    state = CheckpointState()
    try:
        text_format.Merge(text_of(path), state)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, text_format.ParseError) as error:
        log.warning("%s: Checkpoint ignored: %s", path, error)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(f"Invalid checkpoint state loaded from {folder}")
    state.model_checkpoint_path = os.path.join(folder, state.model_checkpoint_path)
    for i, kept in enumerate(state.all_model_checkpoint_paths):
        state.all_model_checkpoint_paths[i] = os.path.join(folder, kept)
    return state


def latest_checkpoint(checkpoint_dir: Any, latest_filename: str | None = None) -> str | None:
    """The path of the latest checkpoint of a folder, to be restored; None when there is none."""
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    if checkpoint_exists(state.model_checkpoint_path):
        return str(state.model_checkpoint_path)
    log.error("Couldn't match files for checkpoint %s", state.model_checkpoint_path)
    return None


def generate_checkpoint_state_proto(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Iterable[str] | None = None,
    all_model_checkpoint_timestamps: Iterable[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> Any:
    """A CheckpointState with paths that are relative to `save_dir`, where that is relative itself.

    Raises ValueError when there are not as many timestamps as paths.
    """
    paths = list(all_model_checkpoint_paths or [])
    if not paths or paths[-1] != model_checkpoint_path:
        paths.append(model_checkpoint_path)
    times = list(all_model_checkpoint_timestamps or [])
    if times and len(times) != len(paths):
        raise ValueError(
            "Checkpoint timestamps, if provided, must match checkpoint paths "
            f"(got paths {paths} and timestamps {times})"
        )
    if not os.path.isabs(save_dir):
        model_checkpoint_path, *paths = (_relative(p, save_dir) for p in (model_checkpoint_path, *paths))
    return CheckpointState(
        model_checkpoint_path=model_checkpoint_path,
        all_model_checkpoint_paths=paths,
        all_model_checkpoint_timestamps=times,
        last_preserved_timestamp=last_preserved_timestamp,
    )


def update_checkpoint_state(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Iterable[str] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Iterable[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> None:
    """Write the list of a folder's latest checkpoints.

    Raises RuntimeError when a checkpoint has the list's own path.
    """
    state = generate_checkpoint_state_proto(
        save_dir,
        model_checkpoint_path,
        all_model_checkpoint_paths,
        all_model_checkpoint_timestamps,
        last_preserved_timestamp,
    )
    path = _state_file(save_dir, latest_filename)
    if path == state.model_checkpoint_path:
        raise RuntimeError(
            f"Save path '{model_checkpoint_path}' conflicts with path used for checkpoint state. "
            "Please use a different save path."
        )
    bundle_writer.publish(path, [text_format.MessageToString(state).encode()])


def _state_file(folder: str, latest_filename: str | None) -> str:
    return os.path.join(folder, latest_filename or "checkpoint")


def _relative(path: str, folder: str) -> str:
    return path if os.path.isabs(path) else os.path.relpath(path, folder or os.curdir)


# ---------------------------------------------------------------- files of a checkpoint


def checkpoint_exists(checkpoint_prefix: Any) -> bool:
    """Whether there is a checkpoint of that path."""
    return bundle.exists(os.fspath(checkpoint_prefix))


def get_checkpoint_mtimes(checkpoint_prefixes: Iterable[str]) -> list[float]:
    """When each checkpoint was written, in seconds since 1970; those that are not there are left out."""
    return [os.stat(_first_file(p)).st_mtime for p in checkpoint_prefixes if checkpoint_exists(p)]


def _first_file(prefix: str) -> str:
    index = bundle.index_file(prefix)
    return index if os.path.isfile(index) else first_version.files(prefix)[0]


def remove_checkpoint(
    checkpoint_prefix: str, checkpoint_format_version: Any = None, meta_graph_suffix: str = "meta"
) -> None:
    """Delete the files of a checkpoint, its graph included; index first, so that no half of one is taken for a whole.

    `checkpoint_format_version` is accepted: the files say which one theirs is.
    """
    data = first_version.files(checkpoint_prefix) + glob.glob(glob.escape(checkpoint_prefix) + ".data-?????-of-?????")
    for path in (f"{checkpoint_prefix}.index", *data, meta_graph_filename(checkpoint_prefix, meta_graph_suffix)):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def meta_graph_filename(checkpoint_filename: str, meta_graph_suffix: str = "meta") -> str:
    """Where the graph of a checkpoint is kept, beside it."""
    return re.sub(r"-[\d\?]+-of-\d+$", "", checkpoint_filename) + "." + meta_graph_suffix


# ---------------------------------------------------------------- what is in one


class CheckpointReader:
    """The variables of one checkpoint (`tf.train.NewCheckpointReader`).  NotFoundError when it is not there.

    Shapes and dtypes are read at once, a value when it is asked for.
    """

    def __init__(self, filepattern: Any) -> None:
        self._prefix = os.fspath(filepattern)
        self._entries = bundle.entries(self._prefix)

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        return {name: list(entry.shape) for name, entry in self._entries.items()}

    def get_variable_to_dtype_map(self) -> dict[str, dtypes.DType]:
        return {name: entry.dtype for name, entry in self._entries.items()}

    def has_tensor(self, tensor_str: str) -> bool:
        return tensor_str in self._entries

    def get_tensor(self, tensor_str: str) -> Any:
        """The value of a variable.  NotFoundError when there is none of that name, DataLossError when it is damaged."""
        if tensor_str not in self._entries:
            raise errors.NotFoundError(None, None, missing_key(tensor_str, self._prefix, self._entries))
        value = bundle.values(self._prefix, {tensor_str: self._entries[tensor_str]})[tensor_str]
        return value if value.ndim else value[()]

    def debug_string(self) -> bytes:
        """One line per variable: name, dtype, shape."""
        lines = (
            f"{name} (DT_{_proto_name(entry.dtype)}) {list(entry.shape)}".replace(", ", ",")
            for name, entry in sorted(self._entries.items())
        )
        return "".join(line + "\n" for line in lines).encode()


def _proto_name(dtype: dtypes.DType) -> str:
    return {"float32": "FLOAT", "float64": "DOUBLE", "float16": "HALF"}.get(dtype.name, dtype.name.upper())


def load_checkpoint(ckpt_dir_or_file: Any) -> CheckpointReader:
    """A reader of a checkpoint, or of the latest of a folder.

    Raises ValueError when the folder has none, NotFoundError when there is no such checkpoint.
    """
    path = os.fspath(ckpt_dir_or_file)
    if os.path.isdir(path):
        latest = latest_checkpoint(path)
        if latest is None:
            raise ValueError(f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}")
        path = latest
    return CheckpointReader(path)


def load_variable(ckpt_dir_or_file: Any, name: str) -> Any:
    """The value of a variable in a checkpoint; `name` may end in ``:0``."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name[:-2] if name.endswith(":0") else name)


def list_variables(ckpt_dir_or_file: Any) -> list[tuple[str, list[int]]]:
    """Name and shape of each variable in a checkpoint, by name."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())
