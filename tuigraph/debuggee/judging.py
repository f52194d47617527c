"""Judges a learner's answers by the rules of lessons, for the debugger, which knows none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuigraph.debugger.questions import Calls, Had, Question
from tuigraph.lessons import Exercise, Passage, Predict, check
from tuigraph.lessons import judge as judge_prediction
from tuigraph.wire.commands import AnswerPrediction
from tuigraph.wire.views import Verdict


def judge(question: Question, names: Mapping[str, Any], calls: Calls, had: Had) -> Verdict:
    """Whether the answer is right.  Raises what the `expect` of a prediction raises."""
    nothing = Passage({"": ""})
    if isinstance(question, AnswerPrediction):
        predict = Predict(nothing, question.answer, question.expect)
        solved, right = judge_prediction(predict, question.text, names, calls)
        return Verdict(question.unit, "", solved, question.text, right, ())
    found = check(Exercise(question.name, nothing, question.check, question.line), names, calls, had)
    return Verdict(question.unit, question.name, found.solved, "", "", tuple(found.message.texts.items()))
