"""The configuration of TensorBoard's embedding projector (`tf.contrib.tensorboard.plugins.projector`)."""

from __future__ import annotations

import os
from typing import Any

from google.protobuf import text_format
from tensorboard.plugins.projector import metadata, projector_config_pb2

from tuigraph.interop.gfile import GFile

ProjectorConfig = projector_config_pb2.ProjectorConfig
EmbeddingInfo = projector_config_pb2.EmbeddingInfo
SpriteMetadata = projector_config_pb2.SpriteMetadata


def visualize_embeddings(summary_writer: Any, config: Any) -> None:
    """Write the configuration into the folder of a summary writer, where TensorBoard looks for it.

    Raises ValueError for a writer without a folder.
    """
    folder = summary_writer.get_logdir()
    if folder is None:
        raise ValueError("Summary writer must have a logdir")
    with GFile(os.path.join(folder, metadata.PROJECTOR_FILENAME), "w") as file:
        file.write(text_format.MessageToString(config))
