"""What the last line of the study screen says: the keys of what has the keys, and what they do at this moment."""

from __future__ import annotations

from dataclasses import replace

from tuigraph.tui.dress import dress
from tuigraph.tui.keys import ANSWERING, ASKED, AT_PROMPT, STUDY
from tuigraph.tui.keys_now import moves_now
from tuigraph.tui.learning import Learning
from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.study.part import Part
from tuigraph.tui.study.talk import Talk
from tuigraph.tui.widgets.card import Card
from tuigraph.tui.widgets.footer import Footer


class KeyLine(Part):
    """Chooses among the tables of `tui/keys.py`."""

    def __init__(self, screen: Openers, learning: Learning, talk: Talk) -> None:
        super().__init__(screen)
        self._learning = learning
        self._talk = talk

    @property
    def at_prompt(self) -> bool:
        """Whether the keys are for the prompt."""
        focused = self.screen.focused
        return focused is not None and focused.id == "input"

    @property
    def now(self) -> list[tuple[str, str]]:
        """The keys that do something of their own where the program stands, and what."""
        learning, snapshot = self._learning, self._talk.snapshot
        if snapshot is None:
            return []
        does = dict(moves_now(snapshot, learning.lesson, self.texts, dress(self.screen.app).glyphs))
        if self.screen.query_one(Card).display:
            does["answer"] = self.texts("about_answer")
        return [(key.shown, does[key.action]) for key in STUDY if does.get(key.action)]

    def show(self) -> None:
        """The keys of what has the keys, those for what there is to do, and what they do at this moment."""
        learning, card, snapshot = self._learning, self.screen.query_one(Card), self._talk.snapshot
        there = {
            "question": learning.question is not None and (card.wants_text or not card.whole),
            "choices": card.asks > 0,
            "exercise": learning.exercise is not None,
            "hint": learning.more_hints > 0 or (learning.unsolved and learning.has_solution),
            "running": snapshot is not None and snapshot.state == "running",
            "past": self._talk.behind,
        }
        now: dict[str, str] = {}
        if snapshot is not None and not (card.typing or self.at_prompt):
            now.update(moves_now(snapshot, learning.lesson, self.texts, dress(self.screen.app).glyphs))
            if learning.has_solution and not learning.more_hints:
                now["hint"] = self.texts("key_solution")
            if learning.guidance is not None:
                now["leave"] = self.texts("key_leave_tour")
            elif card.whole:
                now["leave"] = self.texts("key_put_away")
        study = [replace(key, shown=f"1-{card.asks}") if key.when == "choices" else key for key in STUDY]
        asked = snapshot is not None and snapshot.asking is not None
        at_prompt = ASKED if asked else AT_PROMPT
        keys = ANSWERING if card.typing else at_prompt if self.at_prompt else study
        self.screen.query_one(Footer).show(keys, frozenset(name for name, is_there in there.items() if is_there), now)
