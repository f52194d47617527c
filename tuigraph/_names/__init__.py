"""The public names, by area: which module of ours defines which name of TensorFlow's interface.

Each file here holds NAMES: ``{"tf.nn": {"engine.ops.activations": "relu elu top_k=top_k_op"}}`` says that
`tf.nn.relu` is `relu` in `tuigraph.engine.ops.activations`, and `tf.nn.top_k` is `top_k_op` there.
"""

from __future__ import annotations

from tuigraph._names import array, core, data, flow, images, math, nn, random, summary, train, variables

AREAS = (core, math, array, nn, images, random, flow, variables, train, summary, data)


def tables() -> dict[str, dict[str, str]]:
    """For each module of the interface ``{name: "module:attribute"}``; ``{name: ""}`` is one that is only a table."""
    found: dict[str, dict[str, str]] = {}
    for area in AREAS:
        for namespace, modules in area.NAMES.items():
            table = found.setdefault(namespace, {})
            for module, entries in modules.items():
                for entry in entries.split():
                    name, _, attribute = entry.partition("=")
                    table[name] = f"{module}:{attribute or name}"
    for namespace in list(found):
        parent, _, name = namespace.rpartition(".")
        while parent:
            found.setdefault(parent, {})[name] = ""
            parent, _, name = parent.rpartition(".")
    return found
