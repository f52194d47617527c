"""Control flow, Python functions, queues and readers."""

NAMES = {
    "tf": {
        "engine.ops.flow": "no_op group tuple=tuple_",
        "engine.ops.control_flow": "cond",
        "engine.ops.while_loop": "while_loop",
        "engine.ops.case": "case",
        "engine.ops.functional": "map_fn foldl foldr scan",
        "engine.ops.tensor_arrays": "TensorArray",
        "engine.ops.queues": (
            "QueueBase FIFOQueue PaddingFIFOQueue PriorityQueue=PriorityQueueOp RandomShuffleQueue=RandomShuffleQueueOp"
        ),
        "engine.ops.readers": (
            "ReaderBase TextLineReader WholeFileReader IdentityReader FixedLengthRecordReader read_file decode_csv"
        ),
        "training.record_reader": "TFRecordReader",
        "engine.ops.accumulators": "ConditionalAccumulator",
    },
    "tf.train": {
        "training.coordinator": "Coordinator QueueRunner add_queue_runner start_queue_runners LooperThread",
        "training.input": (
            "input_producer string_input_producer range_input_producer slice_input_producer limit_epochs "
            "batch shuffle_batch batch_join shuffle_batch_join maybe_batch maybe_batch_join maybe_shuffle_batch "
            "maybe_shuffle_batch_join match_filenames_once"
        ),
    },
    "tf.io": {"engine.ops.readers": "read_file decode_csv"},
    "tf.queue": {
        "engine.ops.queues": (
            "QueueBase FIFOQueue PaddingFIFOQueue PriorityQueue=PriorityQueueOp RandomShuffleQueue=RandomShuffleQueueOp"
        ),
    },
}
