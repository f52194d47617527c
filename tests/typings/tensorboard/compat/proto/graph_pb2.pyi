from collections.abc import Iterable

from tensorboard.compat.proto import node_def_pb2
from tensorboard.compat.proto import versions_pb2
from tensorboard.compat.proto._message import Message, Messages, Named

class GraphDef(Message):
    @property
    def node(self) -> Messages[node_def_pb2.NodeDef]: ...
    @property
    def versions(self) -> versions_pb2.VersionDef: ...
    version: int
    @property
    def library(self) -> Message: ...
    @property
    def debug_info(self) -> Message: ...
    def __init__(self, *, node: Iterable[node_def_pb2.NodeDef] | None = ..., versions: versions_pb2.VersionDef | None = ..., version: int | None = ..., library: Message | None = ..., debug_info: Message | None = ...) -> None: ...
DESCRIPTOR: Named
