"""The session pane: each session's variables with their lives, and the values of the current run with theirs."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from tuigraph.harmless import clean
from tuigraph.tui.lifelines import value_life, variable_life
from tuigraph.tui.lines import LineView
from tuigraph.tui.plain import Line, fit, fit_name, length, right, size
from tuigraph.wire.views import SessionView, Snapshot, ValueView, VariableView
from tuigraph.words import message


class Server(NamedTuple):
    """A server, and the sessions that see its variables."""

    target: str
    sessions: tuple[int, ...]


class Container(NamedTuple):
    """A container of a server that has a name."""

    name: str


Row = Server | Container | SessionView | VariableView | ValueView | str  # a string is a message
NONE = message("no_sessions")
MEASURED = 100  # rows of a kind, by which the columns are measured
TYPE = 8  # cells of a type before a value
TOLD = 28  # cells of a value for which a life gives way


class InspectorPane(LineView):
    """Rows are references into the snapshot; only the visible ones are drawn."""

    has_cursor = True

    def __init__(self) -> None:
        super().__init__(id="inspector", classes="pane")
        self._snapshot: Snapshot | None = None
        self._rows: list[Row] = [NONE]
        self._longest: dict[type[VariableView | ValueView], tuple[int, int]] = {}  # name and value among the rows

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment; of another one than before, the value that was born last is scrolled to."""
        moved = self._snapshot is None or snapshot.extent != self._snapshot.extent
        self._snapshot = snapshot
        rows: list[Row] = []
        for target in dict.fromkeys(session.server for session in snapshot.sessions if session.server):
            rows += _on_server(target, snapshot)
        for session in snapshot.sessions:
            if session.server:
                rows.append(session)
                continue
            variables = [v for v in snapshot.variables if v.session == session.session]
            rows += [session, *variables] if variables else [session, message("no_variables")]
        known = {session.session for session in snapshot.sessions}
        rows += [variable for variable in snapshot.variables if variable.session not in known]
        born = sorted((value for value in snapshot.values if value.born), key=lambda value: value.born)
        if rows:
            ran = not snapshot.position.run and any(session.runs for session in snapshot.sessions)
            none = message("no_values_kept") if ran else message("no_values")
            rows += [message("values"), *born] if born else [message("values"), none]
        self._rows = rows or [NONE]
        self._longest = {}
        self.lines_changed()
        if moved:
            newest = max((at for at, row in enumerate(rows) if isinstance(row, SessionView)), default=0)
            self.cursor = len(rows) - 1 if born else newest
            self.turn_to_line(self.cursor)

    def resized(self) -> None:
        super().resized()
        self.turn_to_line(self.cursor)

    @property
    def name_at_cursor(self) -> str:
        """The variable or tensor under the cursor, "" where there is none."""
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else ""
        return row.name if isinstance(row, (VariableView, ValueView)) else ""

    def line_count(self) -> int:
        return len(self._rows)

    def draw(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if isinstance(row, SessionView):
            return self._draw_session(row)
        if isinstance(row, Server):
            return self._draw_server(row)
        if isinstance(row, Container):
            return [(f" {self.texts('container', name=row.name)}", "heading")]
        if isinstance(row, VariableView):
            return self._draw_variable(row, width)
        if isinstance(row, ValueView):
            return self._draw_value(row, width)
        if row == "values":
            return self._draw_values_title(width)
        return [(f"  {self.texts(row)}", "muted")]

    def _draw_session(self, session: SessionView) -> Line:
        title = self.texts("session", n=session.session), "muted" if session.closed else "heading"
        line: Line = [title, (f"  {self.texts('runs', n=session.runs)}", "muted")]
        if session.closed:
            line.append((f"  {self.texts('closed')}", "bad"))
        if session.server:
            line.append((f"  {self.texts('on_server', target=session.server)}", "muted"))
        return line

    def _draw_server(self, server: Server) -> Line:
        numbers = ", ".join(map(str, server.sessions))
        seen = self.texts("seen_by", n=len(server.sessions), numbers=numbers) if numbers else self.texts("seen_by_none")
        return [(self.texts("server", target=server.target), "heading"), (f"  {seen}", "muted")]

    def _draw_variable(self, view: VariableView, width: int) -> Line:
        name, value, life = _shares(width - 4, *self._measured(VariableView))
        runs = max([a.run for a in view.assignments] + [view.initialized_run] + [self._runs(view.session)])
        bar = variable_life(view, runs, life, self.glyphs)
        dead = view.state == "destroyed"
        tone = "muted" if dead else "warn" if view.state == "uninitialized" else "value"
        return [
            ("  ", ""),
            (fit_name(clean(view.name), name, self.glyphs.ellipsis), "muted" if dead else ""),
            (" ", ""),
            (fit(self._told(view), value, self.glyphs.ellipsis), tone),
            (" ", ""),
            (fit(bar, life, ""), "muted" if dead else "good"),
        ]

    def _told(self, view: VariableView | ValueView) -> str:
        """What is said of a variable or a value beside its name."""
        if isinstance(view, VariableView) and view.state == "destroyed":
            return self.texts("destroyed_by", what=view.destroyed)
        if isinstance(view, VariableView) and view.state == "uninitialized":
            return self.texts("uninitialized")
        preview = clean(self.texts.say(view.preview))
        if isinstance(view, VariableView) and view.writer:
            preview = self.texts("value_written_by", value=preview, who=view.writer)
        shape = view.shape if view.shape not in ("", "[]") else ""
        return f"{shape} {preview}" if shape and not preview.startswith(shape) else preview

    def _measured(self, kind: type[VariableView | ValueView]) -> tuple[int, int]:
        """Cells of the longest name and of the longest value among the rows of a kind."""
        if kind not in self._longest:
            views = [row for row in self._rows if isinstance(row, (VariableView, ValueView)) and isinstance(row, kind)]
            names = max((cell_len(clean(view.name)) for view in views[-MEASURED:]), default=0)
            self._longest[kind] = names, max((cell_len(self._told(view)) for view in views[-MEASURED:]), default=0)
        return self._longest[kind]

    def _runs(self, session: int) -> int:
        assert self._snapshot is not None
        return max((view.runs for view in self._snapshot.sessions if view.session == session), default=0)

    def _draw_values_title(self, width: int) -> Line:
        assert self._snapshot is not None
        title = self.texts("values")
        live, peak = size(self._snapshot.live_bytes), size(self._snapshot.peak_bytes)
        line = [(title, "heading"), ("  ", ""), (self.texts("bytes", live=live, peak=peak), "muted")]
        return line if length(line) <= width else [*line[:2], (self.texts("bytes_live", live=live), "muted")]

    def _draw_value(self, view: ValueView, width: int) -> Line:
        assert self._snapshot is not None
        at = self._snapshot.position
        longest, told = self._measured(ValueView)
        typed = width >= 70
        name, value, life = _shares(width - 4 - 8, longest, told + TYPE * typed)
        steps = at.steps or max(v.born for v in self._snapshot.values)
        bar = value_life(view, steps, at.step if at.run else steps, life, self.glyphs)
        dead = bool(view.freed)
        preview = f"{view.dtype} {self._told(view)}" if typed else self._told(view)
        held = self.texts("freed") if dead else size(view.bytes)
        return [
            ("  ", ""),
            (fit_name(clean(view.name), name, self.glyphs.ellipsis), "muted" if dead else ""),
            (" ", ""),
            (fit(preview, value, self.glyphs.ellipsis), "muted" if dead else "value"),
            (" ", ""),
            (fit(bar, life, ""), "muted" if dead else "good"),
            (right(held, 8), "muted"),
        ]


def _shares(width: int, longest: int, told: int) -> tuple[int, int, int]:
    """Cells for the name, the value and the life of a row, by the longest name and value that there are."""
    life = max(6, min(24, width // 4, width - longest - min(told, TOLD)))
    room = width - life
    name = max(1, min(longest, max(room * 2 // 5, room - told)))
    return name, max(1, room - name), life


def _on_server(target: str, snapshot: Snapshot) -> list[Row]:
    """A server's variables, each once, whatever number of sessions sees it; as the newest that knows it does."""
    sessions = {view.session: view for view in snapshot.sessions if view.server == target}
    found: dict[tuple[str, str], VariableView] = {}
    for view in sorted(snapshot.variables, key=lambda view: (view.state == "live", view.session)):
        if view.session in sessions:
            found[view.container, view.name] = view
    rows: list[Row] = [Server(target, tuple(n for n, view in sessions.items() if not view.closed))]
    for container in sorted({container for container, _ in found}):
        if container:
            rows.append(Container(container))
        rows += [view for (other, _), view in found.items() if other == container]
    return rows if found else [*rows, message("no_variables")]
