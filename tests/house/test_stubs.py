"""The type stubs say what the tables of public names say."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.typings.write import FILES, FOLDER, stub
from tuigraph._names.stubs import stubs

PACKAGE = ROOT / "tuigraph"


def test_stubs_and_tables_agree() -> None:
    there = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.pyi")}
    again = "make them anew: python -m tuigraph._names.stubs"
    assert there == set(stubs()), again
    old = [path for path, text in stubs().items() if (PACKAGE / path).read_text(encoding="utf-8") != text]
    assert old == [], again


@pytest.mark.parametrize("name", FILES)
def test_types_of_messages_name_what_the_messages_have(name: str) -> None:
    told = [line for line in (FOLDER / f"{name}_pb2.pyi").read_text().splitlines() if "__init__" not in line]
    assert set(told) <= {*stub(name).splitlines(), *(line for line in told if "import" in line)}
