"""Graphs, sessions, types, errors."""

_TYPES = (
    "float16 float32 float64 half double int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool=bool_ string complex64 "
    "complex128 resource variant"
)

NAMES = {
    "tf": {
        "engine.dtypes": f"DType as_dtype {_TYPES}",
        "engine.errors": "OpError",
        "engine.shapes": "TensorShape Dimension",
        "engine.graph": "Graph Operation Tensor get_default_graph reset_default_graph get_default_session",
        "engine.default_graph": (
            "name_scope control_dependencies device colocate_with container add_to_collection add_to_collections "
            "get_collection get_collection_ref set_random_seed"
        ),
        "engine.devices": "DeviceSpec",
        "engine.session": "Session InteractiveSession",
        "engine.keys": "GraphKeys",
        "engine.build": "convert_to_tensor",
        "engine.ops.constants": "constant placeholder placeholder_with_default",
    },
    "tf.errors": {
        "engine.errors": (
            "OpError CancelledError UnknownError InvalidArgumentError DeadlineExceededError NotFoundError "
            "AlreadyExistsError PermissionDeniedError ResourceExhaustedError FailedPreconditionError AbortedError "
            "OutOfRangeError UnimplementedError InternalError UnavailableError DataLossError UnauthenticatedError "
            "OperatorNotAllowedInGraphError OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND "
            "ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE "
            "UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED error_code_from_exception_type "
            "exception_type_from_error_code"
        ),
    },
    "tf.dtypes": {
        "engine.dtypes": f"DType as_dtype {_TYPES}",
        "engine.ops.casts": "cast saturate_cast",
        "engine.ops.complex_numbers": "complex",
    },
}
