from collections.abc import Iterable, Mapping

from tensorboard.compat.proto import cluster_pb2
from tensorboard.compat.proto import graph_pb2
from tensorboard.compat.proto._message import Map, Message, Messages, Named, Scalars

class GPUOptions(Message):
    class Experimental(Message):
        class VirtualDevices(Message):
            @property
            def memory_limit_mb(self) -> Scalars[float]: ...
            @property
            def priority(self) -> Scalars[int]: ...
            @property
            def device_ordinal(self) -> Scalars[int]: ...
            def __init__(self, *, memory_limit_mb: Iterable[float] | None = ..., priority: Iterable[int] | None = ..., device_ordinal: Iterable[int] | None = ...) -> None: ...
        class StreamMergeOptions(Message):
            merge_host_to_device_stream: bool
            merge_device_to_host_stream: bool
            merge_device_to_device_stream: bool
            def __init__(self, *, merge_host_to_device_stream: bool | None = ..., merge_device_to_host_stream: bool | None = ..., merge_device_to_device_stream: bool | None = ...) -> None: ...
        @property
        def virtual_devices(self) -> Messages[GPUOptions.Experimental.VirtualDevices]: ...
        num_virtual_devices_per_gpu: int
        use_unified_memory: bool
        num_dev_to_dev_copy_streams: int
        collective_ring_order: str
        timestamped_allocator: bool
        kernel_tracker_max_interval: int
        kernel_tracker_max_bytes: int
        kernel_tracker_max_pending: int
        internal_fragmentation_fraction: float
        use_cuda_malloc_async: bool
        disallow_retry_on_allocation_failure: bool
        gpu_host_mem_limit_in_mb: float
        gpu_host_mem_disallow_growth: bool
        gpu_system_memory_size_in_mb: int
        populate_pjrt_gpu_client_creation_info: bool
        node_id: int
        @property
        def stream_merge_options(self) -> GPUOptions.Experimental.StreamMergeOptions: ...
        def __init__(self, *, virtual_devices: Iterable[GPUOptions.Experimental.VirtualDevices] | None = ..., num_virtual_devices_per_gpu: int | None = ..., use_unified_memory: bool | None = ..., num_dev_to_dev_copy_streams: int | None = ..., collective_ring_order: str | None = ..., timestamped_allocator: bool | None = ..., kernel_tracker_max_interval: int | None = ..., kernel_tracker_max_bytes: int | None = ..., kernel_tracker_max_pending: int | None = ..., internal_fragmentation_fraction: float | None = ..., use_cuda_malloc_async: bool | None = ..., disallow_retry_on_allocation_failure: bool | None = ..., gpu_host_mem_limit_in_mb: float | None = ..., gpu_host_mem_disallow_growth: bool | None = ..., gpu_system_memory_size_in_mb: int | None = ..., populate_pjrt_gpu_client_creation_info: bool | None = ..., node_id: int | None = ..., stream_merge_options: GPUOptions.Experimental.StreamMergeOptions | None = ...) -> None: ...
    per_process_gpu_memory_fraction: float
    allow_growth: bool
    allocator_type: str
    deferred_deletion_bytes: int
    visible_device_list: str
    polling_active_delay_usecs: int
    polling_inactive_delay_msecs: int
    force_gpu_compatible: bool
    @property
    def experimental(self) -> GPUOptions.Experimental: ...
    def __init__(self, *, per_process_gpu_memory_fraction: float | None = ..., allow_growth: bool | None = ..., allocator_type: str | None = ..., deferred_deletion_bytes: int | None = ..., visible_device_list: str | None = ..., polling_active_delay_usecs: int | None = ..., polling_inactive_delay_msecs: int | None = ..., force_gpu_compatible: bool | None = ..., experimental: GPUOptions.Experimental | None = ...) -> None: ...
class OptimizerOptions(Message):
    L1: int
    L0: int
    DEFAULT: int
    OFF: int
    ON_1: int
    ON_2: int
    do_common_subexpression_elimination: bool
    do_constant_folding: bool
    max_folded_constant_in_bytes: int
    do_function_inlining: bool
    opt_level: int
    global_jit_level: int
    cpu_global_jit: bool
    def __init__(self, *, do_common_subexpression_elimination: bool | None = ..., do_constant_folding: bool | None = ..., max_folded_constant_in_bytes: int | None = ..., do_function_inlining: bool | None = ..., opt_level: int | None = ..., global_jit_level: int | None = ..., cpu_global_jit: bool | None = ...) -> None: ...
class GraphOptions(Message):
    enable_recv_scheduling: bool
    @property
    def optimizer_options(self) -> OptimizerOptions: ...
    build_cost_model: int
    build_cost_model_after: int
    infer_shapes: bool
    place_pruned_graph: bool
    enable_bfloat16_sendrecv: bool
    timeline_step: int
    @property
    def rewrite_options(self) -> Message: ...
    def __init__(self, *, enable_recv_scheduling: bool | None = ..., optimizer_options: OptimizerOptions | None = ..., build_cost_model: int | None = ..., build_cost_model_after: int | None = ..., infer_shapes: bool | None = ..., place_pruned_graph: bool | None = ..., enable_bfloat16_sendrecv: bool | None = ..., timeline_step: int | None = ..., rewrite_options: Message | None = ...) -> None: ...
class ThreadPoolOptionProto(Message):
    num_threads: int
    global_name: str
    def __init__(self, *, num_threads: int | None = ..., global_name: str | None = ...) -> None: ...
class SessionMetadata(Message):
    name: str
    version: int
    def __init__(self, *, name: str | None = ..., version: int | None = ...) -> None: ...
class ConfigProto(Message):
    class Experimental(Message):
        MLIR_BRIDGE_ROLLOUT_UNSPECIFIED: int
        MLIR_BRIDGE_ROLLOUT_ENABLED: int
        MLIR_BRIDGE_ROLLOUT_DISABLED: int
        collective_group_leader: str
        executor_type: str
        recv_buf_max_chunk: int
        use_numa_affinity: bool
        collective_deterministic_sequential_execution: bool
        collective_nccl: bool
        share_session_state_in_clusterspec_propagation: bool
        disable_thread_spinning: bool
        share_cluster_devices_in_session: bool
        @property
        def session_metadata(self) -> SessionMetadata: ...
        optimize_for_static_graph: bool
        enable_mlir_bridge: bool
        mlir_bridge_rollout: int
        enable_mlir_graph_optimization: bool
        disable_output_partition_graphs: bool
        xla_fusion_autotuner_thresh: int
        use_tfrt: bool
        enable_multi_host: bool
        tfrt_use_ifrt: bool
        backend_server_port: int
        target_tpu: bool
        target_gpu: bool
        stream_merge_threshold: int
        disable_functional_ops_lowering: bool
        xla_prefer_single_graph_cluster: bool
        @property
        def coordination_config(self) -> Message: ...
        disable_optimize_for_static_graph: bool
        disable_eager_executor_streaming_enqueue: bool
        finalize_function_library_runtime: bool
        finalize_resource_manager: bool
        tf2xla_dump_dir: str
        online_cost_analysis: bool
        def __init__(self, *, collective_group_leader: str | None = ..., executor_type: str | None = ..., recv_buf_max_chunk: int | None = ..., use_numa_affinity: bool | None = ..., collective_deterministic_sequential_execution: bool | None = ..., collective_nccl: bool | None = ..., share_session_state_in_clusterspec_propagation: bool | None = ..., disable_thread_spinning: bool | None = ..., share_cluster_devices_in_session: bool | None = ..., session_metadata: SessionMetadata | None = ..., optimize_for_static_graph: bool | None = ..., enable_mlir_bridge: bool | None = ..., mlir_bridge_rollout: int | None = ..., enable_mlir_graph_optimization: bool | None = ..., disable_output_partition_graphs: bool | None = ..., xla_fusion_autotuner_thresh: int | None = ..., use_tfrt: bool | None = ..., enable_multi_host: bool | None = ..., tfrt_use_ifrt: bool | None = ..., backend_server_port: int | None = ..., target_tpu: bool | None = ..., target_gpu: bool | None = ..., stream_merge_threshold: int | None = ..., disable_functional_ops_lowering: bool | None = ..., xla_prefer_single_graph_cluster: bool | None = ..., coordination_config: Message | None = ..., disable_optimize_for_static_graph: bool | None = ..., disable_eager_executor_streaming_enqueue: bool | None = ..., finalize_function_library_runtime: bool | None = ..., finalize_resource_manager: bool | None = ..., tf2xla_dump_dir: str | None = ..., online_cost_analysis: bool | None = ...) -> None: ...
    @property
    def device_count(self) -> Map[str, int]: ...
    intra_op_parallelism_threads: int
    inter_op_parallelism_threads: int
    use_per_session_threads: bool
    @property
    def session_inter_op_thread_pool(self) -> Messages[ThreadPoolOptionProto]: ...
    placement_period: int
    @property
    def device_filters(self) -> Scalars[str]: ...
    @property
    def gpu_options(self) -> GPUOptions: ...
    @property
    def pluggable_device_options(self) -> GPUOptions: ...
    allow_soft_placement: bool
    log_device_placement: bool
    @property
    def graph_options(self) -> GraphOptions: ...
    operation_timeout_in_ms: int
    @property
    def rpc_options(self) -> Message: ...
    @property
    def cluster_def(self) -> cluster_pb2.ClusterDef: ...
    isolate_session_state: bool
    share_cluster_devices_in_session: bool
    @property
    def experimental(self) -> ConfigProto.Experimental: ...
    def __init__(self, *, device_count: Mapping[str, int] | None = ..., intra_op_parallelism_threads: int | None = ..., inter_op_parallelism_threads: int | None = ..., use_per_session_threads: bool | None = ..., session_inter_op_thread_pool: Iterable[ThreadPoolOptionProto] | None = ..., placement_period: int | None = ..., device_filters: Iterable[str] | None = ..., gpu_options: GPUOptions | None = ..., pluggable_device_options: GPUOptions | None = ..., allow_soft_placement: bool | None = ..., log_device_placement: bool | None = ..., graph_options: GraphOptions | None = ..., operation_timeout_in_ms: int | None = ..., rpc_options: Message | None = ..., cluster_def: cluster_pb2.ClusterDef | None = ..., isolate_session_state: bool | None = ..., share_cluster_devices_in_session: bool | None = ..., experimental: ConfigProto.Experimental | None = ...) -> None: ...
class RunOptions(Message):
    class Experimental(Message):
        class RunHandlerPoolOptions(Message):
            priority: int
            def __init__(self, *, priority: int | None = ...) -> None: ...
        collective_graph_key: int
        use_run_handler_pool: bool
        @property
        def run_handler_pool_options(self) -> RunOptions.Experimental.RunHandlerPoolOptions: ...
        def __init__(self, *, collective_graph_key: int | None = ..., use_run_handler_pool: bool | None = ..., run_handler_pool_options: RunOptions.Experimental.RunHandlerPoolOptions | None = ...) -> None: ...
    NO_TRACE: int
    SOFTWARE_TRACE: int
    HARDWARE_TRACE: int
    FULL_TRACE: int
    trace_level: int
    timeout_in_ms: int
    inter_op_thread_pool: int
    output_partition_graphs: bool
    @property
    def debug_options(self) -> Message: ...
    report_tensor_allocations_upon_oom: bool
    @property
    def experimental(self) -> RunOptions.Experimental: ...
    def __init__(self, *, trace_level: int | None = ..., timeout_in_ms: int | None = ..., inter_op_thread_pool: int | None = ..., output_partition_graphs: bool | None = ..., debug_options: Message | None = ..., report_tensor_allocations_upon_oom: bool | None = ..., experimental: RunOptions.Experimental | None = ...) -> None: ...
class RunMetadata(Message):
    class FunctionGraphs(Message):
        @property
        def partition_graphs(self) -> Messages[graph_pb2.GraphDef]: ...
        @property
        def pre_optimization_graph(self) -> graph_pb2.GraphDef: ...
        @property
        def post_optimization_graph(self) -> graph_pb2.GraphDef: ...
        def __init__(self, *, partition_graphs: Iterable[graph_pb2.GraphDef] | None = ..., pre_optimization_graph: graph_pb2.GraphDef | None = ..., post_optimization_graph: graph_pb2.GraphDef | None = ...) -> None: ...
    @property
    def step_stats(self) -> Message: ...
    @property
    def cost_graph(self) -> Message: ...
    @property
    def partition_graphs(self) -> Messages[graph_pb2.GraphDef]: ...
    @property
    def function_graphs(self) -> Messages[RunMetadata.FunctionGraphs]: ...
    @property
    def session_metadata(self) -> SessionMetadata: ...
    def __init__(self, *, step_stats: Message | None = ..., cost_graph: Message | None = ..., partition_graphs: Iterable[graph_pb2.GraphDef] | None = ..., function_graphs: Iterable[RunMetadata.FunctionGraphs] | None = ..., session_metadata: SessionMetadata | None = ...) -> None: ...
class TensorConnection(Message):
    from_tensor: str
    to_tensor: str
    def __init__(self, *, from_tensor: str | None = ..., to_tensor: str | None = ...) -> None: ...
class CallableOptions(Message):
    @property
    def feed(self) -> Scalars[str]: ...
    @property
    def fetch(self) -> Scalars[str]: ...
    @property
    def target(self) -> Scalars[str]: ...
    @property
    def run_options(self) -> RunOptions: ...
    @property
    def tensor_connection(self) -> Messages[TensorConnection]: ...
    @property
    def feed_devices(self) -> Map[str, str]: ...
    @property
    def fetch_devices(self) -> Map[str, str]: ...
    fetch_skip_sync: bool
    def __init__(self, *, feed: Iterable[str] | None = ..., fetch: Iterable[str] | None = ..., target: Iterable[str] | None = ..., run_options: RunOptions | None = ..., tensor_connection: Iterable[TensorConnection] | None = ..., feed_devices: Mapping[str, str] | None = ..., fetch_devices: Mapping[str, str] | None = ..., fetch_skip_sync: bool | None = ...) -> None: ...
class BatchingOptions(Message):
    num_batch_threads: int
    max_batch_size: int
    batch_timeout_micros: int
    @property
    def allowed_batch_sizes(self) -> Scalars[int]: ...
    max_enqueued_batches: int
    def __init__(self, *, num_batch_threads: int | None = ..., max_batch_size: int | None = ..., batch_timeout_micros: int | None = ..., allowed_batch_sizes: Iterable[int] | None = ..., max_enqueued_batches: int | None = ...) -> None: ...
DESCRIPTOR: Named
