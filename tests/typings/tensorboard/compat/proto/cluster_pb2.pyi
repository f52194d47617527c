from collections.abc import Iterable, Mapping

from tensorboard.compat.proto._message import Map, Message, Messages, Named

class JobDef(Message):
    name: str
    @property
    def tasks(self) -> Map[int, str]: ...
    def __init__(self, *, name: str | None = ..., tasks: Mapping[int, str] | None = ...) -> None: ...
class ClusterDef(Message):
    @property
    def job(self) -> Messages[JobDef]: ...
    def __init__(self, *, job: Iterable[JobDef] | None = ...) -> None: ...
DESCRIPTOR: Named
