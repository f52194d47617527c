from collections.abc import Iterable

from tensorboard.compat.proto._message import Message, Named, Scalars

class VariableDef(Message):
    variable_name: str
    initial_value_name: str
    initializer_name: str
    snapshot_name: str
    @property
    def save_slice_info_def(self) -> SaveSliceInfoDef: ...
    is_resource: bool
    trainable: bool
    synchronization: int
    aggregation: int
    def __init__(self, *, variable_name: str | None = ..., initial_value_name: str | None = ..., initializer_name: str | None = ..., snapshot_name: str | None = ..., save_slice_info_def: SaveSliceInfoDef | None = ..., is_resource: bool | None = ..., trainable: bool | None = ..., synchronization: int | None = ..., aggregation: int | None = ...) -> None: ...
class SaveSliceInfoDef(Message):
    full_name: str
    @property
    def full_shape(self) -> Scalars[int]: ...
    @property
    def var_offset(self) -> Scalars[int]: ...
    @property
    def var_shape(self) -> Scalars[int]: ...
    def __init__(self, *, full_name: str | None = ..., full_shape: Iterable[int] | None = ..., var_offset: Iterable[int] | None = ..., var_shape: Iterable[int] | None = ...) -> None: ...
VARIABLE_SYNCHRONIZATION_AUTO: int
VARIABLE_SYNCHRONIZATION_NONE: int
VARIABLE_SYNCHRONIZATION_ON_WRITE: int
VARIABLE_SYNCHRONIZATION_ON_READ: int
VARIABLE_AGGREGATION_NONE: int
VARIABLE_AGGREGATION_SUM: int
VARIABLE_AGGREGATION_MEAN: int
VARIABLE_AGGREGATION_ONLY_FIRST_REPLICA: int
DESCRIPTOR: Named
