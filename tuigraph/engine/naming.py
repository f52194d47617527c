"""How operations get their names: unique without regard to case, under the name scope that is open.

The rules are those of `tf.Graph.unique_name` and `tf.name_scope`: ``add``, ``add_1``, ``add_2``; a scope name that
ends in a slash is entered as it stands; ``None`` and ``""`` lead back to the top.
"""

from __future__ import annotations

import re
import threading

_OP_NAME = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\\-/]*$")
_NODE_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/]*\Z")
_SCOPE_NAME = re.compile(r"^[A-Za-z0-9_.\\\-/]*$")


class Names(threading.local):
    """The names that a graph has given out, and the scope that prefixes the next one, which each thread has for itself.

    `used`: how often each name was asked for, in lower case; all threads share it.
    """

    def __init__(self, used: dict[str, int]) -> None:
        self._used = used
        self.scope = ""  # without the slash at its end

    def unique(self, name: str, mark_as_used: bool = True) -> str:
        """`name` under the open scope, with ``_1``, ``_2`` ... where it is taken (`tf.Graph.unique_name`)."""
        full = f"{self.scope}/{name}" if self.scope else name
        key = full.lower()
        count = self._used.get(key, 0)
        if mark_as_used:
            self._used[key] = count + 1
        if count:
            base = key
            while key in self._used:
                key = f"{base}_{count}"
                count += 1
            if mark_as_used:
                self._used[key] = 1
                self._used[base] = max(self._used[base], count)
            full = f"{full}_{count - 1}"
        return full

    def take(self, name: str) -> None:
        """Mark a name as given out although `unique` did not make it (imported graphs)."""
        self._used.setdefault(name.lower(), 1)


def check_op_name(name: str) -> None:
    """Raises ValueError where TensorFlow refuses an operation's name."""
    if not _OP_NAME.match(name):
        raise ValueError(
            f"'{name}' is not a valid node name: use letters, digits, '.', '_', '-', '/', not starting with '_'."
        )


def check_node_name(name: str) -> None:
    """Raises ValueError where TensorFlow refuses the name of a node in a GraphDef."""
    if not _NODE_NAME.match(name):
        raise ValueError(f"Node '{name}': Node name contains invalid characters")


def check_scope_name(name: str, at_top: bool) -> None:
    """Raises ValueError where TensorFlow refuses a scope's name."""
    if not (_OP_NAME if at_top else _SCOPE_NAME).match(name):
        raise ValueError(f"'{name}' is not a valid scope name")
