from collections.abc import Iterable

from tensorboard.compat.proto._message import Message, Named, Scalars

class VersionDef(Message):
    producer: int
    min_consumer: int
    @property
    def bad_consumers(self) -> Scalars[int]: ...
    def __init__(self, *, producer: int | None = ..., min_consumer: int | None = ..., bad_consumers: Iterable[int] | None = ...) -> None: ...
DESCRIPTOR: Named
