"""Type stubs of the public names, written from the tables: ``python -m tuigraph._names.stubs``.

At run time a name is looked up when it is used, which no type checker and no editor can follow.  They read stubs:
``tuigraph/__init__.pyi`` for `tf` itself, and a file in ``tuigraph/_stubs`` for each module of the interface below it.
A stub holds nothing but imports of what the tables name, and its list, so signatures and docstrings are those of the
definitions.
"""

from __future__ import annotations

from pathlib import Path

from tuigraph._names import tables

HEAD = '"""{} as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""\n\n'


def stubs() -> dict[str, str]:
    """The text of each stub, by its path within the package."""
    found = tables()
    parents = {namespace.rpartition(".")[0] for namespace in found}
    made = {}
    for namespace, table in found.items():
        _, _, inner = namespace.partition(".")
        path = inner.replace(".", "/")
        if not inner:
            path = "__init__.pyi"
        else:
            path = f"_stubs/{path}/__init__.pyi" if namespace in parents else f"_stubs/{path}.pyi"
        made[path] = HEAD.format(f"`{namespace}`") + "".join(sorted(_imports(inner, table))) + _exported(table)
    made["__init__.pyi"] += "\n__version__: str\n"
    made["_stubs/__init__.pyi"] = HEAD.format("What stands below `tf`,")
    return made


def _imports(inner: str, table: dict[str, str]) -> list[str]:
    below = ".".join(["tuigraph._stubs", *([inner] if inner else [])])
    lines = []
    for name, target in table.items():
        module, _, attribute = target.partition(":")
        lines.append(f"from {f'tuigraph.{module}' if target else below} import {attribute or name} as {name}\n")
    return lines


def _exported(table: dict[str, str]) -> str:
    """Without this list, what is imported under another name (`range_ as range`) is private to the stub."""
    return "\n__all__ = [\n" + "".join(f'    "{name}",\n' for name in sorted(table)) + "]\n"


def write(package: Path) -> None:
    """Bring the stubs of a package up to date; those of modules that are no longer there go."""
    texts = stubs()
    for old in [package / "__init__.pyi", *(package / "_stubs").rglob("*.pyi")]:
        if old.relative_to(package).as_posix() not in texts:
            old.unlink(missing_ok=True)
    for path, text in texts.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).resolve().parent.parent)
