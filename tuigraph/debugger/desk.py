"""What a person asks of a stopped program besides letting it go on: stops, watches, values, ways into the past."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from tuigraph.debugger import branch, dumps, examination, expressions, kept, lookup, over_runs, values
from tuigraph.debugger.branch import Branch
from tuigraph.debugger.brief import kind, text_of, told
from tuigraph.debugger.describe import describe
from tuigraph.debugger.expressions import Reader
from tuigraph.debugger.history import key_of
from tuigraph.debugger.lookup import shown_run
from tuigraph.debugger.program import Program
from tuigraph.debugger.project import real
from tuigraph.debugger.refusals import Refused, Unknown
from tuigraph.debugger.stops import Breakpoints, line_of
from tuigraph.debugger.timeline import Timeline
from tuigraph.debugger.travel import Travel
from tuigraph.debugger.watchpoints import Watched
from tuigraph.wire.commands import Break, EndBranch, Rewind, SaveValue, Watch, WhatIf
from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.questions import HealthView, HistoryView, ShowHealth, ShowHistory, ShowValue, ValuePage
from tuigraph.wire.record import replace
from tuigraph.wire.said import Text, joined, said
from tuigraph.wire.views import BranchView, StopReason, WatchView
from tuigraph.words.errors import of_file, of_system

Asked = Break | Watch | Rewind | SaveValue | WhatIf | EndBranch

_NODE_NAME = re.compile(r"[\w.\-]+[/:][\w.\-/:]+")  # and no division


class Desk:
    """Breakpoints and watches of one program.  `names` are those that the program has where it stands.

    They are kept in the file `kept_in` from one start to the next, if there is one.
    """

    def __init__(
        self,
        program: Program,
        output: OutputBuffer,
        names: Callable[[], Mapping[str, Any]],
        kept_in: Path | None = None,
    ) -> None:
        self.breakpoints = Breakpoints()
        self.breakpoints.tell = self.note
        self.watches: list[str] = []
        self.here: Callable[[], str] = lambda: program.units[0].filename  # the file that the program stands in
        self.frame: Callable[[], FrameType | None] = lambda: None  # that the program stands in
        self.cancelled = False  # by an interrupt, on a long way through the past
        self._viewer = values.Viewer()
        self._program = program
        self._output = output
        self._names = names
        self._kept_in = kept_in
        self.timeline = Timeline()
        self._branch: Branch | None = None
        self._branch_at = (0, 0, 0)  # the place on the timeline that it belongs to
        self._ways: dict[type[Asked], Callable[[Any], StopReason]] = {
            Break: self._change_break,
            Watch: self._change_watch,
            SaveValue: self._save,
            Rewind: self._rewind,
            WhatIf: self._suppose,
            EndBranch: self._end_branch,
        }
        if kept_in is not None:
            breakpoints, self.watches = kept.load(kept_in)
            for breakpoint in breakpoints:
                try:
                    self._break(breakpoint)
                except (ValueError, SyntaxError) as error:
                    self.note(said("breakpoint_unfit", why=text_of(error)))
            if self.breakpoints or self.watches:
                restored = [b.words for b in self.breakpoints] + [f"watch {watch}" for watch in self.watches]
                self.note(said("stops_restored", stops=", ".join(restored)))

    def fresh(self, timeline: Timeline) -> None:
        """The program starts over, on another timeline."""
        self.timeline = timeline
        self._viewer = values.Viewer()
        self._branch = None
        self.breakpoints.fresh(self._program.namespace)

    @property
    def travel(self) -> Travel:
        self.cancelled = False
        return Travel(self.timeline, self.breakpoints, self._names, lambda: self.cancelled)

    def views_of_watches(self) -> tuple[WatchView, ...]:
        if not self.watches:
            return ()
        names = self._names()
        return tuple(WatchView(watch, expressions.watch(watch, names, self.timeline)) for watch in self.watches)

    def obey(self, command: Asked) -> StopReason:
        """Do what was asked; what cannot be done is told as a note."""
        try:
            return self._ways[type(command)](command)
        except (Unknown, ValueError, TypeError, SyntaxError) as error:
            self.note(text_of(error))
        return "prompt"

    @property
    def branch(self) -> Branch | None:
        """The branch that was computed for the moment that is shown."""
        if self._branch is not None and self._branch_at != key_of(self.timeline):
            self._branch = None
        return self._branch

    def view_of_branch(self) -> BranchView | None:
        return branch.view(self.timeline, self.branch) if self.branch is not None else None

    def _suppose(self, command: WhatIf) -> StopReason:
        timeline = self.timeline
        try:
            reader = Reader(timeline)
            value = expressions.evaluate(command.value, self._names(), reader)
            if reader.remark:
                self.note(said("supposes_with", values=reader.remark))
        except SyntaxError:
            raise
        except BaseException as error:
            raise Refused(joined((f"{command.value}: ", told(error)))) from None
        supposed = branch.suppose(timeline, command.name, value)
        former = self.branch
        others = [s for s in former.suppositions if s.name != supposed.name] if former else []
        run = shown_run(timeline)
        assert run is not None
        why = branch.obstacle(timeline, run, [*others, supposed])
        if why:
            self.note(said("branch_will_not_be_kept", why=why))
        self._branch = branch.compute(timeline, run, [*others, supposed])
        self._branch_at = key_of(timeline)
        return "prompt"

    def _end_branch(self, command: EndBranch) -> StopReason:
        computed, self._branch = self.branch, None
        if computed is None:
            raise Unknown(said("no_branch_made"))
        if not command.keep:
            return "prompt"
        try:
            branch.keep(self.timeline, computed)
        except Unknown:
            self._branch = computed
            raise
        return "node"

    def page(self, command: ShowValue) -> ValuePage:
        """A part of a value, or why there is none."""
        try:
            remark: Text = ""
            if command.session and command.number < 0:
                found = lookup.find_in_session(self.timeline, command.name, command.session)
            else:
                found, remark = self._found(command.name, command.number)
            page = replace(self._viewer.page(found.value, command), remark=remark)
            run = found.run
            return page if run is None or run is shown_run(self.timeline) else replace(page, run=run.number)
        except values.NoArray:
            page = values.described(describe(found.value, self._sessions()), kind(found.value), command)
            return replace(page, remark=remark)
        except (Unknown, MemoryError) as error:
            return values.nothing(command, text_of(error))

    def history(self, ask: ShowHistory) -> HistoryView:
        """What an expression has come to over all runs."""
        self.cancelled = False
        return over_runs.answer(self.timeline, self._names(), ask, lambda: self.cancelled)

    def health(self, ask: ShowHealth) -> HealthView:
        """What checks find in the past.  Raises Refused for what is no check."""
        self.cancelled = False
        return examination.examine(self.timeline, ask, lambda: self.cancelled)

    def _sessions(self) -> dict[int, Any]:
        """Those that are open, by number."""
        found = {number: record.session() for number, record in self.timeline.lives.sessions.items()}
        return {number: session for number, session in found.items() if session is not None and not session.closed}

    def _save(self, command: SaveValue) -> StopReason:
        try:
            found, _ = self._found(command.name, command.number)
            self.note(said("saved", path=str(values.save(found.value, command.slice, command.path))))
        except (Unknown, ValueError, IndexError) as error:
            self.note(said("not_saved", why=text_of(error)))
        except OSError as error:
            self.note(said("not_saved", why=of_system(error)))
        return "prompt"

    def _found(self, name: str, number: int) -> tuple[lookup.Found, Text]:
        """The value of a name in the graph, or of an expression, and what is to be said of it.  Raises Unknown.

        With a `number` from 0 on, that one of the values that the name has had in the shown run.
        """
        if number >= 0:
            return dumps.numbered(self.timeline, name, number), ""
        try:
            return lookup.find(self.timeline, name), ""
        except Unknown as unknown:
            if _NODE_NAME.fullmatch(name):
                raise
            reason = unknown
        try:
            reader = Reader(self.timeline)
            return expressions.found(name, self._names(), reader), reader.remark
        except Unknown:
            raise
        except NameError:
            raise reason from None
        except BaseException as error:  # whatever the program's code may raise
            raise Unknown(joined((f"{name}: ", told(error)))) from None

    def note(self, text: Text) -> None:
        self._output.add("note", text + "\n" if isinstance(text, str) else text)

    def tell(self, lines: Iterable[Text]) -> None:
        """The answer to a question."""
        for line in lines:
            self._output.add("echo", line + "\n" if isinstance(line, str) else line)

    def _break(self, command: Break) -> None:
        place = None
        if command.kind in ("line", "source"):
            name, line = line_of(command.pattern)
            program = self._program
            file = program.find(name, self.here())
            if command.on:
                program.check_line(file, line)
            place = real(file), line
            if len({unit.filename for unit in program.units} | {file}) > 1:  # the number alone says too little
                shown = Path(file).name if any(unit.filename == file for unit in program.units) else program.shown(file)
                command = replace(command, pattern=f"{shown}:{line}")
        watched = None
        if command.kind in ("change", "when") and command.on:
            frame = self.frame()
            watched = Watched(command.pattern, command.kind == "when", frame, self._program.namespace)
            watched.begin(frame, self.timeline)
        self.breakpoints.change(command, place, watched)

    def _change_break(self, command: Break) -> StopReason:
        self._break(command)
        self._keep()
        return "prompt"

    def _change_watch(self, command: Watch) -> StopReason:
        if command.expression in self.watches:
            self.watches.remove(command.expression)
        if command.on:
            self.watches.append(command.expression)
        self._keep()
        return "prompt"

    def _keep(self) -> None:
        if self._kept_in is not None:
            try:
                kept.save(self._kept_in, self.breakpoints.commands, self.watches)
            except OSError as error:
                self.note(said("stops_not_kept", why=of_file(error)))

    def _rewind(self, command: Rewind) -> StopReason:
        travel = self.travel
        if command.to == "write":
            found, none = travel.back_to_write(command.what), said("no_earlier_write", name=command.what)
        elif command.to == "condition":
            found = travel.back_to_condition(command.what)
            none = said("no_earlier_moment", condition=command.what)
        else:
            found, none = travel.back_to_breakpoint(), said("no_breakpoint_before")
        if not found:
            self.note(said("interrupted") if self.cancelled else none)
            return "prompt"
        if travel.remark:
            self.note(said("condition_holds_with", condition=command.what, values=travel.remark))
        return "breakpoint" if command.to == "breakpoint" else "node"
