"""Options of sessions and runs, as protocol buffers.  They are accepted; they configure nothing in the engine."""

from tensorboard.compat.proto import cluster_pb2, config_pb2

ConfigProto = config_pb2.ConfigProto
GPUOptions = config_pb2.GPUOptions
GraphOptions = config_pb2.GraphOptions
OptimizerOptions = config_pb2.OptimizerOptions
RunOptions = config_pb2.RunOptions
RunMetadata = config_pb2.RunMetadata
ClusterDef = cluster_pb2.ClusterDef
