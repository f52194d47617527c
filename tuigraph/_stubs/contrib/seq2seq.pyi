"""`tf.contrib.seq2seq` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.seq2seq_attention import AttentionMechanism as AttentionMechanism
from tuigraph.training.seq2seq_attention import AttentionWrapper as AttentionWrapper
from tuigraph.training.seq2seq_attention import AttentionWrapperState as AttentionWrapperState
from tuigraph.training.seq2seq_attention import BahdanauAttention as BahdanauAttention
from tuigraph.training.seq2seq_attention import LuongAttention as LuongAttention
from tuigraph.training.seq2seq_attention import hardmax as hardmax
from tuigraph.training.seq2seq_decoders import BasicDecoder as BasicDecoder
from tuigraph.training.seq2seq_decoders import BasicDecoderOutput as BasicDecoderOutput
from tuigraph.training.seq2seq_decoders import Decoder as Decoder
from tuigraph.training.seq2seq_decoders import dynamic_decode as dynamic_decode
from tuigraph.training.seq2seq_helpers import CustomHelper as CustomHelper
from tuigraph.training.seq2seq_helpers import GreedyEmbeddingHelper as GreedyEmbeddingHelper
from tuigraph.training.seq2seq_helpers import Helper as Helper
from tuigraph.training.seq2seq_helpers import InferenceHelper as InferenceHelper
from tuigraph.training.seq2seq_helpers import SampleEmbeddingHelper as SampleEmbeddingHelper
from tuigraph.training.seq2seq_helpers import ScheduledEmbeddingTrainingHelper as ScheduledEmbeddingTrainingHelper
from tuigraph.training.seq2seq_helpers import ScheduledOutputTrainingHelper as ScheduledOutputTrainingHelper
from tuigraph.training.seq2seq_helpers import TrainingHelper as TrainingHelper
from tuigraph.training.sequence_losses import sequence_loss as sequence_loss

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BasicDecoder",
    "BasicDecoderOutput",
    "CustomHelper",
    "Decoder",
    "GreedyEmbeddingHelper",
    "Helper",
    "InferenceHelper",
    "LuongAttention",
    "SampleEmbeddingHelper",
    "ScheduledEmbeddingTrainingHelper",
    "ScheduledOutputTrainingHelper",
    "TrainingHelper",
    "dynamic_decode",
    "hardmax",
    "sequence_loss",
]
