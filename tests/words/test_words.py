"""Words of a language: fields, plural forms, sentences within sentences, what is missing; a language more."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.words.said import PACKAGE
from tuigraph.wire.said import said
from tuigraph.words import Words, catalogue, languages, of_locale, po

SHIPPED = tuple(sorted(path.stem for path in (PACKAGE / "words").glob("*.po")))
THIRD = """
msgid ""
msgstr ""
"Language: tlh\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);\\n"

msgid "pane_graph"
msgstr "ghun"

msgid "nodes"
msgid_plural "nodes"
msgstr[0] "wa'"
msgstr[1] "{n} puS"
msgstr[2] "{n} law'"
"""


@pytest.fixture
def third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of catalogues in which somebody has put one file more."""
    for file in (PACKAGE / "words").glob("*.po"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "tlh.po").write_text(THIRD, encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", str(tmp_path))
    forget()
    yield
    forget()


def forget() -> None:
    for cached in (catalogue.languages, catalogue._load):
        cached.cache_clear()


def test_fields_are_filled_in() -> None:
    assert Words("en")("run", n=3) == "run 3"
    assert Words("zh")("run", n=3) == "运行 3"


def test_plural_forms_follow_the_language() -> None:
    assert [Words("en")("nodes", n=n) for n in (0, 1, 2)] == ["0 nodes", "1 node", "2 nodes"]
    assert [Words("zh")("nodes", n=n) for n in (1, 2)] == ["1 个节点", "2 个节点"]


def test_a_sentence_within_a_sentence_is_said_in_the_same_language() -> None:
    sentence = said("not_kept", why=said("no_hint"))
    assert Words("en").say(sentence) == "Progress cannot be kept: There is no further hint."
    assert Words("zh").say(sentence) == "无法保存进度：没有更多提示了。"
    assert sentence == said("not_kept", why=said("no_hint"))


def test_data_is_shown_as_it_is() -> None:
    assert Words("zh").say("run {n}") == "run {n}"
    assert Words("zh")("not_kept", why="{n}") == "无法保存进度：{n}"


def test_a_language_that_there_is_not_is_english() -> None:
    assert Words("tlh").language == "en"
    assert Words("tlh")("pane_graph") == "Graph"


def test_what_no_catalogue_holds_loses_nothing() -> None:
    assert Words("zh")("never_heard_of", n=3) == "never_heard_of {'n': 3}"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "qtz_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en_GB", "LANGUAGE": "tlh:zh:en"}, "zh"),
        ({"LANG": "zhu"}, "en"),
        ({"LANG": "en_GB", "TUIGRAPH_LANG": "zh"}, "zh"),
    ],
)
def test_language_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert of_locale(environment) == language


@pytest.mark.usefixtures("third_language")
def test_another_language_is_one_file() -> None:
    assert languages() == (*sorted({*SHIPPED, "tlh"}),)
    assert of_locale({"LANG": "tlh"}) == "tlh"
    words = Words("tlh")
    assert words("pane_graph") == "ghun"
    assert [words("nodes", n=n) for n in (1, 3, 9)] == ["wa'", "3 puS", "9 law'"]
    assert words("pane_lesson") == "Lesson"  # not translated yet


@pytest.mark.usefixtures("third_language")
def test_a_third_language_can_be_chosen_on_the_command_line() -> None:
    from tuigraph.cli import _parsed

    assert _parsed(["--lang", "tlh"]).lang == "tlh"


def test_words_are_found_in_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as made:
        alone = [PACKAGE / "__init__.py", PACKAGE / "harmless.py"]
        for file in [*alone, *(PACKAGE / "wire").glob("*.py"), *(PACKAGE / "words").iterdir()]:
            if file.is_file():
                made.write(file, file.relative_to(PACKAGE.parent))
    code = (
        "from tuigraph.words import *; print(languages(), Words('zh')('pane_lesson'), __import__('tuigraph').__file__)"
    )
    told = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env={"PYTHONPATH": str(archive)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert told.startswith(f"{SHIPPED} 课文")
    assert "app.zip" in told


texts = st.text(st.characters(exclude_categories=["C"], include_characters='\n\t"\\'), min_size=1)


@settings(max_examples=60)
@given(st.dictionaries(texts, st.one_of(texts, st.lists(texts, min_size=2, max_size=2))))
def test_reader_reads_what_babel_writes(messages: dict[str, str | list[str]]) -> None:
    made = Catalog("en", fuzzy=False)
    for id, text in messages.items():
        made.add(id if isinstance(text, str) else (id, id), text if isinstance(text, str) else tuple(text))
    file = io.BytesIO()
    write_po(file, made, width=40)
    found = po.read(file.getvalue().decode("utf-8"))
    found.pop("", None)
    assert found == {id: (text,) if isinstance(text, str) else tuple(text) for id, text in messages.items()}


def test_fuzzy_messages_are_left_out() -> None:
    text = '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n'
    assert po.read(text) == {"c": ("d",)}
    assert [message.id for message in read_po(io.StringIO(text)) if message.id and not message.fuzzy] == ["c"]
