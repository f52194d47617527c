"""Graphs as files: GraphDef and MetaGraphDef, binary or as text."""

from __future__ import annotations

import os
from typing import Any

from google.protobuf import text_format

from tuigraph.engine.graph import Graph
from tuigraph.interop.gfile import makedirs
from tuigraph.training import bundle_writer


def write_proto(message: Any, path: Any, as_text: bool = False) -> None:
    """Write a protocol buffer whole or not at all; the folders to `path` are made."""
    path = os.fspath(path)
    makedirs(os.path.dirname(path) or os.curdir)
    content = text_format.MessageToString(message).encode() if as_text else message.SerializeToString()
    bundle_writer.publish(path, [content])


def write_graph(graph_or_graph_def: Any, logdir: Any, name: str, as_text: bool = True) -> str:
    """Write a graph as a GraphDef to `logdir`/`name`; the path (`tf.train.write_graph`)."""
    is_graph = isinstance(graph_or_graph_def, Graph)
    path = os.path.join(os.fspath(logdir), name)
    write_proto(graph_or_graph_def.as_graph_def() if is_graph else graph_or_graph_def, path, as_text)
    return path
