"""The card as drawn lines: a question with its rows, its verdict, an exercise with its hints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tuigraph.lessons import Exercise, Predict
from tuigraph.lessons.progress import Prediction
from tuigraph.tui.code import coded, python_lines
from tuigraph.tui.glyphs import Glyphs
from tuigraph.tui.learning import Learning
from tuigraph.tui.lesson_text import choice_words, in_language, verdict_words
from tuigraph.tui.plain import Line, Span, fit, length, wrap
from tuigraph.tui.prose import prose_lines
from tuigraph.words import Words, message

_CHOICE = re.compile(r"^[-*] +\w+\) +.+\n?", re.MULTILINE)
_GAP = 3  # cells between choices that share a line


@dataclass
class Entry:
    """Where the learner is on a card: the row that the arrows are on, and what has been typed."""

    at: int = -1
    typed: str = ""
    typing: bool = False


@dataclass
class CardText:
    """The lines of a card, and which cells of them are a choice: (line, from, to) -> its place."""

    lines: list[Line] = field(default_factory=list)
    rows: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def choice_at(self, x: int, y: int) -> int | None:
        """The place of the choice that is drawn there."""
        return next((place for (line, a, b), place in self.rows.items() if line == y and a <= x < b), None)


class Writer:
    """Writes cards at one width."""

    def __init__(self, learning: Learning, width: int, texts: Words, glyphs: Glyphs) -> None:
        self._learning, self._width, self._texts, self._glyphs = learning, width, texts, glyphs
        self._language = texts.language

    def write(self, entry: Entry, on: str = "") -> CardText:
        """The card of this moment; `on` says what comes after the lesson."""
        card, learning = CardText(), self._learning
        if learning.folded:
            card.lines.append(self._one_line())
            return card
        kind = learning.kind
        if kind == "verdict":
            self._verdict(card)
        elif learning.guidance is not None:
            did, asks, _ = learning.guidance
            for text, tone in ((did, ""), (asks, "strong")):
                card.lines += wrap([(self._texts(text), tone)], self._width) if text else []
        elif kind in ("question", "given"):
            self._question(card, entry)
        elif kind == "exercise":
            self._exercise(card)
        elif kind in ("solved", "over"):
            if kind == "solved" or learning.just_solved:
                card.lines += wrap([(f"{self._glyphs.done} {self._texts('exercise_solved')}", "good")], self._width)
            if on:
                card.lines += wrap([(on, "strong")], self._width)
        return card

    def _one_line(self) -> Line:
        """What the card is about, when it is put away."""
        learning, say = self._learning, self._texts
        predict = learning.question
        if learning.kind == "verdict" and learning.verdict:
            line = self._verdict_line(*learning.verdict)
        elif learning.kind == "given" and predict is not None:
            line = [
                (self._glyphs.next + " ", "warn"),
                *coded(say("you_said", given=self._choice(predict, learning.given)), ""),
            ]
        elif learning.kind == "question":
            line = [("? ", "warn"), (say("question_put_away"), "")]
        else:
            line = [("! ", "warn"), (say("exercise_put_away"), "")]
        return _cut(line, self._width, self._glyphs.ellipsis)

    def _choice(self, predict: Predict, answer: str | None) -> str:
        return choice_words(predict, answer or "", self._language)

    def _prose(self, card: CardText, text: str, tone: str = "") -> None:
        card.lines += [[(text, kind or tone) for text, kind in line] for line in prose_lines(text, self._width)]

    # ------------------------------------------------------------ questions

    def _question(self, card: CardText, entry: Entry) -> None:
        learning, predict = self._learning, self._learning.question
        assert predict is not None
        text = predict.question.text(self._language)
        self._prose(card, _CHOICE.sub("", text).strip(), "strong")
        choices = predict.choices(self._language)
        if choices:
            self._choices(card, list(choices), list(choices.values()), entry)
        else:
            self._field(card, entry)
        shown = learning.hints(learning.question_unit, None)
        for hint in shown[-1:]:
            self._told(
                card, message("hint_of"), hint.text(self._language), "muted", n=len(shown), of=len(predict.hints)
            )
        last = learning.last_time
        if last is not None and last.given and learning.given is None:
            sign, tone = (self._glyphs.done, "good") if last.solved else (self._glyphs.failed, "bad")
            words = self._texts("last_time", given=self._choice(predict, last.given))
            card.lines += wrap([*coded(words + " ", "muted"), (sign, tone)], self._width)

    def _choices(self, card: CardText, labels: list[str], texts: list[str], entry: Entry) -> None:
        """Each on a line of its own, or all on one where there is room."""
        rows = []
        for place, (label, text) in enumerate(zip(labels, texts, strict=True)):
            mine = self._learning.given == label
            tone = "next" if mine else "cursor" if place == entry.at else ""
            sign = self._glyphs.done if mine else self._glyphs.next if place == entry.at else " "
            words = [(text, tone or kind) for text, kind in (prose_lines(text, 10_000) or ([],))[0]]
            rows.append([(f"{sign} ", "warn"), (f"{place + 1} ", tone or "strong"), (" ", tone), *words])
        if len(rows) * _GAP + sum(map(length, rows)) <= self._width:
            line: Line = []
            for place, row in enumerate(rows):
                begin = length(line)
                line += row
                card.rows[len(card.lines), begin, length(line)] = place
                line.append((" " * _GAP, ""))
            card.lines.append(line)
            return
        for place, row in enumerate(rows):
            for line in wrap(row, self._width, "     "):
                card.rows[len(card.lines), 0, self._width] = place
                card.lines.append(line)

    def _field(self, card: CardText, entry: Entry) -> None:
        """What is typed, where there is nothing to choose from."""
        given = self._learning.given
        line: Line = [(f"{self._texts('your_answer')} ", "strong")]
        if entry.typing:
            line += [(entry.typed, ""), (" ", "cursor")]
        elif given:
            line += [(f"{self._glyphs.done} ", "warn"), (given, "next")]
        else:
            line += [(entry.typed, ""), (f" {self._texts('type_answer')}", "muted")]
        card.lines += wrap(line, self._width, "  ")

    def _verdict(self, card: CardText) -> None:
        judged = self._learning.verdict
        assert judged is not None
        predict, prediction = judged
        card.lines += wrap(self._verdict_line(predict, prediction), self._width, "  ")
        for why in predict.why:
            self._prose(card, why.text(self._language))

    def _verdict_line(self, predict: Predict, prediction: Prediction) -> Line:
        sign, words, tone = verdict_words(predict, prediction, self._texts, self._glyphs)
        return [(f"{sign} ", tone), *coded(words, tone)]

    def _told(self, card: CardText, title: str, text: str, tone: str, **fields: object) -> None:
        """A title and what it is about, on one line if that has room."""
        first, *rest = prose_lines(text, self._width) or ([],)
        head: Span = (f"{self._texts(title, **fields)}: ", "emphasis")
        spans: list[Span] = [head, *[(words, kind or tone) for words, kind in first]]
        if rest:
            self_contained = " ".join("".join(words for words, _ in line) for line in (first, *rest))
            spans = [head, (self_contained, tone)]
        card.lines += wrap(spans, self._width, "  ")

    # ------------------------------------------------------------ exercises

    def _exercise(self, card: CardText) -> None:
        learning, exercise = self._learning, self._learning.exercise
        assert isinstance(exercise, Exercise)
        self._prose(card, exercise.prompt.text(self._language))
        unit, _ = learning.task
        shown = learning.hints(unit, exercise)
        if learning.solution:
            card.lines.append([(self._texts("solution"), "emphasis")])
            for code in python_lines(learning.solution.rstrip("\n")):
                card.lines += wrap([("  ", ""), *code], self._width, "    ")
        else:
            for hint in shown[-1:]:
                self._told(
                    card, message("hint_of"), hint.text(self._language), "muted", n=len(shown), of=len(exercise.hints)
                )
        rejection = learning.rejections.get(learning.task)
        if rejection is not None:
            head = f"{self._glyphs.failed} {self._texts('not_solved')}: "
            reason = coded(in_language(rejection, self._language), "")
            card.lines += wrap([(head, "bad"), *reason], self._width, "  ")


def _cut(line: Line, width: int, ellipsis: str) -> Line:
    """One line of at most this width."""
    (sign, tone), *rest = line
    text = "".join(words for words, _ in rest) or sign
    if not rest:
        return [(fit(text, width, ellipsis).rstrip(), tone)]
    return [(sign, tone), (fit(text, width - len(sign), ellipsis).rstrip(), rest[0][1])]
