"""`tf.contrib.tensorboard.plugins.projector` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.summaries.projector import EmbeddingInfo as EmbeddingInfo
from tuigraph.summaries.projector import ProjectorConfig as ProjectorConfig
from tuigraph.summaries.projector import SpriteMetadata as SpriteMetadata
from tuigraph.summaries.projector import visualize_embeddings as visualize_embeddings

__all__ = [
    "EmbeddingInfo",
    "ProjectorConfig",
    "SpriteMetadata",
    "visualize_embeddings",
]
