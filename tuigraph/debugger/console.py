"""Answers typed commands from the desk of a debugger, the timeline and the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from tuigraph.debugger import filters, health, nonfinite, reports, stack, threads, typed
from tuigraph.debugger.brief import text_of, told
from tuigraph.debugger.desk import Desk
from tuigraph.debugger.history import key_of
from tuigraph.debugger.place import Place
from tuigraph.debugger.profile import profile, table
from tuigraph.debugger.program import Program
from tuigraph.debugger.provenance import Cause, Provenance, listed
from tuigraph.debugger.refusals import Unknown
from tuigraph.debugger.threads import Threads
from tuigraph.debugger.timeline import Timeline
from tuigraph.engine.dtypes import ALL, BY_NAME
from tuigraph.engine.opdef import find as find_operation
from tuigraph.files import write_text
from tuigraph.harmless import clean
from tuigraph.wire.commands import Among, Break, Command, Quit
from tuigraph.wire.gradient_names import forward_of, gradients_of
from tuigraph.wire.questions import CauseView, ShowValue, ShowWhy, StackView, WhyView
from tuigraph.wire.record import replace
from tuigraph.wire.said import Said, Text, joined, said
from tuigraph.wire.views import Completion
from tuigraph.words import Words, of_locale
from tuigraph.words.errors import of_file
from tuigraph.words.numbers import whole_number

SHOWN = 400  # lines of a tree of causes
_WILD = re.compile(r"[*?\[]")


class Console:
    """A `Teller` for the program that a desk belongs to."""

    def __init__(self, desk: Desk, program: Program, place: Place) -> None:
        self._desk = desk
        self._program = program
        self._place = place
        self.threads = Threads(program, place)
        self._known: Provenance | None = None
        self._why: WhyView | None = None
        self._among = Among()  # what the last `run` was to look at

    def obey(self, text: str) -> Sequence[Command]:
        """What the debugger is to do for a typed command; an answer in words goes into the program's output."""
        try:
            answer = typed.obey(text, self)
        except re.error as error:
            self._desk.note(said("no_pattern", text=str(error.pattern), at=error.pos or 0))
            return ()
        except OSError as error:
            self._desk.note(of_file(error))
            return ()
        except (Unknown, ValueError, SyntaxError) as error:
            self._desk.note(text_of(error))
            return ()
        except (Exception, SystemExit, GeneratorExit) as error:  # whatever the program's code may raise
            self._desk.note(told(error))
            return ()
        self._desk.tell(item for item in answer if isinstance(item, (str, Said)))
        return [item for item in answer if not isinstance(item, (str, Said, Quit))]  # a screen is left by its own keys

    def complete(self, text: str) -> tuple[Completion, ...]:
        found = typed.complete(text, self._candidates)
        is_command = " " not in text.lstrip()
        return tuple(Completion(name, said(typed.find(name).does) if is_command else "") for name in found)

    def take_why(self) -> WhyView | None:
        """The answer to the last *why*, for a screen to walk through."""
        why, self._why = self._why, None
        return why

    def causes(self, ask: ShowWhy) -> WhyView:
        """What a value comes from, or why there is no answer."""
        origin: tuple[Text, ...] = ()
        equation: Text = ""
        try:
            cause = nonfinite.newest(self._provenance()) if ask.origin and not ask.name else self._cause(ask.name)
            if ask.origin:
                origin, cause = tuple(nonfinite.explain(cause)), nonfinite.origin(cause)
                equation = nonfinite.equation(cause)
            return WhyView(ask.name, _views(listed(cause, ask.depth, SHOWN)), "", origin, equation)
        except Unknown as error:
            return WhyView(ask.name, (), problem=error.said)

    def _candidates(self, kind: typed.Argument) -> list[str]:
        if kind in ("filter", "check"):
            return [*(filters.filter_names() if kind == "filter" else ()), *health.CHECKS]
        names = [op.name for op in reports.graph_shown(self._timeline).get_operations()]
        lives = [name for record in self._timeline.lives.sessions.values() for name in record.lives]
        return list(dict.fromkeys(lives if kind == "variable" else names))

    @property
    def _timeline(self) -> Timeline:
        return self._desk.timeline

    # ------------------------------------------------------------ what a Teller tells

    def tensors(self, among: Among, passes: str, sort_by: str, reverse: bool) -> list[Text]:
        wanted = self._among
        lines = reports.tensors(self._timeline, (among, wanted), passes, sort_by, reverse)
        told = " ".join(text for text in (wanted.names, wanted.types, wanted.dtypes) if text)
        return [*lines, said("only_looked_at", told=told)] if told else lines

    def look_among(self, among: Among) -> None:
        self._among = among

    def node(self, name: str, attributes: bool, source: bool, dumps: bool) -> list[Text]:
        return reports.node(self._timeline, name, attributes, source, dumps)

    def neighbours(self, name: str, outputs: bool, depth: int, control: bool, types: bool) -> list[Text]:
        return reports.neighbours(self._timeline, name, outputs, depth, control, types)

    def show(self, ask: ShowValue, histogram: bool) -> list[Text]:
        lines = reports.page(self._desk.page(ask), histogram)
        count = reports.count_of(self._timeline, ask.name) if ask.number < 0 else 0
        return [*lines, said("many_dumps", n=count, last=count - 1)] if count > 1 else lines

    def feed(self, ask: ShowValue, histogram: bool) -> list[Text]:
        name = reports.fed(self._timeline, ask.name)
        return [said("was_fed", name=name), *reports.page(self._desk.page(replace(ask, name=name)), histogram)]

    def run_info(self) -> list[Text]:
        return reports.run_info(self._timeline)

    def source(self, file: str, first: int, tensors: bool, most: int) -> list[Text]:
        return reports.source(self._timeline, self._program.find(file, self._desk.here()), first, tensors, most)

    def sources(self, files: str, nodes: str) -> list[Text]:
        return reports.sources(self._timeline, files, nodes)

    def write(self, path: str, lines: Sequence[Text]) -> Text:
        """Raises OSError."""
        target = Path(path).expanduser()
        words = Words(of_locale())
        write_text(target, "".join(f"{clean(words.say(line))}\n" for line in lines))
        return said("answer_written", path=str(target.resolve()))

    def variables(self) -> list[Text]:
        timeline = self._timeline
        with timeline.lock:
            return reports.variables(timeline.lives.view(timeline.cursor, not timeline.past, timeline.assignment))

    def sessions(self) -> list[Text]:
        timeline = self._timeline
        return reports.sessions(timeline.lives.session_views(timeline.cursor, not timeline.past))

    def stack(self) -> StackView:
        """The calls that the program is in."""
        views = self.threads.views(self._timeline)
        return stack.view(self._program, self._place, self._timeline, views if len(views) > 1 else ())

    def calls(self, thread: str) -> list[Text]:
        if not thread:
            return stack.lines(self.stack())
        calls = self.threads.calls(self.threads.named(thread))
        return stack.lines(StackView(tuple(stack.call_view(self._program, call) for call in calls), -1, ()))

    def thread_lines(self) -> list[Text]:
        return threads.lines(self.threads.views(self._timeline))

    def locals(self) -> list[Text]:
        return stack.name_lines(self.stack())

    def graphs(self) -> list[Text]:
        return reports.graphs(self._timeline)

    def profile(self, most: int) -> list[Text]:
        return table(profile(self._timeline), most)

    def why(self, name: str, depth: int) -> list[Text]:
        cause = self._cause(name)
        lines = listed(cause, depth, SHOWN)
        self._why = WhyView(name, _views(lines))
        deepest = max(level for _, level, _, _ in lines)
        is_cut = deepest < depth and any(more for _, _, more, _ in lines)
        cut = [said("why_cut", shown=deepest, depth=depth)] if is_cut else []
        told: list[Text] = [
            joined(
                (
                    f"{'  ' * level}#{cause.number} ",
                    cause.text(),
                    said("see_above") if again else "  …" if more else "",
                )
            )
            for cause, level, more, again in lines
        ]
        return told + cut

    def why_nan(self, name: str) -> list[Text]:
        provenance = self._provenance()
        return nonfinite.explain(self._cause(name) if name else nonfinite.newest(provenance))

    def _cause(self, name: str) -> Cause:
        number = whole_number(name[1:]) if name.startswith("#") else None
        if number is not None:
            return self._provenance().by_number(number)
        return self._provenance().of(name)

    def _provenance(self) -> Provenance:
        """Of the moment that is shown; its numbers hold as long as that is the same."""
        if self._known is None or self._known.history.key != key_of(self._timeline):
            self._known = Provenance(self._timeline)
        return self._known

    def gradient(self, name: str) -> list[Text]:
        op = reports.node_named(self._timeline, name)
        names = reports.graph_shown(self._timeline)._by_name
        forward = forward_of(op.name, names)
        lines: list[Text] = [said("gradient_part", name=op.name, forward=forward)] if forward else []
        backward = gradients_of(op.name, names)
        if backward:
            lines += [said("gradient_line", name=op.name), *(f"  {name} ({names[name].type})" for name in backward)]
        if not lines:
            raise Unknown(said("gradient_none", name=op.name))
        return lines

    def breakpoints_and_watches(self) -> list[Text]:
        lines = [breakpoint.text() for breakpoint in self._desk.breakpoints]
        lines += [
            said("watch_line", expression=view.expression, value=view.value) for view in self._desk.views_of_watches()
        ]
        return lines or [said("no_stops_or_watches")]

    def filter_names(self) -> list[Text]:
        return [*filters.filter_names(), *health.lines()]

    def branch_lines(self) -> list[Text]:
        view = self._desk.view_of_branch()
        if view is None:
            raise Unknown(said("no_branch_yet"))
        return reports.branch(view)

    def checked(self, asked: Break, to_come: bool) -> Break:
        """Raises Unknown, with the nearest that there are, for what is none of the program's."""
        what = asked.pattern
        if not asked.on:
            stops = {b.pattern: b.words for b in self._desk.breakpoints if b.kind == asked.kind}
            if what not in stops and asked.kind not in ("line", "source"):
                there = ", ".join(b.words for b in self._desk.breakpoints)
                raise Unknown(said("no_such_stop", name=what, stops=there or said("none")))
            return asked
        if asked.kind == "dtype" and what not in BY_NAME:
            raise Unknown(said("no_dtype", name=what, nearest=_nearest(what, (t.name for t in ALL))))
        graphs = [graph for record in self._timeline.graphs.all() if (graph := record.graph()) is not None]
        if asked.kind == "node" and not to_come and not _WILD.search(what):
            built = {name for graph in graphs for name in graph._by_name}
            if built and what not in built:
                raise Unknown(said("no_node_to_stop", name=what, nearest=_nearest(what, built)))
        if asked.kind == "type" and not _WILD.search(what) and find_operation(what) is None:
            types = {op.type for graph in graphs for op in graph.get_operations()}
            raise Unknown(said("no_op_type", name=what, nearest=_nearest(what, types)))
        return asked

    def break_all(self) -> list[Break]:
        return [Break(b.pattern, on=False, kind=b.kind) for b in self._desk.breakpoints]


def _nearest(name: str, known: Iterable[str]) -> str:
    """The names that look most like one, or some that there are."""
    names = sorted(known)
    return ", ".join(get_close_matches(name.partition(":")[0], names, 3, 0.5) or names[:3])


def _views(lines: Sequence[tuple[Cause, int, bool, bool]]) -> tuple[CauseView, ...]:
    return tuple(
        CauseView(
            number=cause.number,
            depth=level,
            name=cause.name,
            kind=cause.kind,
            type=cause.op.type if cause.op is not None else "",
            run=cause.run_number,
            value=cause.preview,
            more=more,
        )
        for cause, level, more, _ in lines
    )
