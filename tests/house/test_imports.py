"""The arrows of the design: which layer may import which, held by reading the imports of every module."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "tuigraph"
pytestmark = pytest.mark.xdist_group("imports")  # each file is parsed once, on one worker


class Layer(NamedTuple):
    """What the modules under a name may import: modules of tuigraph (with what is below them), other packages."""

    ours: tuple[str, ...]
    others: tuple[str, ...] = ()


# The longest name that fits a module decides.
LAYERS = {
    "tuigraph": Layer(("tuigraph._api",)),
    "tuigraph._api": Layer(("tuigraph._names", "tuigraph.absent", "tuigraph.engine")),
    "tuigraph._names": Layer(("tuigraph._names",)),
    "tuigraph.absent": Layer(("tuigraph.wire.said", "tuigraph.words")),
    "tuigraph.lacks": Layer(
        (
            "tuigraph._api",
            "tuigraph._names",
            "tuigraph.interop.alias",
            "tuigraph.lessons.notebooks",
            "tuigraph.notebook.ipython",
            "tuigraph.reading",
        )
    ),
    "tuigraph.reading": Layer(()),
    "tuigraph.files": Layer(("tuigraph.reading",), ("platformdirs",)),
    "tuigraph.configuration": Layer(("tuigraph.reading", "tuigraph.words"), ("platformdirs", "tomli")),
    "tuigraph.manual": Layer(("tuigraph.words",), ("shtab",)),
    "tuigraph.harmless": Layer(()),
    "tuigraph.engine": Layer(("tuigraph.engine",), ("numpy",)),
    "tuigraph.engine.ops.image_files": Layer(("tuigraph.engine",), ("numpy", "PIL")),
    "tuigraph.cluster": Layer(
        ("tuigraph.cluster", "tuigraph.engine", "tuigraph.files", "tuigraph.interop", "tuigraph.words"),
        ("numpy", "distributed", "cryptography"),
    ),
    "tuigraph.cluster.local": Layer(
        ("tuigraph", "tuigraph.cluster", "tuigraph.files", "tuigraph.training.server", "tuigraph.words")
    ),
    "tuigraph.training.server": Layer(
        ("tuigraph.cluster", "tuigraph.engine", "tuigraph.interop"), ("distributed", "cryptography")
    ),
    "tuigraph.training": Layer(
        (
            "tuigraph.engine",
            "tuigraph.files",
            "tuigraph.reading",
            "tuigraph.training",
            "tuigraph.summaries",
            "tuigraph.interop",
        ),
        ("numpy", "google_crc32c", "tensorboard", "google.protobuf"),
    ),
    "tuigraph.summaries": Layer(
        ("tuigraph.engine", "tuigraph.reading", "tuigraph.summaries", "tuigraph.interop"),
        ("numpy", "tensorboard", "google.protobuf"),
    ),
    "tuigraph.interop": Layer(
        ("tuigraph.engine", "tuigraph.interop", "tuigraph.reading"),
        ("numpy", "absl", "google_crc32c", "tensorboard", "google.protobuf"),
    ),
    "tuigraph.interop.alias": Layer(("tuigraph",)),
    "tuigraph.interop.script": Layer(("tuigraph.interop", "tuigraph.reading")),
    "tuigraph.datasets": Layer(("tuigraph.words",), ("numpy", "sklearn")),
    "tuigraph.digits": Layer(("tuigraph.words",), ("numpy", "sklearn")),
    "tuigraph.mnist": Layer(("tuigraph.digits", "tuigraph.engine"), ("numpy",)),
    "tuigraph.wire": Layer(("tuigraph.wire",), ("msgspec",)),
    "tuigraph.debugger": Layer(
        (
            "tuigraph.configuration",
            "tuigraph.engine",
            "tuigraph.files",
            "tuigraph.harmless",
            "tuigraph.notebook",
            "tuigraph.reading",
            "tuigraph.wire",
            "tuigraph.words",
            "tuigraph.debugger",
        ),
        ("numpy",),
    ),
    "tuigraph.lessons": Layer(
        (
            "tuigraph.files",
            "tuigraph.lessons",
            "tuigraph.notebook.ipython",
            "tuigraph.reading",
            "tuigraph.wire",
            "tuigraph.words",
        )
    ),
    "tuigraph.notebook": Layer(("tuigraph.notebook", "tuigraph.wire.said", "tuigraph.words")),
    "tuigraph.notebook.ipython": Layer(()),
    "tuigraph.notebook.pictures": Layer((), ("PIL", "numpy")),
    "tuigraph.notebook.backend": Layer(("tuigraph.notebook.figures",), ("matplotlib",)),
    "tuigraph.debuggee": Layer(
        (
            "tuigraph.configuration",
            "tuigraph.engine",
            "tuigraph.wire",
            "tuigraph.debugger",
            "tuigraph.debuggee",
            "tuigraph.lessons",
            "tuigraph.interop",
            "tuigraph.notebook",
        )
    ),
    "tuigraph.words": Layer(("tuigraph.harmless", "tuigraph.wire.said", "tuigraph.words")),
    "tuigraph.debuggee.client": Layer(
        ("tuigraph.reading", "tuigraph.wire", "tuigraph.debuggee.client", "tuigraph.debuggee.guard")
    ),
    "tuigraph.debuggee.guard": Layer(()),
    "tuigraph.player": Layer(
        (
            "tuigraph.configuration",
            "tuigraph.wire",
            "tuigraph.words",
            "tuigraph.debugger",
            "tuigraph.debuggee.judging",
            "tuigraph.debuggee.programs",
            "tuigraph.harmless",
            "tuigraph.lessons",
            "tuigraph.player",
        )
    ),
    "tuigraph.player.text": Layer(
        (
            "tuigraph.wire",
            "tuigraph.words",
            "tuigraph.lessons",
            "tuigraph.player",
            "tuigraph.tui.figures",
            "tuigraph.tui.glyphs",
            "tuigraph.tui.prose",
        )
    ),
    "tuigraph.player.screen": Layer(
        (
            "tuigraph.configuration",
            "tuigraph.wire",
            "tuigraph.debuggee.client",
            "tuigraph.files",
            "tuigraph.lessons",
            "tuigraph.player",
            "tuigraph.tui",
            "tuigraph.words",
        ),
        ("textual",),
    ),
    "tuigraph.checkpoint_text": Layer(("tuigraph.engine.errors", "tuigraph.training", "tuigraph.words"), ("numpy",)),
    "tuigraph.graph_file": Layer(
        (
            "tuigraph",
            "tuigraph.engine",
            "tuigraph.event_files",
            "tuigraph.harmless",
            "tuigraph.interop.lowering",
            "tuigraph.interop.protos",
            "tuigraph.reading",
            "tuigraph.words",
        ),
        ("google.protobuf", "tensorboard"),
    ),
    "tuigraph.event_files": Layer(
        ("tuigraph.interop.record_framing", "tuigraph.reading"), ("google.protobuf", "tensorboard")
    ),
    "tuigraph.event_kinds": Layer(("tuigraph.words",), ("numpy", "google.protobuf", "tensorboard")),
    "tuigraph.logs": Layer(
        (
            "tuigraph.debugger.series",
            "tuigraph.event_files",
            "tuigraph.event_kinds",
            "tuigraph.harmless",
            "tuigraph.words",
        ),
        ("tensorboard",),
    ),
    "tuigraph.tui": Layer(
        (
            "tuigraph.configuration",
            "tuigraph.wire",
            "tuigraph.debuggee.client",
            "tuigraph.files",
            "tuigraph.harmless",
            "tuigraph.lessons",
            "tuigraph.logs",
            "tuigraph.reading",
            "tuigraph.tui",
            "tuigraph.words",
        ),
        ("textual", "rich", "pygments", "markdown_it"),
    ),
    "tuigraph.cli": Layer(
        (
            "tuigraph.__version__",
            "tuigraph.absent",
            "tuigraph.checkpoint_text",
            "tuigraph.cluster",
            "tuigraph.configuration",
            "tuigraph.datasets",
            "tuigraph.debuggee.client",
            "tuigraph.debuggee.notebook",
            "tuigraph.debuggee.plain",
            "tuigraph.files",
            "tuigraph.graph_file",
            "tuigraph.harmless",
            "tuigraph.interop.script",
            "tuigraph.lacks",
            "tuigraph.lessons",
            "tuigraph.logs",
            "tuigraph.manual",
            "tuigraph.notebook.pictures",
            "tuigraph.player",
            "tuigraph.tui",
            "tuigraph.wire",
            "tuigraph.words",
        )
    ),
    "tuigraph.__main__": Layer(("tuigraph.cli",)),
}

FILES = sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def is_under(name: str, top: str) -> bool:
    return name == top or name.startswith(top + ".")


def layer_of(module: str) -> str:
    """The name in LAYERS that decides about a module; what is not listed under the package itself has none."""
    fitting = [name for name in LAYERS if is_under(module, name) and (name != "tuigraph" or module == "tuigraph")]
    return max(fitting, key=len, default="")


class Import(NamedTuple):
    line: int
    name: str  # in full, of what is imported
    when: str  # LOADING, CALLED or CHECKING


LOADING = "when the module is loaded"
CALLED = "when a function is called"
CHECKING = "for types only"


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Every import of a module, wherever it stands."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return tuple(imports_in(ast.parse(path.read_text(encoding="utf-8")), package, LOADING))


def imports_in(node: ast.AST, package: str, when: str) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inside = when
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and when == LOADING:
            inside = CALLED
        elif isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(child.lineno, alias.name, when)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                above = package.split(".")[: len(package.split(".")) - child.level + 1]
                base = ".".join([*above, base] if base else above)
            for alias in child.names:
                full = f"{base}.{alias.name}"
                is_named = full in MODULES or alias.name == "__version__"
                yield Import(child.lineno, full if is_named else base, when)
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for statement in child.body:
                yield from imports_in(ast.Module([statement], []), package, CHECKING)
            for statement in child.orelse:
                yield from imports_in(ast.Module([statement], []), package, when)
            continue
        yield from imports_in(child, package, inside)


def breaches(module: str) -> list[str]:
    """The imports of a module that its layer does not allow."""
    name = layer_of(module)
    if not name:
        return [f"{module} belongs to no layer: add it to LAYERS, as tuigraph/DESIGN.md has it"]
    allowed = LAYERS[name]
    wrong = []
    for line, imported, _ in imports(module):
        top = imported.partition(".")[0]
        if top == "tuigraph":
            good = any(is_under(imported, ours) for ours in allowed.ours) or (
                imported == "tuigraph" and "tuigraph" in allowed.ours
            )
        else:
            good = top in sys.stdlib_module_names or any(is_under(imported, other) for other in allowed.others)
        if not good:
            where = f"{MODULES[module].relative_to(ROOT)}:{line}"
            wrong.append(f"{where} imports {imported}; layer {name} may import {allowed.ours + allowed.others}")
    return wrong


def test_modules_import_only_what_their_layers_allow() -> None:
    wrong = [breach for module in MODULES for breach in breaches(module)]
    assert not wrong, "\n".join(wrong)


def test_every_layer_that_is_named_exists() -> None:
    assert [name for name in LAYERS if name not in MODULES] == []


DISTRIBUTIONS = {
    # where the name of the package to install is not that of the module
    "PIL": "pillow",
    "absl": "absl-py",
    "tomllib": "tomli",  # on Python 3.10
    "google_crc32c": "google-crc32c",
    "google": "protobuf",
    "markdown_it": "markdown-it-py",
    "sklearn": "scikit-learn",
}


def test_every_package_that_is_imported_is_a_declared_dependency_and_no_other() -> None:
    tops = {name.partition(".")[0] for module in MODULES for _, name, _ in imports(module)}
    foreign = {top for top in tops if top != "tuigraph" and top not in sys.stdlib_module_names}
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    assert block
    declared = re.findall(r'^ +"([\w-]+)[^"]*",  +# \w', block[1], re.MULTILINE)
    extras = re.findall(r"^(?:images|cluster|figures) = \[(.*)\]", text, re.MULTILINE)
    assert len(extras) == 3
    optional = re.findall(r'"([\w-]+)', " ".join(extras))
    assert sorted([*declared, *optional]) == sorted({DISTRIBUTIONS.get(top, top) for top in foreign})


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_screen_is_painted_without_numpy_or_engine() -> None:
    loaded = modules_after("import tuigraph.cli, tuigraph.tui.app, tuigraph.lessons, tuigraph.debuggee.client")
    heavy = [name for name in loaded if is_under(name, "numpy") or is_under(name, "tuigraph.engine")]
    assert sorted(heavy) == []


def test_engine_needs_numpy_and_nothing_else() -> None:
    loaded = modules_after("import tuigraph as tf\ntf.Session().run(tf.constant(1) + 2)")
    tops = {name.partition(".")[0] for name in loaded} - {"numpy", "tuigraph", "__main__"}
    site = {top for top in tops if top not in sys.stdlib_module_names and not top.startswith("_")}
    assert site == set()


def test_command_line_starts_without_heavy_imports() -> None:
    loaded = modules_after("import tuigraph.cli")
    heavy = {"msgspec", "numpy", "textual", "rich", "sklearn", "tensorboard", "tuigraph.engine", "tuigraph.tui"}
    assert not loaded & heavy
