from collections.abc import Iterable

from tensorboard.compat.proto import histogram_pb2
from tensorboard.compat.proto import tensor_pb2
from tensorboard.compat.proto._message import Message, Messages, Named

class SummaryDescription(Message):
    type_hint: str
    def __init__(self, *, type_hint: str | None = ...) -> None: ...
class SummaryMetadata(Message):
    class PluginData(Message):
        plugin_name: str
        content: bytes
        def __init__(self, *, plugin_name: str | None = ..., content: bytes | None = ...) -> None: ...
    @property
    def plugin_data(self) -> SummaryMetadata.PluginData: ...
    display_name: str
    summary_description: str
    data_class: int
    def __init__(self, *, plugin_data: SummaryMetadata.PluginData | None = ..., display_name: str | None = ..., summary_description: str | None = ..., data_class: int | None = ...) -> None: ...
class Summary(Message):
    class Image(Message):
        height: int
        width: int
        colorspace: int
        encoded_image_string: bytes
        def __init__(self, *, height: int | None = ..., width: int | None = ..., colorspace: int | None = ..., encoded_image_string: bytes | None = ...) -> None: ...
    class Audio(Message):
        sample_rate: float
        num_channels: int
        length_frames: int
        encoded_audio_string: bytes
        content_type: str
        def __init__(self, *, sample_rate: float | None = ..., num_channels: int | None = ..., length_frames: int | None = ..., encoded_audio_string: bytes | None = ..., content_type: str | None = ...) -> None: ...
    class Value(Message):
        node_name: str
        tag: str
        @property
        def metadata(self) -> SummaryMetadata: ...
        simple_value: float
        obsolete_old_style_histogram: bytes
        @property
        def image(self) -> Summary.Image: ...
        @property
        def histo(self) -> histogram_pb2.HistogramProto: ...
        @property
        def audio(self) -> Summary.Audio: ...
        @property
        def tensor(self) -> tensor_pb2.TensorProto: ...
        def __init__(self, *, node_name: str | None = ..., tag: str | None = ..., metadata: SummaryMetadata | None = ..., simple_value: float | None = ..., obsolete_old_style_histogram: bytes | None = ..., image: Summary.Image | None = ..., histo: histogram_pb2.HistogramProto | None = ..., audio: Summary.Audio | None = ..., tensor: tensor_pb2.TensorProto | None = ...) -> None: ...
    @property
    def value(self) -> Messages[Summary.Value]: ...
    def __init__(self, *, value: Iterable[Summary.Value] | None = ...) -> None: ...
DATA_CLASS_UNKNOWN: int
DATA_CLASS_SCALAR: int
DATA_CLASS_TENSOR: int
DATA_CLASS_BLOB_SEQUENCE: int
DESCRIPTOR: Named
from tensorboard.compat.proto.histogram_pb2 import HistogramProto as HistogramProto
