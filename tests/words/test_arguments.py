"""argparse speaks the reader's language, and what it complains of is a message with fields, not its English text."""

from __future__ import annotations

import argparse
import ast
import inspect
from typing import NoReturn

import pytest

from tuigraph.wire.said import Text, said
from tuigraph.words import Words
from tuigraph.words.arguments import SENTENCES, said_of, spoken

OF_PROGRAMMERS = {  # complaints about how a parser is made; and what is asked of one in ways that we never do
    "%(heading)s:",
    "%r is not callable",
    "%r is not a valid argument parser",
    "'required' is an invalid argument for positionals",
    ".__call__() not defined",
    'argument "-" with mode %r',
    "can't open '%(filename)s': %(error)s",
    "cannot have multiple subparser arguments",
    "cannot merge actions - two groups are named %r",
    "conflicting option string: %s",
    "conflicting subparser alias: %s",
    "conflicting subparser: %s",
    "dest= is required for options like %r",
    "expected %s argument",
    "invalid conflict_resolution value: %r",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "mutually exclusive arguments must be optional",
    "%(option)s is deprecated",
    "%(prog)s: warning: %(message)s\n",  # of what is deprecated
    " (default: %(default)s)",  # of a formatter that we do not use
    "show program's version number and exit",  # unless one is given, as "subcommands" is
    "subcommands",
    "argument '%(argument_name)s' is deprecated",
    "command '%(parser_name)s' is deprecated",
    "option '%(option)s' is deprecated",
}


class Refusal(Exception):
    def __init__(self, text: Text) -> None:
        self.text = text


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refusal(said_of(message))


def refusal(*arguments: str, words: Words | None = None) -> Text:
    with spoken(words or Words("en")):
        parser = Parser(prog="made")
        parser.add_argument("name")
        parser.add_argument("--most", type=int)
        parser.add_argument("--kind", choices=("a", "b"))
        parser.add_argument("--all", action="store_true")
        parser.add_argument("--alike", action="store_true")
        with pytest.raises(Refusal) as caught:
            parser.parse_args(arguments)
    return caught.value.text


def test_every_sentence_of_argparse_has_a_message() -> None:
    said = {
        call.args[0].value
        for call in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
        if isinstance(call.args[0], ast.Constant)
    }
    assert "the following arguments are required: %s" in said
    assert said - SENTENCES.keys() - OF_PROGRAMMERS == set()


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        ((), "the following arguments are required: name", "缺少参数：name"),
        (("x", "y"), "unrecognized arguments: y", "不认识的参数：y"),
        (("x", "--most"), "argument --most: expected one argument", "参数 --most：需要一个值"),
        (("x", "--most", "z"), "argument --most: invalid int value: 'z'", "参数 --most：'z' 不是有效的 int 值"),
        (("x", "--all=1"), "argument --all: ignored explicit argument '1'", "参数 --all：不带值，却给了 '1'"),
        (("x", "--al"), "ambiguous option: --al could match --all, --alike", "选项 --al 不明确，可能是 --all, --alike"),
    ],
)
def test_a_complaint_is_a_sentence(arguments: tuple[str, ...], english: str, chinese: str) -> None:
    sentence = refusal(*arguments)
    assert Words("en").say(sentence) == english
    assert Words("zh").say(sentence) == chinese
    assert refusal(*arguments, words=Words("zh")) == sentence


def test_a_sentence_within_a_complaint_is_one_too() -> None:
    found = refusal("x", "--kind", "{c}")
    assert not isinstance(found, str)
    assert found.id == "args_of"
    assert found.fields["argument_name"] == "--kind"
    assert Words("zh").say(found).startswith("参数 --kind：不能是 '{c}'（可选：")
    assert said_of("its own text") == "its own text"
    assert said("args_one") == refusal("x", "--most").fields["message"]  # type: ignore[union-attr]


def test_argparse_speaks_english_again_afterwards() -> None:
    with spoken(Words("zh")):
        parser = argparse.ArgumentParser(prog="made")
        assert parser.format_usage().startswith("用法：")
    assert argparse.ArgumentParser(prog="made").format_usage().startswith("usage: ")
