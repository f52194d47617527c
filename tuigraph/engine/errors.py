"""The exceptions of a run, as `tf.errors` has them.

    OpError                      an operation failed while a graph ran
    +-- CancelledError           1     +-- FailedPreconditionError  9
    +-- UnknownError             2     +-- AbortedError            10
    +-- InvalidArgumentError     3     +-- OutOfRangeError         11
    +-- DeadlineExceededError    4     +-- UnimplementedError      12
    +-- NotFoundError            5     +-- InternalError           13
    +-- AlreadyExistsError       6     +-- UnavailableError        14
    +-- PermissionDeniedError    7     +-- DataLossError           15
    +-- ResourceExhaustedError   8     +-- UnauthenticatedError    16

Mistakes in building a graph raise Python's own TypeError, ValueError, KeyError and RuntimeError, as in TensorFlow;
Python's `if` and `for` over a tensor raise a TypeError of their own class.
"""

from __future__ import annotations

from typing import Any, ClassVar

from tuigraph.engine.protocols import Node


class OpError(Exception):
    """An operation failed while a graph ran (`tf.errors.OpError`).

    `op` is the Operation (None when the failure belongs to no node), `message` the explanation, `error_code` the
    canonical status code.
    """

    code: ClassVar[int] = 2
    _cell: Any = None  # that of the variable whose value is missing

    def __init__(self, node_def: object, op: Node | None, message: str, error_code: int | None = None) -> None:
        super().__init__(message)
        self._node_def = node_def
        self._op = op
        self._message = message
        self._error_code = self.code if error_code is None else error_code

    @property
    def op(self) -> Node | None:
        return self._op

    @property
    def node_def(self) -> object:
        return self._op.node_def if self._node_def is None and self._op is not None else self._node_def

    @property
    def message(self) -> str:
        return self._message

    @property
    def error_code(self) -> int:
        return self._error_code

    def __str__(self) -> str:
        return self._message


class CancelledError(OpError):
    code = 1


class UnknownError(OpError):
    code = 2


class InvalidArgumentError(OpError):
    code = 3


class DeadlineExceededError(OpError):
    code = 4


class NotFoundError(OpError):
    code = 5


class AlreadyExistsError(OpError):
    code = 6


class PermissionDeniedError(OpError):
    code = 7


class ResourceExhaustedError(OpError):
    code = 8


class FailedPreconditionError(OpError):
    code = 9


class AbortedError(OpError):
    code = 10


class OutOfRangeError(OpError):
    code = 11


class UnimplementedError(OpError):
    code = 12


class InternalError(OpError):
    code = 13


class UnavailableError(OpError):
    code = 14


class DataLossError(OpError):
    code = 15


class UnauthenticatedError(OpError):
    code = 16


class InaccessibleTensorError(ValueError):
    """A tensor was asked for that is there in some runs, or some rounds of a loop, only."""


class OperatorNotAllowedInGraphError(TypeError):
    """A tensor was used where Python needs a value: it has none while the graph is built."""


# The status codes by name.
OK = 0
CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED = 1, 2, 3, 4
NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED = 5, 6, 7, 8
FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED = 9, 10, 11, 12
INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED = 13, 14, 15, 16


def error_code_from_exception_type(cls: type[OpError]) -> int:
    """The status code of a class (`tf.errors.error_code_from_exception_type`).  Raises KeyError for another class."""
    if cls not in OpError.__subclasses__():
        raise KeyError(cls)
    return cls.code


def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The class of a status code (`tf.errors.exception_type_from_error_code`).  Raises KeyError for an unknown code."""
    return {kind.code: kind for kind in OpError.__subclasses__()}[error_code]
