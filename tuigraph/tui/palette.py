"""The commands of a screen in the palette, from the same table as its keys."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.message import Message
from textual.widgets import Input, OptionList

from tuigraph.tui.careful import CarefulScreen
from tuigraph.tui.dress import dress
from tuigraph.tui.keys import LIST, LIST_COMMANDS, OF_TASKS, STUDY, STUDY_COMMANDS, THEME_COMMANDS

_CHOICES = (events.Key, Input.Submitted, OptionList.OptionSelected)


class Commands(Provider):
    """What the screen under the palette can do."""

    def _entries(self) -> Iterable[tuple[str, str]]:
        texts = dress(self.app).texts
        keys = getattr(self.screen, "KEYS", LIST)
        learning = getattr(self.screen, "learning", None)
        of_program = learning is not None and learning.lesson.is_program
        for key in keys:
            if of_program and key.when in OF_TASKS:
                continue
            if key.action not in ("", "app.command_palette"):
                yield f"{texts(key.text)}  ({key.shown})", key.action
        commands = {STUDY: STUDY_COMMANDS, LIST: LIST_COMMANDS}.get(keys, ())
        yield from ((texts(text), action) for action, text in commands if not (of_program and action == "reset"))
        yield from ((texts(text), f"app.choose_theme('{theme}')") for theme, text in THEME_COMMANDS)

    async def discover(self) -> Hits:
        for name, action in self._entries():
            yield DiscoveryHit(name, partial(self.screen.run_action, action))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, action in self._entries():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), partial(self.screen.run_action, action))


class _Choices(CommandList):
    """The list of the palette; a click may come for a line that is gone by then."""

    async def _on_click(self, event: events.Click) -> None:
        if event.style.meta.get("option", -1) >= self.option_count:
            event.prevent_default()


class Palette(CommandPalette, CarefulScreen[None]):
    """Textual's palette, for fingers that are quicker than it is."""

    async def _dispatch_message(self, message: Message) -> None:
        too_late = self.is_mounted and not self.is_current  # it is closed already
        if not (too_late and isinstance(message, _CHOICES)):
            await super()._dispatch_message(message)

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if type(widget) is CommandList:
                widget.__class__ = _Choices
            yield widget

    def _action_command_list(self, action: str) -> None:
        commands = self.query_one(CommandList)
        if commands.option_count and commands.scrollable_content_region:
            super()._action_command_list(action)
