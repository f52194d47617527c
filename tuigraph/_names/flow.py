"""Control flow, Python functions, queues and readers."""

NAMES = {
    "tf": {
        "engine.ops.flow": "no_op group tuple=tuple_",
        "engine.ops.control_flow": "cond case while_loop",
    },
}
