from collections.abc import Iterable

from tensorboard.compat.proto import summary_pb2
from tensorboard.compat.proto._message import Message, Messages, Named

class Event(Message):
    wall_time: float
    step: int
    file_version: str
    graph_def: bytes
    @property
    def summary(self) -> summary_pb2.Summary: ...
    @property
    def log_message(self) -> LogMessage: ...
    @property
    def session_log(self) -> SessionLog: ...
    @property
    def tagged_run_metadata(self) -> TaggedRunMetadata: ...
    meta_graph_def: bytes
    @property
    def source_metadata(self) -> SourceMetadata: ...
    def __init__(self, *, wall_time: float | None = ..., step: int | None = ..., file_version: str | None = ..., graph_def: bytes | None = ..., summary: summary_pb2.Summary | None = ..., log_message: LogMessage | None = ..., session_log: SessionLog | None = ..., tagged_run_metadata: TaggedRunMetadata | None = ..., meta_graph_def: bytes | None = ..., source_metadata: SourceMetadata | None = ...) -> None: ...
class SourceMetadata(Message):
    writer: str
    def __init__(self, *, writer: str | None = ...) -> None: ...
class LogMessage(Message):
    UNKNOWN: int
    DEBUGGING: int
    INFO: int
    WARN: int
    ERROR: int
    FATAL: int
    level: int
    message: str
    def __init__(self, *, level: int | None = ..., message: str | None = ...) -> None: ...
class SessionLog(Message):
    STATUS_UNSPECIFIED: int
    START: int
    STOP: int
    CHECKPOINT: int
    status: int
    checkpoint_path: str
    msg: str
    def __init__(self, *, status: int | None = ..., checkpoint_path: str | None = ..., msg: str | None = ...) -> None: ...
class TaggedRunMetadata(Message):
    tag: str
    run_metadata: bytes
    def __init__(self, *, tag: str | None = ..., run_metadata: bytes | None = ...) -> None: ...
class WatchdogConfig(Message):
    timeout_ms: int
    def __init__(self, *, timeout_ms: int | None = ...) -> None: ...
class RequestedExitCode(Message):
    exit_code: int
    def __init__(self, *, exit_code: int | None = ...) -> None: ...
class WorkerHeartbeatRequest(Message):
    shutdown_mode: int
    @property
    def watchdog_config(self) -> WatchdogConfig: ...
    @property
    def exit_code(self) -> RequestedExitCode: ...
    def __init__(self, *, shutdown_mode: int | None = ..., watchdog_config: WatchdogConfig | None = ..., exit_code: RequestedExitCode | None = ...) -> None: ...
class WorkerHeartbeatResponse(Message):
    health_status: int
    @property
    def worker_log(self) -> Messages[Event]: ...
    hostname: str
    def __init__(self, *, health_status: int | None = ..., worker_log: Iterable[Event] | None = ..., hostname: str | None = ...) -> None: ...
OK: int
RECEIVED_SHUTDOWN_SIGNAL: int
INTERNAL_ERROR: int
SHUTTING_DOWN: int
DEFAULT: int
NOT_CONFIGURED: int
WAIT_FOR_COORDINATOR: int
SHUTDOWN_AFTER_TIMEOUT: int
DESCRIPTOR: Named
