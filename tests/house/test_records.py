"""What is known of an operation stands in its record: no other module decides by the name of its type."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tuigraph as tf
from tuigraph.engine.opdef import find, registry

tf.Graph()  # the first use of a name loads the interface
assert find("no operation at all") is None  # by now every module with operations has been imported
ROOT = Path(tf.__file__).parent
PACKAGES = ("engine", "debugger", "debuggee", "training", "interop", "summaries")
OPERATIONS = ROOT / "engine" / "ops"  # an operation's own file may know its name

# What may go by names, and why: each is a name that a program or a file gives.
EXCUSED = {
    ("engine/graph.py", "op.type in overrides"): "gradient_override_map",
    ("engine/graph.py", "overrides[op.type]"): "gradient_override_map",
    ("engine/gradient_rules.py", "op.attrs.get('_gradient_op_type', op.type)"): "RegisterGradient",
    ("training/server.py", "op.type in placed"): "the ps_ops of replica_device_setter",
    ("training/server.py", "_VARIABLES"): "the ps_ops of replica_device_setter, as TensorFlow has them",
    ("interop/meta_graph.py", "node.op in _SAVING"): "the saver of a file is told by its nodes, as in TensorFlow",
    ("interop/meta_graph.py", "_SAVING"): "the same",
    ("interop/lowering.py", "node.op in CALLS"): "what a file calls its calls, for which there are no operations",
    ("interop/lowering.py", "node.op in CHOICES"): "the same",
    ("interop/lowering.py", "node.op in CONDITIONALS"): "the same",
    ("interop/lowering.py", "node.op in LOOPS"): "the same",
    ("interop/graph_util.py", "node.op == 'ResourceGather'"): "a file's node, for which another is put",
    ("interop/graph_util.py", "node.op == 'CheckNumerics'"): "what TensorFlow takes to be there for training only",
    ("interop/graph_util.py", "definition.op in _VARIABLES"): "what TensorFlow keeps off a GPU, by its names",
    ("interop/graph_util.py", "definition.op not in _ON_CPU"): "the same",
    ("interop/graph_util.py", "_VARIABLES"): "the same",
    ("interop/graph_util.py", "_ON_CPU"): "the same",
    ("summaries/ops.py", "node_def.op != 'TensorSummary'"): "a summary's kind is told by the node of its metadata",
}


def modules() -> list[Path]:
    return sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py") if OPERATIONS not in p.parents)


def decisions(tree: ast.Module) -> Iterator[ast.expr]:
    """Where the type of an operation, or of a node of a file, is compared or looked up."""
    names = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def is_text(node: ast.expr) -> bool:
        node = names.get(node.id, node) if isinstance(node, ast.Name) else node
        return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node))

    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(is_type(side) for side in sides) or (any(map(is_text, sides)) and any(map(is_proto_type, sides))):
                yield node
        elif (isinstance(node, ast.Subscript) and is_type(node.slice)) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and (
                (is_type(node.func.value) and node.func.attr in ("startswith", "endswith"))
                or (node.func.attr in ("get", "setdefault") and any(map(is_type, node.args)))
            )
        ):
            yield node


def is_type(node: ast.expr) -> bool:
    """``op.type``, and not ``value.dtype.type``, which NumPy's are."""
    if not isinstance(node, ast.Attribute) or node.attr != "type":
        return False
    return not (isinstance(node.value, ast.Attribute) and node.value.attr in ("dtype", "numpy"))


def is_proto_type(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "op"


def tables(tree: ast.Module) -> Iterator[str]:
    """The names at module level that hold the names of two operations or more."""
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            parts = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            if len({text for text in parts if isinstance(text, str)} & set(registry)) > 1:
                yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_decides_by_the_name_of_an_operation(path: Path) -> None:
    file, tree = path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())
    found = {*map(ast.unparse, decisions(tree)), *tables(tree)}
    assert found == {what for where, what in EXCUSED if where == file}


@pytest.mark.parametrize(
    "code",
    [
        "if op.type == 'Const': pass",
        "_KINDS = ('Switch', 'Merge')\nany(x.op.type in _KINDS for x in xs)",
        "_SIGNS[op.type]",
        "_SIGNS.get(op.type, '')",
        "op.type.startswith('Assign')",
        "node.op == 'Const'",
    ],
)
def test_a_decision_by_name_is_found(code: str) -> None:
    assert list(decisions(ast.parse(code)))


def test_a_table_of_operations_is_found() -> None:
    assert list(tables(ast.parse("_SIGNS = {'Add': '+', 'Sub': '-'}\nONE = 'Add'"))) == ["_SIGNS"]


@pytest.mark.parametrize(
    "code", ["value.dtype.type(1)", "x.dtype.type == np.float32", "t.op in seen", "print(op.type)"]
)
def test_other_uses_are_none(code: str) -> None:
    assert not list(decisions(ast.parse(code)))
