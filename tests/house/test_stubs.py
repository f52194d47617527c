"""The type stubs say what the tables of public names say."""

from __future__ import annotations

from tests.conftest import ROOT
from tuigraph._names.stubs import stubs

PACKAGE = ROOT / "tuigraph"


def test_stubs_and_tables_agree() -> None:
    there = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.pyi")}
    again = "make them anew: python -m tuigraph._names.stubs"
    assert there == set(stubs()), again
    old = [path for path, text in stubs().items() if (PACKAGE / path).read_text(encoding="utf-8") != text]
    assert old == [], again
