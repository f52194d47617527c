"""Meta graphs as files, out and in: a graph, its collections and its saver (`tf.train.export_meta_graph`)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import DecodeError

from tuigraph.engine.graph import Graph, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.system_errors import as_tensorflow
from tuigraph.interop import log
from tuigraph.interop.meta_graph import MetaGraphDef, export_scoped_meta_graph, import_scoped_meta_graph
from tuigraph.reading import contents
from tuigraph.training.graph_io import write_proto
from tuigraph.training.saver import Saver


def export_meta_graph(
    filename: Any = None,
    meta_info_def: Any = None,
    graph_def: Any = None,
    saver_def: Any = None,
    collection_list: Iterable[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
) -> Any:
    """A graph with its collections as a MetaGraphDef, written to `filename` where one is given.

    `save_debug_info` is accepted and writes nothing.  Raises TypeError for arguments of the wrong class.
    """
    meta = export_scoped_meta_graph(
        graph=graph,
        graph_def=graph_def,
        saver_def=saver_def,
        meta_info_def=meta_info_def,
        collection_list=collection_list,
        export_scope=export_scope,
        clear_devices=clear_devices,
        clear_extraneous_savers=clear_extraneous_savers,
        strip_default_attrs=strip_default_attrs,
    )
    if filename:
        write_proto(meta, filename, as_text)
    return meta


def import_meta_graph(
    meta_graph_or_file: Any, clear_devices: bool = False, import_scope: str | None = None, **kwargs: Any
) -> Saver | None:
    """Add a MetaGraphDef, or the one in a file, to the default graph; the saver that restores its variables.

    That is the saver it was exported with, else one for all variables; None when there are none.  `import_scope`
    prefixes names; `input_map`, `return_elements` and `restore_collections_predicate` as in TensorFlow.

    Raises OSError for a file that is not there or no MetaGraphDef, ValueError where `tf.import_graph_def` does.
    """
    is_proto = isinstance(meta_graph_or_file, MetaGraphDef)
    meta = meta_graph_or_file if is_proto else read_meta_graph_file(meta_graph_or_file)
    scope, _ = import_scoped_meta_graph(meta, clear_devices=clear_devices, import_scope=import_scope, **kwargs)
    if meta.HasField("saver_def"):
        saver_def = type(meta.saver_def)()
        saver_def.CopyFrom(meta.saver_def)
        return Saver(saver_def=saver_def, name=scope)
    if get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, import_scope):
        return Saver()
    log.info("Saver not created because there are no variables in the graph to restore")
    return None


def read_meta_graph_file(filename: Any) -> Any:
    """The MetaGraphDef in a file, binary or text.

    Raises OSError when it is not there or holds none, what TensorFlow raises where the system does not give it.
    """
    path = os.fspath(filename)
    if not os.path.exists(path):
        raise OSError(f"File {path} does not exist.")
    with as_tensorflow(path):
        content = contents(path)
    meta = MetaGraphDef()
    try:
        meta.ParseFromString(content)
    except DecodeError:
        meta.Clear()
        try:
            text_format.Merge(content.decode(), meta)
        except (UnicodeDecodeError, text_format.ParseError) as error:
            raise OSError(f"Cannot parse file {path}: {error}.") from None
    return meta
