"""The protocol buffers of summaries and event files, as the tensorboard package has them."""

from tensorboard.compat.proto import config_pb2, event_pb2, summary_pb2

Summary = summary_pb2.Summary
SummaryMetadata = summary_pb2.SummaryMetadata
SummaryDescription = summary_pb2.SummaryDescription
HistogramProto = summary_pb2.HistogramProto
Event = event_pb2.Event
SessionLog = event_pb2.SessionLog
TaggedRunMetadata = event_pb2.TaggedRunMetadata
RunMetadata = config_pb2.RunMetadata
