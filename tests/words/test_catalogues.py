"""The catalogues hold what the code says and nothing else, once, in each language with the same fields."""

from __future__ import annotations

import io
import re
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.words.said import PACKAGE, sayings
from tuigraph.words import languages, po

LANGUAGES = languages()
FILES = {language: PACKAGE / "words" / f"{language}.po" for language in LANGUAGES}
OTHERS = [language for language in LANGUAGES if language != "en"]
SAYINGS = sayings()


def catalog(language: str) -> Catalog:
    """A file, read by Babel."""
    text = FILES[language].read_text(encoding="utf-8")
    return read_po(io.StringIO(text), language, abort_invalid=True)


def forms(language: str) -> dict[str, tuple[str, ...]]:
    """The messages of a language, as Babel has them."""
    found = {}
    for message in catalog(language):
        if message.id:
            id = message.id if isinstance(message.id, str) else message.id[0]
            found[id] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def fields(texts: tuple[str, ...]) -> set[str]:
    """The names of the fields; of plural forms ``n`` is one even where a form does not show it."""
    named = {name.split(".")[0] for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    return named | ({"n"} if len(texts) > 1 else set())


ENGLISH = forms("en")


def test_there_is_english_and_chinese() -> None:
    assert LANGUAGES[0] == "en"
    assert "zh" in LANGUAGES


def test_every_message_that_is_said_is_in_the_catalogue() -> None:
    """An identifier that is put together cannot be found: mark each that comes of it with message()."""
    assert [f"{saying.place}: {saying.id}" for saying in SAYINGS if saying.id not in ENGLISH] == []


def test_every_message_of_the_catalogue_is_said() -> None:
    assert sorted(ENGLISH.keys() - {saying.id for saying in SAYINGS}) == []


def test_a_message_is_given_the_fields_that_it_has() -> None:
    wrong = [
        f"{saying.place}: {saying.id} is given {sorted(saying.fields)}, it has {sorted(fields(ENGLISH[saying.id]))}"
        for saying in SAYINGS
        if saying.fields is not None and saying.id in ENGLISH and saying.fields != fields(ENGLISH[saying.id])
    ]
    assert wrong == []


NEVER_ONE = {"any_integer", "links_cut", "page_cut", "too_large", "too_much_behind"}
"""What is said of a number that is never 1."""


def test_what_is_counted_has_a_singular() -> None:
    counted = re.compile(r"\{\w+(:[^}]*)?\} (more )?(code )?([a-z]+s|boxes)\b")
    verbs = re.compile(r"\} (is|was|has|does|says|needs|differs|belongs|comes)\b")
    plain = {id: texts[0] for id, texts in ENGLISH.items() if len(texts) == 1 and id not in NEVER_ONE}
    assert [f"{id}: {text}" for id, text in plain.items() if counted.search(verbs.sub("}", text))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_messages_share_a_key(language: str) -> None:
    keys = re.findall(r'^msgid "(.+)"', FILES[language].read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_fuzzy_obsolete_or_empty(language: str) -> None:
    found = catalog(language)
    assert list(found.obsolete) == []
    assert [message.id for message in found if message.fuzzy and message.id] == []
    assert [id for id, texts in forms(language).items() if not all(texts)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_and_stands_where_the_original_does(language: str) -> None:
    assert list(forms(language)) == list(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_fields_of_the_original(language: str) -> None:
    translated = forms(language)
    wrong = [id for id, texts in ENGLISH.items() if fields(translated.get(id, texts)) - {"n"} != fields(texts) - {"n"}]
    assert wrong == []
    wrong = [id for id, texts in ENGLISH.items() if "n" in fields(translated[id]) and "n" not in fields(texts)]
    assert wrong == []


def test_chinese_is_chinese() -> None:
    """Only what has no words has no Chinese character: signs, names of keys."""
    same = {id for id, texts in forms("zh").items() if not re.search("[\u4e00-\u9fff]", "".join(texts))}
    assert [id for id in same if re.search("[A-Za-z]{3}", re.sub(r"\{[^}]*\}|PgDn|PgUp", "", ENGLISH[id][0]))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_program_reads_is_what_babel_reads(language: str) -> None:
    ours = po.read(FILES[language].read_text(encoding="utf-8"))
    assert {id: texts for id, texts in ours.items() if id} == forms(language)
    assert po.header(ours)["Plural-Forms"].rstrip(";") == catalog(language).plural_forms.rstrip(";")


def in_a_package(tmp_path: Path, code: str) -> Path:
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    return tmp_path


def test_extraction_finds_calls_marks_keys_and_both_arms_of_a_condition(tmp_path: Path) -> None:
    folder = in_a_package(
        tmp_path,
        "say('one', n=1)\n"
        "self.texts('two' if x else 'three')\n"
        "TABLE = {'a': message('four')}\n"
        "Key('a', 'answer', 'five', 'a', 'six', 1)\n"
        "say(dynamic)\nother('seven')\n",
    )
    found = sayings(folder)
    assert {saying.id for saying in found} == {"one", "two", "three", "four", "five", "six"}
    assert {saying.id: saying.fields for saying in found}["one"] == frozenset({"n"})


def test_an_identifier_that_is_put_together_is_none_that_the_catalogue_holds(tmp_path: Path) -> None:
    [saying] = sayings(in_a_package(tmp_path, "\nsay(f'by_{order}')\n"))
    assert saying.place.endswith("module.py:2")
    assert saying.id == "f'by_{order}'"
