"""No module imports itself by way of others: neither when it is loaded, nor in a function, nor for its types."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.house.test_imports import CALLED, CHECKING, LOADING, MODULES, imports, imports_in

pytestmark = pytest.mark.xdist_group("imports")  # each file is parsed once, on one worker

ALLOWED: dict[frozenset[str], str] = {
    frozenset({"tuigraph.engine.graph", "tuigraph.engine.node", "tuigraph.engine.opdef"}): (
        "for types: an operation has its record and its graph, which holds it; the rules of a record take the operation"
    ),
}


def circles(edges: dict[str, set[str]]) -> list[frozenset[str]]:
    """The groups of modules that each import all others of the group, by way of others too (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[frozenset[str]] = []
    for start in edges:
        if start in number:
            continue
        path = [(start, iter(sorted(edges[start])))]
        number[start] = lowest[start] = len(number)
        waiting.append(start)
        while path:
            module, following = path[-1]
            for imported in following:
                if imported not in number:
                    number[imported] = lowest[imported] = len(number)
                    waiting.append(imported)
                    path.append((imported, iter(sorted(edges[imported]))))
                    break
                if imported in waiting:
                    lowest[module] = min(lowest[module], number[imported])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[module])
                if lowest[module] == number[module]:
                    at = waiting.index(module)
                    group, waiting = waiting[at:], waiting[:at]
                    if len(group) > 1:
                        found.append(frozenset(group))
    return found


def edges(kinds: Iterable[str]) -> dict[str, set[str]]:
    kinds = set(kinds)
    return {
        module: {name for _, name, when in imports(module) if when in kinds and name in MODULES and name != module}
        for module in MODULES
    }


def told(circle: frozenset[str]) -> str:
    rows = [
        f"  {MODULES[module].name}:{line} imports {name} {when}"
        for module in sorted(circle)
        for line, name, when in imports(module)
        if name in circle and name != module
    ]
    return "\n".join(["A circle of imports:", *rows])


@pytest.mark.parametrize(
    "kinds",
    [(LOADING,), (LOADING, CALLED), (LOADING, CHECKING), (LOADING, CALLED, CHECKING)],
    ids=["when loaded", "in functions", "for types", "all together"],
)
def test_no_circle_of_imports(kinds: tuple[str, ...]) -> None:
    found = [circle for circle in circles(edges(kinds)) if circle not in ALLOWED]
    assert not found, "\n".join(map(told, found))


def test_circles_that_are_allowed_exist_and_none_matters_when_loading() -> None:
    assert set(circles(edges((LOADING, CALLED, CHECKING)))) >= set(ALLOWED)
    assert circles(edges((LOADING,))) == []


def test_circles_are_found_whatever_their_size() -> None:
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
    assert set(circles(graph)) == {frozenset("abc"), frozenset("de")}


def test_three_kinds_of_imports_are_told_apart() -> None:
    text = """
import one
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import two
else:
    import three
class C:
    import four
    def f(self):
        if True:
            import five
"""
    kinds = {name: when for _, name, when in imports_in(ast.parse(text), "here", LOADING)}
    assert kinds == {
        "one": LOADING,
        "typing": LOADING,
        "two": CHECKING,
        "three": LOADING,
        "four": LOADING,
        "five": CALLED,
    }
