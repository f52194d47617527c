"""Judge what a lesson printed, what a learner predicted, and what they did at the prompt."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from tuigraph.lessons.lesson import Exercise, Output, Passage, Predict

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|\b(?:nan|inf)\b")
_ABSOLUTE = 1e-12


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is accepted; ``message`` says why not."""

    solved: bool
    message: Passage


class _Wrong(Exception):
    def __init__(self, **texts: str) -> None:
        super().__init__(texts)
        self.texts = texts


def compare_output(expected: Output, printed: str) -> str:
    """The first difference, ``line 2: expected ..., printed ...``; empty if a cell printed what its lesson says."""
    wanted, got = _lines(expected.text), _lines(printed)
    if "..." in expected.text:
        return "" if _matches(expected, "\n".join(wanted), "\n".join(got)) else f"printed:\n{printed}"
    for number, (line, other) in enumerate(zip(wanted, got, strict=False), start=1):
        if not _matches(expected, line, other):
            return f"line {number}: expected {line!r}, printed {other!r}"
    if len(wanted) != len(got):
        return f"expected {len(wanted)} lines, printed {len(got)}"
    return ""


def judge(predict: Predict, answer: str, namespace: Mapping[str, Any], calls: Callable[[str], int]) -> tuple[bool, str]:
    """Whether a prediction holds, and the right answer.  To be called after the code cell has run."""
    value = predict.answer
    if predict.expect:
        value = eval(predict.expect, {**namespace, "calls": calls})
    return _same(answer, value), str(value)


def check(exercise: Exercise, namespace: Mapping[str, Any], calls: Callable[[str], int]) -> Verdict:
    """Run the check of an exercise on a lesson's namespace, which it cannot change.

    Should a debugger observe the engine, the caller takes it off meanwhile: the check may run sessions.
    """

    def wrong(**texts: str) -> None:
        raise _Wrong(**texts)

    source = "\n" * (exercise.line - 1) + exercise.check
    try:
        exec(compile(source, f"<check {exercise.name}>", "exec"), {**namespace, "calls": calls, "wrong": wrong})
    except _Wrong as refusal:
        return Verdict(False, Passage(refusal.texts))
    except Exception as error:  # what the learner made can fail in any way when the check uses it
        text = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return Verdict(False, Passage({"": text}))
    return Verdict(True, Passage({"": ""}))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _matches(expected: Output, wanted: str, got: str) -> bool:
    if not expected.tolerance:
        return re.fullmatch(re.escape(wanted).replace(r"\.\.\.", ".*"), got, re.DOTALL) is not None
    if "".join(_NUMBER.sub("0", wanted).split()) != "".join(_NUMBER.sub("0", got).split()):
        return False
    pairs = zip(_NUMBER.findall(wanted), _NUMBER.findall(got), strict=True)
    return all(isclose(float(a), float(b), rel_tol=expected.tolerance, abs_tol=_ABSOLUTE) for a, b in pairs)


def _same(answer: str, value: Any) -> bool:
    """``4``, ``4.0`` and ``[4]`` typed by a learner against a value; words regardless of case and quotes."""
    text = answer.strip()
    try:
        typed = ast.literal_eval(text)
        if isinstance(typed, (int, float)) and not isinstance(typed, bool):
            return isclose(typed, float(value), rel_tol=1e-3)
        if typed == value:
            return True
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        pass
    return text.strip("'\"").casefold() == str(value).casefold()
