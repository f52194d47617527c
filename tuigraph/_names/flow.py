"""Control flow, Python functions, queues and readers."""

NAMES = {
    "tf": {
        "engine.ops.flow": "no_op group",
    },
}
