"""The protocol buffers of TensorFlow that the tensorboard package does not ship.

Sources: tensor_bundle.proto, tensor_slice.proto, saved_tensor_slice.proto, checkpoint_state.proto, queue_runner.proto
and control_flow.proto of TensorFlow 1.15.  Enums stand here as int32, the meta graphs of a saved model as bytes, and a
map as its entries: that reads and writes the same.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from tensorboard.compat.proto import tensor_pb2, tensor_shape_pb2, versions_pb2

_FILE = "tuigraph/interop/tensorflow.proto"
_PACKAGE = "tuigraph"

# Message -> its fields in order, numbered from 1: the type of a field, "repeated" before it where there may be several.
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
    "SavedModel": {"saved_model_schema_version": "int64", "meta_graphs": "repeated bytes"},
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
}


def _describe() -> descriptor_pb2.FileDescriptorProto:
    field_type = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name=_FILE, package=_PACKAGE, syntax="proto3")
    file.dependency.extend([source.DESCRIPTOR.name for source in (tensor_pb2, tensor_shape_pb2, versions_pb2)])
    for message_name, fields in _MESSAGES.items():
        message = file.message_type.add(name=message_name)
        for number, (name, kind) in enumerate(fields.items(), start=1):
            *repeated, kind = kind.split()
            field = message.field.add(name=name, number=number)
            field.label = field_type.LABEL_REPEATED if repeated else field_type.LABEL_OPTIONAL
            if "." in kind:
                field.type, field.type_name = field_type.TYPE_MESSAGE, f".{kind}"
            else:
                field.type = getattr(field_type, f"TYPE_{kind.upper()}")
    return file


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
