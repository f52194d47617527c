"""The protocol buffers of TensorFlow that the tensorboard package does not ship.

Sources: tensor_bundle.proto, tensor_slice.proto, saved_tensor_slice.proto, checkpoint_state.proto, queue_runner.proto,
control_flow.proto, feature.proto and example.proto of TensorFlow 1.15.  Enums stand here as int32,
and a map of strings as its entries: that reads and writes the same.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from tensorboard.compat.proto import meta_graph_pb2, tensor_pb2, tensor_shape_pb2, versions_pb2

_FILE = "tuigraph/interop/tensorflow.proto"
_PACKAGE = "tuigraph"

# Message -> its fields in order, numbered from 1: the type of a field; before it "repeated" where there may be several,
# "map" where they have a string each for a key, "one of KIND" where the message has one of several.
_MESSAGES = {
    "BundleHeaderProto": {
        "num_shards": "int32",
        "endianness": "int32",
        "version": versions_pb2.VersionDef.DESCRIPTOR.full_name,
    },
    "BundleEntryProto": {
        "dtype": "int32",
        "shape": tensor_shape_pb2.TensorShapeProto.DESCRIPTOR.full_name,
        "shard_id": "int32",
        "offset": "int64",
        "size": "int64",
        "crc32c": "fixed32",
        "slices": "repeated tuigraph.TensorSliceProto",
    },
    "TensorSliceExtent": {"start": "int64", "length": "int64"},
    "TensorSliceProto": {"extent": "repeated tuigraph.TensorSliceExtent"},
    "SavedSliceMeta": {
        "name": "string",
        "shape": tensor_shape_pb2.TensorShapeProto.DESCRIPTOR.full_name,
        "type": "int32",
        "slice": "repeated tuigraph.TensorSliceProto",
    },
    "SavedTensorSliceMeta": {
        "tensor": "repeated tuigraph.SavedSliceMeta",
        "versions": versions_pb2.VersionDef.DESCRIPTOR.full_name,
    },
    "SavedSlice": {
        "name": "string",
        "slice": "tuigraph.TensorSliceProto",
        "data": tensor_pb2.TensorProto.DESCRIPTOR.full_name,
    },
    "SavedTensorSlices": {"meta": "tuigraph.SavedTensorSliceMeta", "data": "tuigraph.SavedSlice"},
    "CheckpointState": {
        "model_checkpoint_path": "string",
        "all_model_checkpoint_paths": "repeated string",
        "all_model_checkpoint_timestamps": "repeated double",
        "last_preserved_timestamp": "double",
    },
    "SavedModel": {
        "saved_model_schema_version": "int64",
        "meta_graphs": f"repeated {meta_graph_pb2.MetaGraphDef.DESCRIPTOR.full_name}",
    },
    "QueueRunnerDef": {
        "queue_name": "string",
        "enqueue_op_name": "repeated string",
        "close_op_name": "string",
        "cancel_op_name": "string",
        "queue_closed_exception_types": "repeated int32",
    },
    "ValueEntry": {"key": "string", "value": "string"},
    "ValuesDef": {"values": "repeated string", "external_values": "repeated tuigraph.ValueEntry"},
    "CondContextDef": {
        "context_name": "string",
        "pred_name": "string",
        "pivot_name": "string",
        "branch": "int32",
        "values_def": "tuigraph.ValuesDef",
        "nested_contexts": "repeated tuigraph.ControlFlowContextDef",
    },
    "WhileContextDef": {
        "context_name": "string",
        "parallel_iterations": "int32",
        "back_prop": "bool",
        "swap_memory": "bool",
        "pivot_name": "string",
        "pivot_for_pred_name": "string",
        "pivot_for_body_name": "string",
        "loop_exit_names": "repeated string",
        "values_def": "tuigraph.ValuesDef",
        "loop_enter_names": "repeated string",
        "maximum_iterations_name": "string",
        "nested_contexts": "repeated tuigraph.ControlFlowContextDef",
    },
    "ControlFlowContextDef": {"cond_ctxt": "tuigraph.CondContextDef", "while_ctxt": "tuigraph.WhileContextDef"},
    "BytesList": {"value": "repeated bytes"},
    "FloatList": {"value": "repeated float"},
    "Int64List": {"value": "repeated int64"},
    "Feature": {
        "bytes_list": "one of kind tuigraph.BytesList",
        "float_list": "one of kind tuigraph.FloatList",
        "int64_list": "one of kind tuigraph.Int64List",
    },
    "Features": {"feature": "map tuigraph.Feature"},
    "FeatureList": {"feature": "repeated tuigraph.Feature"},
    "FeatureLists": {"feature_list": "map tuigraph.FeatureList"},
    "Example": {"features": "tuigraph.Features"},
    "SequenceExample": {"context": "tuigraph.Features", "feature_lists": "tuigraph.FeatureLists"},
}


def _describe() -> descriptor_pb2.FileDescriptorProto:
    field_type = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name=_FILE, package=_PACKAGE, syntax="proto3")
    file.dependency.extend(
        [source.DESCRIPTOR.name for source in (meta_graph_pb2, tensor_pb2, tensor_shape_pb2, versions_pb2)]
    )
    for message_name, fields in _MESSAGES.items():
        message = file.message_type.add(name=message_name)
        for number, (name, kind) in enumerate(fields.items(), start=1):
            *how, kind = kind.split()
            field = message.field.add(name=name, number=number)
            field.label = field_type.LABEL_REPEATED if how in (["repeated"], ["map"]) else field_type.LABEL_OPTIONAL
            if how == ["map"]:
                kind = _add_entry(message, name, kind)
            elif how[:2] == ["one", "of"]:
                if not message.oneof_decl:
                    message.oneof_decl.add(name=how[2])
                field.oneof_index = 0
            _set_type(field, kind)
    return file


def _add_entry(message: Any, field: str, kind: str) -> str:
    """The full name of the entries of a map from strings to `kind`, which the message holds."""
    name = "".join(part.title() for part in field.split("_")) + "Entry"
    entry = message.nested_type.add(name=name)
    entry.options.map_entry = True
    for number, (part, part_kind) in enumerate((("key", "string"), ("value", kind)), start=1):
        _set_type(entry.field.add(name=part, number=number, label=1), part_kind)
    return f"{_PACKAGE}.{message.name}.{name}"


def _set_type(field: Any, kind: str) -> None:
    if "." in kind:
        field.type, field.type_name = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE, f".{kind}"
    else:
        field.type = getattr(descriptor_pb2.FieldDescriptorProto, f"TYPE_{kind.upper()}")


def _message(name: str) -> Any:
    return message_factory.GetMessageClass(_pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))


_pool = descriptor_pool.Default()
_pool.AddSerializedFile(_describe().SerializeToString())

BundleHeaderProto: Any = _message("BundleHeaderProto")
BundleEntryProto: Any = _message("BundleEntryProto")
TensorSliceProto: Any = _message("TensorSliceProto")
SavedTensorSlices: Any = _message("SavedTensorSlices")
CheckpointState: Any = _message("CheckpointState")
SavedModel: Any = _message("SavedModel")
QueueRunnerDef: Any = _message("QueueRunnerDef")
CondContextDef: Any = _message("CondContextDef")
WhileContextDef: Any = _message("WhileContextDef")
ControlFlowContextDef: Any = _message("ControlFlowContextDef")
BytesList: Any = _message("BytesList")
FloatList: Any = _message("FloatList")
Int64List: Any = _message("Int64List")
Feature: Any = _message("Feature")
Features: Any = _message("Features")
FeatureList: Any = _message("FeatureList")
FeatureLists: Any = _message("FeatureLists")
Example: Any = _message("Example")
SequenceExample: Any = _message("SequenceExample")
