from collections.abc import Iterable

from tensorboard.compat.proto._message import Message, Named, Scalars

class HistogramProto(Message):
    min: float
    max: float
    num: float
    sum: float
    sum_squares: float
    @property
    def bucket_limit(self) -> Scalars[float]: ...
    @property
    def bucket(self) -> Scalars[float]: ...
    def __init__(self, *, min: float | None = ..., max: float | None = ..., num: float | None = ..., sum: float | None = ..., sum_squares: float | None = ..., bucket_limit: Iterable[float] | None = ..., bucket: Iterable[float] | None = ...) -> None: ...
DESCRIPTOR: Named
