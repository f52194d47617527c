"""`tf.errors` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.errors import ABORTED as ABORTED
from tuigraph.engine.errors import ALREADY_EXISTS as ALREADY_EXISTS
from tuigraph.engine.errors import AbortedError as AbortedError
from tuigraph.engine.errors import AlreadyExistsError as AlreadyExistsError
from tuigraph.engine.errors import CANCELLED as CANCELLED
from tuigraph.engine.errors import CancelledError as CancelledError
from tuigraph.engine.errors import DATA_LOSS as DATA_LOSS
from tuigraph.engine.errors import DEADLINE_EXCEEDED as DEADLINE_EXCEEDED
from tuigraph.engine.errors import DataLossError as DataLossError
from tuigraph.engine.errors import DeadlineExceededError as DeadlineExceededError
from tuigraph.engine.errors import FAILED_PRECONDITION as FAILED_PRECONDITION
from tuigraph.engine.errors import FailedPreconditionError as FailedPreconditionError
from tuigraph.engine.errors import INTERNAL as INTERNAL
from tuigraph.engine.errors import INVALID_ARGUMENT as INVALID_ARGUMENT
from tuigraph.engine.errors import InternalError as InternalError
from tuigraph.engine.errors import InvalidArgumentError as InvalidArgumentError
from tuigraph.engine.errors import NOT_FOUND as NOT_FOUND
from tuigraph.engine.errors import NotFoundError as NotFoundError
from tuigraph.engine.errors import OK as OK
from tuigraph.engine.errors import OUT_OF_RANGE as OUT_OF_RANGE
from tuigraph.engine.errors import OpError as OpError
from tuigraph.engine.errors import OperatorNotAllowedInGraphError as OperatorNotAllowedInGraphError
from tuigraph.engine.errors import OutOfRangeError as OutOfRangeError
from tuigraph.engine.errors import PERMISSION_DENIED as PERMISSION_DENIED
from tuigraph.engine.errors import PermissionDeniedError as PermissionDeniedError
from tuigraph.engine.errors import RESOURCE_EXHAUSTED as RESOURCE_EXHAUSTED
from tuigraph.engine.errors import ResourceExhaustedError as ResourceExhaustedError
from tuigraph.engine.errors import UNAUTHENTICATED as UNAUTHENTICATED
from tuigraph.engine.errors import UNAVAILABLE as UNAVAILABLE
from tuigraph.engine.errors import UNIMPLEMENTED as UNIMPLEMENTED
from tuigraph.engine.errors import UNKNOWN as UNKNOWN
from tuigraph.engine.errors import UnauthenticatedError as UnauthenticatedError
from tuigraph.engine.errors import UnavailableError as UnavailableError
from tuigraph.engine.errors import UnimplementedError as UnimplementedError
from tuigraph.engine.errors import UnknownError as UnknownError
from tuigraph.engine.errors import error_code_from_exception_type as error_code_from_exception_type
from tuigraph.engine.errors import exception_type_from_error_code as exception_type_from_error_code

__all__ = [
    "ABORTED",
    "ALREADY_EXISTS",
    "AbortedError",
    "AlreadyExistsError",
    "CANCELLED",
    "CancelledError",
    "DATA_LOSS",
    "DEADLINE_EXCEEDED",
    "DataLossError",
    "DeadlineExceededError",
    "FAILED_PRECONDITION",
    "FailedPreconditionError",
    "INTERNAL",
    "INVALID_ARGUMENT",
    "InternalError",
    "InvalidArgumentError",
    "NOT_FOUND",
    "NotFoundError",
    "OK",
    "OUT_OF_RANGE",
    "OpError",
    "OperatorNotAllowedInGraphError",
    "OutOfRangeError",
    "PERMISSION_DENIED",
    "PermissionDeniedError",
    "RESOURCE_EXHAUSTED",
    "ResourceExhaustedError",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "UNIMPLEMENTED",
    "UNKNOWN",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "UnknownError",
    "error_code_from_exception_type",
    "exception_type_from_error_code",
]
