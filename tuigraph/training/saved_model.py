"""Saved models: a folder with graphs, their signatures, the values of variables and files (`tf.saved_model`)."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from google.protobuf import text_format
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import DecodeError
from tensorboard.compat.proto import meta_graph_pb2

from tuigraph.engine import dtypes
from tuigraph.engine.default_graph import add_to_collection, get_collection
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph
from tuigraph.engine.initialization import global_variables_initializer, local_variables_initializer
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.lookup import tables_initializer
from tuigraph.engine.ops.flow import group
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import as_tuple
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.engine.system_errors import as_tensorflow
from tuigraph.interop import gfile, log
from tuigraph.interop.graph_def import shape_proto
from tuigraph.interop.protos import SavedModel
from tuigraph.interop.variable_def import prepend_name_scope
from tuigraph.reading import contents
from tuigraph.training.graph_io import write_proto
from tuigraph.training.meta_graph import import_meta_graph
from tuigraph.training.saver import Saver

SignatureDef = meta_graph_pb2.SignatureDef
TensorInfo = meta_graph_pb2.TensorInfo

SAVED_MODEL_SCHEMA_VERSION = 1
SAVED_MODEL_FILENAME_PB = "saved_model.pb"
SAVED_MODEL_FILENAME_PBTXT = "saved_model.pbtxt"
ASSETS_DIRECTORY = "assets"
ASSETS_KEY = "saved_model_assets"
LEGACY_INIT_OP_KEY = "legacy_init_op"
MAIN_OP_KEY = "saved_model_main_op"
VARIABLES_DIRECTORY = "variables"
VARIABLES_FILENAME = "variables"

SERVING = "serve"
TRAINING = "train"
GPU = "gpu"
TPU = "tpu"

DEFAULT_SERVING_SIGNATURE_DEF_KEY = "serving_default"
CLASSIFY_INPUTS = "inputs"
CLASSIFY_METHOD_NAME = "tensorflow/serving/classify"
CLASSIFY_OUTPUT_CLASSES = "classes"
CLASSIFY_OUTPUT_SCORES = "scores"
PREDICT_INPUTS = "inputs"
PREDICT_METHOD_NAME = "tensorflow/serving/predict"
PREDICT_OUTPUTS = "outputs"
REGRESS_INPUTS = "inputs"
REGRESS_METHOD_NAME = "tensorflow/serving/regress"
REGRESS_OUTPUTS = "outputs"

_RESERVED = {"__saved_model_init_op": "initialization", "__saved_model_train_op": "the train op"}


# ---------------------------------------------------------------- signatures


def build_tensor_info(tensor: Any) -> Any:
    """The name, type and shape of a tensor, of a sparse one those of its parts (`tf.saved_model.build_tensor_info`)."""
    info = TensorInfo(dtype=tensor.dtype.base_dtype.type_enum, tensor_shape=shape_proto(as_tuple(tensor.get_shape())))
    if isinstance(tensor, SparseTensor):
        info.coo_sparse.values_tensor_name = tensor.values.name
        info.coo_sparse.indices_tensor_name = tensor.indices.name
        info.coo_sparse.dense_shape_tensor_name = tensor.dense_shape.name
    else:
        info.name = tensor.name
    return info


def get_tensor_from_tensor_info(tensor_info: Any, graph: Graph | None = None, import_scope: str | None = None) -> Any:
    """The tensor that a TensorInfo names.  Raises KeyError where there is none, ValueError without a name."""
    chosen = graph or get_default_graph()

    def named(name: str) -> Any:
        return chosen.get_tensor_by_name(prepend_name_scope(name, import_scope))

    encoding = tensor_info.WhichOneof("encoding")
    if encoding == "name":
        return named(tensor_info.name)
    if encoding == "coo_sparse":
        parts = tensor_info.coo_sparse
        return SparseTensor(
            named(parts.indices_tensor_name), named(parts.values_tensor_name), named(parts.dense_shape_tensor_name)
        )
    raise ValueError(f"Invalid TensorInfo.encoding: {encoding}")


def build_signature_def(inputs: Any = None, outputs: Any = None, method_name: str | None = None) -> Any:
    """A SignatureDef of TensorInfos (`tf.saved_model.build_signature_def`)."""
    made = SignatureDef(method_name=method_name)
    for place, given in ((made.inputs, inputs), (made.outputs, outputs)):
        for key, info in (given or {}).items():
            place[key].CopyFrom(info)
    return made


def predict_signature_def(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Any:
    """The signature of a prediction, of tensors by what they are called.  Raises ValueError where there are none."""
    for given, what in ((inputs, "inputs"), (outputs, "outputs")):
        if not given:
            raise ValueError(f"Prediction {what} cannot be None or empty.")
    return build_signature_def(_infos(inputs), _infos(outputs), PREDICT_METHOD_NAME)


def _infos(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: build_tensor_info(tensor) for key, tensor in given.items()}


def regression_signature_def(examples: Any, predictions: Any) -> Any:
    """The signature of a regression of serialized examples.  Raises ValueError for tensors of other types."""
    if predictions is None:
        raise ValueError("Regression predictions cannot be None.")
    inputs = {REGRESS_INPUTS: _examples(examples, "Regression")}
    outputs = {REGRESS_OUTPUTS: _typed(predictions, dtypes.float32, "Regression output must be a float Tensor.")}
    return build_signature_def(inputs, outputs, REGRESS_METHOD_NAME)


def classification_signature_def(examples: Any, classes: Any, scores: Any) -> Any:
    """The signature of a classification of serialized examples.  Raises ValueError for tensors of other types."""
    if classes is None and scores is None:
        raise ValueError("Classification classes and scores cannot both be None.")
    inputs = {CLASSIFY_INPUTS: _examples(examples, "Classification")}
    outputs = {}
    for key, tensor, kind, text in (
        (CLASSIFY_OUTPUT_CLASSES, classes, dtypes.string, "classes must be a string Tensor."),
        (CLASSIFY_OUTPUT_SCORES, scores, dtypes.float32, "scores must be a float Tensor."),
    ):
        if tensor is not None:
            outputs[key] = _typed(tensor, kind, f"Classification {text}")
    return build_signature_def(inputs, outputs, CLASSIFY_METHOD_NAME)


def _examples(examples: Any, what: str) -> Any:
    if examples is None:
        raise ValueError(f"{what} examples cannot be None.")
    if not isinstance(examples, Tensor):
        raise ValueError(f"{what} examples must be a string Tensor.")
    return _typed(examples, dtypes.string, f"{what} examples must be a string Tensor.")


def _typed(tensor: Any, kind: dtypes.DType, text: str) -> Any:
    if tensor.dtype.base_dtype is not kind:
        raise ValueError(text)
    return build_tensor_info(tensor)


def main_op() -> Operation:
    """Initializes variables and tables (`tf.saved_model.main_op.main_op`)."""
    return group(global_variables_initializer(), local_variables_initializer(), tables_initializer())


# ---------------------------------------------------------------- writing


class SavedModelBuilder:
    """Builds a saved model in a folder that is new or empty (`tf.saved_model.builder.SavedModelBuilder`).

    Raises AssertionError for a folder with something in it.
    """

    def __init__(self, export_dir: Any) -> None:
        self._export_dir = os.fspath(export_dir)
        if os.path.isdir(self._export_dir) and os.listdir(self._export_dir):
            raise AssertionError(
                "Export directory already exists, and isn't empty. Please choose a different export directory, or "
                f"delete all the contents of the specified directory: {self._export_dir}"
            )
        gfile.makedirs(self._export_dir)
        self._meta_graphs: list[Any] = []
        self._has_saved_variables = False

    def add_meta_graph_and_variables(
        self,
        sess: Any,
        tags: Iterable[str],
        signature_def_map: Mapping[str, Any] | None = None,
        assets_collection: Any = None,
        legacy_init_op: Any = None,
        clear_devices: bool = False,
        main_op: Any = None,
        strip_default_attrs: bool = False,
        saver: Any = None,
    ) -> None:
        """Add the graph with its signatures under some tags, and the values of its variables in a session.

        Raises AssertionError for a second time and for signatures that say too little, KeyError for a reserved name.
        """
        if self._has_saved_variables:
            raise AssertionError(
                "Graph state including variables and assets has already been saved. Please invoke `add_meta_graph()` "
                "instead."
            )
        made = self._prepared(signature_def_map, assets_collection, main_op or legacy_init_op, saver)
        folder = os.path.join(self._export_dir, VARIABLES_DIRECTORY)
        gfile.makedirs(folder)
        made.save(sess, os.path.join(folder, VARIABLES_FILENAME), write_meta_graph=False, write_state=False)
        self._add(made, tags, signature_def_map, clear_devices, strip_default_attrs)
        self._has_saved_variables = True

    def add_meta_graph(
        self,
        tags: Iterable[str],
        signature_def_map: Mapping[str, Any] | None = None,
        assets_collection: Any = None,
        legacy_init_op: Any = None,
        clear_devices: bool = False,
        main_op: Any = None,
        strip_default_attrs: bool = False,
        saver: Any = None,
    ) -> None:
        """Add the graph under other tags; it shares the values that were saved.  Raises AssertionError before these."""
        if not self._has_saved_variables:
            raise AssertionError(
                "Graph state including variables and assets has not been saved yet. Please invoke "
                "`add_meta_graph_and_variables()` first."
            )
        made = self._prepared(signature_def_map, assets_collection, main_op or legacy_init_op, saver)
        self._add(made, tags, signature_def_map, clear_devices, strip_default_attrs)

    def _prepared(self, signatures: Mapping[str, Any] | None, assets: Any, init: Any, saver: Any) -> Any:
        """The saver, after what belongs into collections is there."""
        _check_signatures(signatures or {})
        self._save_assets(assets or ())
        if init is not None:
            if not isinstance(init, Operation):
                raise TypeError(f"main_op needs to be an Operation: {init!r}")
            for key in (MAIN_OP_KEY, LEGACY_INIT_OP_KEY):
                if get_collection(key):
                    raise ValueError(f"Graph already contains one or more main ops under the collection {key}.")
            add_to_collection(MAIN_OP_KEY, init)
        return saver or Saver(sharded=True, allow_empty=True)

    def _add(self, saver: Any, tags: Iterable[str], signatures: Any, clear_devices: bool, strip: bool) -> None:
        meta = saver.export_meta_graph(clear_devices=clear_devices, strip_default_attrs=strip)
        meta.meta_info_def.tags.extend(tags)
        for key, signature in (signatures or {}).items():
            meta.signature_def[key].CopyFrom(signature)
        self._meta_graphs.append(meta)

    def _save_assets(self, assets: Iterable[Any]) -> None:
        """Copy the files that constants name, and note these in a collection."""
        found: dict[str, str] = {}
        for tensor in assets:
            path = _asset_path(tensor)
            name = unique = os.path.basename(path)
            number = 1
            while unique in found and found[unique] != path and not filecmp.cmp(path, found[unique], shallow=False):
                unique, number = f"{name}_{number}", number + 1
            found.setdefault(unique, path)
            asset = meta_graph_pb2.AssetFileDef(filename=unique)
            asset.tensor_info.name = tensor.name
            packed = AnyMessage()
            packed.Pack(asset)
            add_to_collection(ASSETS_KEY, packed)
        if found:
            folder = os.path.join(self._export_dir, ASSETS_DIRECTORY)
            gfile.makedirs(folder)
            for name, path in found.items():
                copied = os.path.join(folder, name)
                if not os.path.exists(copied):
                    gfile.copy(path, copied)

    def save(self, as_text: bool = False) -> bytes:
        """Write the file of the model, and return its path."""
        whole = SavedModel(saved_model_schema_version=SAVED_MODEL_SCHEMA_VERSION, meta_graphs=self._meta_graphs)
        path = os.path.join(self._export_dir, SAVED_MODEL_FILENAME_PBTXT if as_text else SAVED_MODEL_FILENAME_PB)
        write_proto(whole, path, as_text)
        log.info("SavedModel written to: %s", path)
        return os.fsencode(path)


def _check_signatures(signatures: Mapping[str, Any]) -> None:
    for signature in signatures.values():
        for info in (*signature.inputs.values(), *signature.outputs.values()):
            if info.WhichOneof("encoding") is None:
                raise AssertionError(
                    "All TensorInfo protos used in the SignatureDefs must have one of the 'encoding' fields (e.g., "
                    f"name or coo_sparse) set: {info}"
                )
            if not info.dtype:
                raise AssertionError(
                    f"All TensorInfo protos used in the SignatureDefs must have the dtype field set: {info}"
                )
    for key, what in _RESERVED.items():
        if key in signatures:
            raise KeyError(f'SignatureDef map key "{key}" is reserved for {what}. Please use a different key.')


def _asset_path(tensor: Any) -> str:
    if not isinstance(tensor, Tensor):
        raise TypeError("Asset path tensor must be a Tensor.")
    if tensor.op.role is not Role.CONSTANT:
        raise TypeError("Asset path tensor must be of type constant.")
    if tensor.dtype is not dtypes.string:
        raise TypeError("Asset path tensor must be of dtype string.")
    value = tensor.op.attrs["value"]
    if value.size != 1:
        raise TypeError("Asset path tensor must be a scalar.")
    path = os.fsdecode(value.reshape(-1)[0])
    if not path:
        raise ValueError(f"Invalid asset filepath tensor {tensor}")
    return path


def simple_save(
    session: Any, export_dir: Any, inputs: Mapping[str, Any], outputs: Mapping[str, Any], legacy_init_op: Any = None
) -> None:
    """A saved model for serving, with one signature (`tf.saved_model.simple_save`).

    Raises what `SavedModelBuilder` and `predict_signature_def` do.
    """
    signature = predict_signature_def(inputs, outputs)
    builder = SavedModelBuilder(export_dir)
    builder.add_meta_graph_and_variables(
        session,
        tags=[SERVING],
        signature_def_map={DEFAULT_SERVING_SIGNATURE_DEF_KEY: signature},
        assets_collection=get_collection(GraphKeys.ASSET_FILEPATHS),
        main_op=legacy_init_op,
        clear_devices=True,
    )
    builder.save()


# ---------------------------------------------------------------- reading


def maybe_saved_model_directory(export_dir: Any) -> bool:
    """Whether there is a saved model in a folder (`tf.saved_model.maybe_saved_model_directory`)."""
    names = (SAVED_MODEL_FILENAME_PBTXT, SAVED_MODEL_FILENAME_PB)
    return any(os.path.exists(os.path.join(os.fspath(export_dir), name)) for name in names)


def _parsed(folder: str) -> Any:
    """The model in a folder.

    Raises OSError where there is none, or what is none; what TensorFlow raises where the system does not give it.
    """
    whole = SavedModel()
    readers: tuple[tuple[str, Callable[[bytes], Any]], ...] = (
        (SAVED_MODEL_FILENAME_PB, whole.ParseFromString),
        (SAVED_MODEL_FILENAME_PBTXT, lambda data: text_format.Merge(data.decode(), whole)),
    )
    for name, read in readers:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with as_tensorflow(path):
                data = contents(path)
            try:
                read(data)
            except (DecodeError, UnicodeDecodeError, text_format.ParseError) as error:
                raise OSError(f"Cannot parse file {path}: {error}.") from None
            return whole
    raise OSError(
        f"SavedModel file does not exist at: {folder}/{{{SAVED_MODEL_FILENAME_PBTXT}|{SAVED_MODEL_FILENAME_PB}}}"
    )


def load(sess: Any, tags: Iterable[str], export_dir: Any, import_scope: str | None = None, **saver_kwargs: Any) -> Any:
    """Bring a saved model into the graph of a session, restore its variables and run what initializes it
    (`tf.saved_model.load`); returns its MetaGraphDef.

    Raises OSError where there is no model, RuntimeError where none has these tags.
    """
    folder = os.fspath(export_dir)
    meta = _with_tags(_parsed(folder), tags)
    with sess.graph.as_default():
        saver = import_meta_graph(meta, import_scope=import_scope, **saver_kwargs)
        if saver is None:
            log.info("The specified SavedModel has no variables; no checkpoints were restored.")
        else:
            saver.restore(sess, os.path.join(folder, VARIABLES_DIRECTORY, VARIABLES_FILENAME))
        init = _init_op(meta)
        if init is not None:
            sess.run([init], _assets(folder, meta, import_scope))
    return meta


def _with_tags(model: Any, tags: Iterable[str]) -> Any:
    wanted = set(tags)
    for meta in model.meta_graphs:
        if set(meta.meta_info_def.tags) == wanted:
            return meta
    available = [set(meta.meta_info_def.tags) for meta in model.meta_graphs]
    raise RuntimeError(
        f"MetaGraphDef associated with tags {', '.join(map(repr, tags))} could not be found in SavedModel. To inspect "
        "available tag-sets in the SavedModel, please use the SavedModel CLI: `saved_model_cli`\n"
        f"available_tags: {available}"
    )


def _init_op(meta: Any) -> Any:
    for key in (MAIN_OP_KEY, LEGACY_INIT_OP_KEY):
        if key in meta.collection_def:
            listed = meta.collection_def[key].node_list.value
            if len(listed) != 1:
                raise RuntimeError(f"Expected exactly one SavedModel init op. Found: {listed}")
            return get_collection(key)[-1]
    return None


def _assets(folder: str, meta: Any, import_scope: str | None) -> dict[str, str]:
    """Where the files lie now, by the tensors that name them."""
    assets = list(meta.asset_file_def)
    if not assets and ASSETS_KEY in meta.collection_def:
        for packed in meta.collection_def[ASSETS_KEY].any_list.value:
            asset = meta_graph_pb2.AssetFileDef()
            packed.Unpack(asset)
            assets.append(asset)
    return {
        prepend_name_scope(asset.tensor_info.name, import_scope): os.path.join(
            folder, ASSETS_DIRECTORY, os.path.basename(asset.filename)
        )
        for asset in assets
    }


class SavedModelLoader:
    """A saved model that was read, and is loaded into sessions (`tf.saved_model.loader`).  Raises what `load` does."""

    def __init__(self, export_dir: Any) -> None:
        self._export_dir: str = os.fspath(export_dir)
        self._saved_model = _parsed(self._export_dir)

    @property
    def export_dir(self) -> str:
        return self._export_dir

    @property
    def saved_model(self) -> Any:
        return self._saved_model

    def get_meta_graph_def_from_tags(self, tags: Iterable[str]) -> Any:
        return _with_tags(self._saved_model, tags)

    def load(self, sess: Any, tags: Iterable[str], import_scope: str | None = None, **saver_kwargs: Any) -> Any:
        return load(sess, tags, self._export_dir, import_scope, **saver_kwargs)
