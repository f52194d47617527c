"""Judge what a lesson printed, what a learner predicted, and what they did at the prompt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import isclose
from typing import Any

from tuigraph.lessons.lesson import Exercise, Output, Passage, Predict
from tuigraph.wire.said import Text, said
from tuigraph.words import Words, languages

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|\b(?:nan|inf)\b")
_ABSOLUTE = 1e-12
_NEAR = 2e-2


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is accepted; ``message`` says why not."""

    solved: bool
    message: Passage


@dataclass(frozen=True)
class Beside:
    """What a lesson says is printed and what was printed, a line of each ("" for none); whether they agree.

    With `near` they differ as float32 sums do that are added in another order: another machine's stored output.
    """

    book: str
    yours: str
    same: bool
    near: bool = False


class _Wrong(Exception):
    def __init__(self, **texts: str) -> None:
        super().__init__(texts)
        self.texts = texts


def compare_output(expected: Output, printed: str) -> Text:
    """The first difference, a sentence; empty if a cell printed what its lesson says."""
    wanted, got = _lines(expected.text), _lines(printed)
    if expected.stored and all(pair.same or pair.near for pair in beside(expected, printed)):
        return ""
    if "..." in expected.text:
        return "" if _matches(expected, "\n".join(wanted), "\n".join(got)) else said("output_does_not_fit")
    for number, (line, other) in enumerate(zip(wanted, got, strict=False), start=1):
        if not _matches(expected, line, other):
            return said("output_line", line=number, wanted=line, printed=other)
    if len(wanted) != len(got):
        return said("output_length", wanted=said("lines_of_output", n=len(wanted)), printed=len(got))
    return ""


def beside(expected: Output, printed: str) -> list[Beside]:
    """What a lesson says is printed, line by line, beside what was printed; blank lines say nothing."""
    pairs = zip_longest(_lines(expected.text), _lines(printed), fillvalue="")
    same = expected.stored and _matches(expected, expected.text, printed)  # the lines may be broken elsewhere
    nearly = replace(expected, tolerance=max(_NEAR, expected.tolerance)) if expected.stored and not same else expected
    near = not same and nearly is not expected and _matches(nearly, expected.text, printed)
    return [
        Beside(line, other, fits := same or _matches(expected, line, other), near and not fits)
        for line, other in pairs
        if line or other
    ]


def judge(predict: Predict, answer: str, namespace: Mapping[str, Any], calls: Callable[[Any], int]) -> tuple[bool, str]:
    """Whether a prediction holds, and the right answer.  To be called after the code cell has run."""
    value = predict.answer
    if predict.expect:
        value = eval(predict.expect, {**namespace, "calls": calls})
    return _same(answer, value), str(value)


def _unknown(variable: Any, session: Any = None) -> None:
    return None


def check(
    exercise: Exercise,
    namespace: Mapping[str, Any],
    calls: Callable[[Any], int],
    had: Callable[..., list[Any] | None] = _unknown,
) -> Verdict:
    """Run the check of an exercise on a lesson's namespace, which it cannot change.

    It asks `calls` how often a node has run since its cell, and `had` which values a variable was given, in a session
    or in any; that is None where nobody has looked.

    Should a debugger observe the engine, the caller takes it off meanwhile: the check may run sessions.
    """

    def wrong(**texts: str) -> None:
        raise _Wrong(**texts)

    source = "\n" * (exercise.line - 1) + exercise.check
    try:
        exec(
            compile(source, f"<check {exercise.name}>", "exec"),
            {**namespace, "calls": calls, "had": had, "wrong": wrong},
        )
    except _Wrong as refusal:
        return Verdict(False, Passage(refusal.texts))
    except Exception as error:  # what the learner made can fail in any way when the check uses it
        text = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        failed = said("check_failed", why=text)
        return Verdict(False, Passage({language: Words(language).say(failed) for language in languages()}))
    return Verdict(True, Passage({"": ""}))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _matches(expected: Output, wanted: str, got: str) -> bool:
    if expected.stored:
        wanted, got = _plainly(wanted), _plainly(got)
    if not expected.tolerance:
        return re.fullmatch(re.escape(wanted).replace(r"\.\.\.", ".*"), got, re.DOTALL) is not None
    if "".join(_NUMBER.sub("0", wanted).split()) != "".join(_NUMBER.sub("0", got).split()):
        return False
    pairs = zip(_NUMBER.findall(wanted), _NUMBER.findall(got), strict=True)
    return all(isclose(float(a), float(b), rel_tol=expected.tolerance, abs_tol=_ABSOLUTE) for a, b in pairs)


def _same(answer: str, value: Any) -> bool:
    """Whether what a learner typed means a value, however it is written: ``4.0``, ``（9，9）``, ``9x9``, ``no``."""
    text = _plain(answer)
    if not text:
        return False
    if isinstance(value, (list, tuple)):
        return _numbers(text) == [float(number) for number in value]
    if _bare(text) in _SAID[True] | _SAID[False] and str(value) in ("True", "False"):
        return (_bare(text) in _SAID[True]) == (str(value) == "True")
    number, wanted = _number(text), _number(_plain(str(value)))
    if wanted is not None:
        return number is not None and isclose(number, wanted, rel_tol=1e-3)
    return _bare(text) == _bare(_plain(str(value)))


def _plainly(text: str) -> str:
    """Without what versions and runs tell differently: ``np.float64(0.5)``, ``dtype=bool``, addresses, times, files."""
    text = re.sub(r"\bnp\.\w+\(([^()]*)\)", r"\1", text)
    text = re.sub(r",\s*dtype=(?:bool|int64|float64|object|'?<U\d+'?)(?=\))", "", text)
    text = re.sub(r"(?<![.\d])20\d{12}(?!\d)", "TIME", text)
    text = re.sub(r"\bevents\.out\.tfevents\.\d+\.[\w.-]+", "EVENTS", text)
    return re.sub(r"0x[0-9a-f]{6,}", "0x", text)


_SAID = {
    True: {
        "true",
        "t",
        "yes",
        "y",
        "1",
        "ok",
        "correct",
        "是",
        "是的",
        "对",
        "对的",
        "真",
        "真的",
        "会",
        "会的",
        "正确",
        "√",
        "✓",
    },
    False: {"false", "f", "no", "n", "not", "0", "nope", "wrong", "否", "不", "不是", "不是的", "不对", "假", "假的"}
    | {"不会", "不会的", "错", "错的", "错误", "x", "✗"},
}
_COUNTED = re.compile(
    r"(?:x ?|= ?)?(?P<number>[-+]?[\d.,_]+(?:e[-+]?\d+)?|[a-z]+|[零一二两三四五六七八九十]+?) ?"
    r"(?:x|times?|runs?|operations?|nodes?|variables?|[次个遍回轮](?:运行|操作|节点|变量)?)?"
)
_BETWEEN = re.compile(r"[\s,;x*/·()\[\]{}]|-?\bby\b-?|\b(?:rows?|columns?|and|shape|tensorshape)\b|行|列|乘以?|和")
_WORDS = (
    "zero never 零",
    "one once 一",
    "two twice 二 两",
    "three 三",
    "four 四",
    "five 五",
    "six 六",
    "seven 七",
    "eight 八",
    "nine 九",
    "ten 十",
    "eleven 十一",
    "twelve 十二",
    "thirteen 十三",
    "fourteen 十四",
    "fifteen 十五",
    "sixteen 十六",
    "seventeen 十七",
    "eighteen 十八",
    "nineteen 十九",
    "twenty 二十",
)
_IN_WORDS = {word: float(number) for number, words in enumerate(_WORDS) for word in words.split()}
_ALIKE = str.maketrans("×✕✖・、；“”‘’「」『』《》【】〔〕", 'xxx·,;""\'\'""""[][][]')
_AROUND = "\"'` .,。!?"


def _plain(text: str) -> str:
    """Full-width letters, digits and signs are the plain ones, as are capitals; quotes around it do not count."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    return " ".join(text.split()).rstrip(_AROUND).lstrip("\"'` ")


def _number(text: str) -> float | None:
    """A number, also in a word, with thousands set apart, or with what is counted behind it."""
    found = _COUNTED.fullmatch(text.strip("()[]{} "))
    if found is None:
        return None
    digits = found["number"]
    if digits in _IN_WORDS:
        return _IN_WORDS[digits]
    if "," in digits and not re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", digits):
        return None
    try:
        return float(digits.replace(",", ""))
    except ValueError:
        return None


def _numbers(text: str) -> list[float] | None:
    """The numbers of a list or a shape, however they are set apart."""
    parts = [_number(part) for part in _BETWEEN.sub(" ", text).split(" ") if part]
    return None if None in parts else [part for part in parts if part is not None]


def _bare(text: str) -> str:
    """A name of a node, also given as that of its first output; a label, also with the bracket behind it."""
    return re.sub(r" ?/ ?", "/", text).strip("()[]\"'` ").removesuffix(":0")
