"""What a program builds and computes, as plain data.  Runs under TensorFlow 1.15.5 (Python 3.7) as well."""

from typing import Any

import numpy as np

STEPS = 3
UNCOMPARED = ("cond_context", "while_context", "update_ops", "savers")


def describe(tf: Any, program: Any) -> Any:
    """The nodes and collections that `program` makes, and the values of its fetches and variables after three runs.

    Where it raises, the class of the exception instead.  Gradient subgraphs are left out: their result is compared.
    So are collections that hold nothing in a program of datasets, of which TensorFlow's functions leave several.
    """
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(7)
        try:
            fetches = program(tf)
        except Exception as error:
            return {"raises": type(error).__name__}
        found: dict[str, Any] = {"nodes": [node for node in nodes(graph) if "gradients/" not in node[0]]}
        found["collections"] = {}
        has_datasets = any("Dataset" in op.type for op in graph.get_operations())
        for key in sorted(map(str, graph.get_all_collection_keys())):
            if key not in UNCOMPARED and (graph.get_collection(key) or not has_datasets):
                found["collections"][key] = [getattr(item, "name", str(item)) for item in graph.get_collection(key)]
        with tf.Session() as session:
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            session.run(tf.get_collection("begin"))
            try:
                for _ in range(STEPS):
                    values = session.run(fetches)
            except tf.errors.OpError as error:
                found["fails"] = type(error).__name__
                return found
            found["values"] = plain(values)
            found["variables"] = {v.name: plain(session.run(v)) for v in tf.global_variables()}
    return found


def nodes(graph: Any) -> Any:
    """[name, type, inputs] of each node, control inputs sorted and last; a gradient subgraph has no names."""
    described = []
    for op in graph.get_operations():
        inputs = ["gradient" if "gradients/" in t.name else t.name for t in op.inputs]
        described.append(
            [op.name, op.type, inputs + ["^" + name for name in sorted(c.name for c in op.control_inputs)]]
        )
    return described


def plain(value: Any) -> Any:
    """Numbers with five digits, which is what float32 and the order of sums leave."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    array = np.asarray(value)
    if array.dtype.kind == "f":
        return [float(format(item, ".5g")) for item in array.ravel()]
    return [item.decode() if isinstance(item, bytes) else item for item in array.ravel().tolist()]
