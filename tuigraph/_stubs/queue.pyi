"""`tf.queue` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.queues import FIFOQueue as FIFOQueue
from tuigraph.engine.ops.queues import PaddingFIFOQueue as PaddingFIFOQueue
from tuigraph.engine.ops.queues import PriorityQueueOp as PriorityQueue
from tuigraph.engine.ops.queues import QueueBase as QueueBase
from tuigraph.engine.ops.queues import RandomShuffleQueueOp as RandomShuffleQueue

__all__ = [
    "FIFOQueue",
    "PaddingFIFOQueue",
    "PriorityQueue",
    "QueueBase",
    "RandomShuffleQueue",
]
