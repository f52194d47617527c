"""The times of a run as a trace."""

import importlib
from typing import Any


def trace(show_dataflow: bool, show_memory: bool) -> Any:
    def program(tf: Any) -> Any:
        inside = "tuigraph.interop" if tf.__name__ == "tuigraph" else "tensorflow.python.client"
        stats = tf.RunMetadata().step_stats
        for device, nodes in (
            (
                "/device:CPU:0",
                [("a", "a = Const()", 10, 5), ("b", "b = Neg(a)", 12, 6), ("c", "c = Add(a, b:1, no, ^a)", 20, 3)],
            ),
            ("/device:CPU:1", [("d", "d = Sub(c/_1)", 30, 2), ("RecvTensor", "", 31, 1), ("e", "odd", 35, 1)]),
            ("/device:GPU:0/stream:all", [("f:Mul", "", 40, 1), ("g", "", 42, 1)]),
        ):
            described = stats.dev_stats.add(device=device)
            for name, label, start, length in nodes:
                node = described.node_stats.add(node_name=name, timeline_label=label, all_start_micros=start)
                node.all_end_rel_micros = length
                for slot in range(2 if name == "b" else 1):
                    held = node.output.add(slot=slot).tensor_description.allocation_description
                    held.requested_bytes, held.allocator_name = 100 * (slot + 1), "cpu"
        made = importlib.import_module(inside + ".timeline").Timeline(stats)
        return tf.constant(made.generate_chrome_trace_format(show_dataflow, show_memory))

    return program


PROGRAMS = {
    "operations": trace(False, False),
    "operations_and_what_flows": trace(True, False),
    "operations_and_memory": trace(True, True),
}
