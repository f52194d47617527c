"""`tf.summary` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.summary_proto import Event as Event
from tuigraph.interop.summary_proto import SessionLog as SessionLog
from tuigraph.interop.summary_proto import Summary as Summary
from tuigraph.interop.summary_proto import SummaryDescription as SummaryDescription
from tuigraph.interop.summary_proto import TaggedRunMetadata as TaggedRunMetadata
from tuigraph.summaries.file_writer import FileWriter as FileWriter
from tuigraph.summaries.file_writer import FileWriterCache as FileWriterCache
from tuigraph.summaries.ops import audio as audio
from tuigraph.summaries.ops import get_summary_description as get_summary_description
from tuigraph.summaries.ops import histogram as histogram
from tuigraph.summaries.ops import image as image
from tuigraph.summaries.ops import merge as merge
from tuigraph.summaries.ops import merge_all as merge_all
from tuigraph.summaries.ops import scalar as scalar
from tuigraph.summaries.ops import tensor_summary as tensor_summary
from tuigraph.summaries.ops import text as text

__all__ = [
    "Event",
    "FileWriter",
    "FileWriterCache",
    "SessionLog",
    "Summary",
    "SummaryDescription",
    "TaggedRunMetadata",
    "audio",
    "get_summary_description",
    "histogram",
    "image",
    "merge",
    "merge_all",
    "scalar",
    "tensor_summary",
    "text",
]
