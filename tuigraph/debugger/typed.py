"""Typed commands, in the words that users of tfdbg, pdb and gdb know: what each takes, and its help.

A word turns its arguments into commands for the debugger, or into lines that answer a question.  Nothing here knows how
to answer: that is asked of a `Teller`, which the desk of the debugger is.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn, Protocol

from tuigraph.wire.commands import (
    Break,
    BreakKind,
    Command,
    EndBranch,
    Evaluate,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    ShowValue,
    Watch,
    WhatIf,
)

Answer = Sequence[str] | Sequence[Command]  # lines, or what the debugger is to do
Argument = Literal["node", "variable", "filter", "word", ""]  # what completes an argument
Options = argparse.Namespace


class Refused(ValueError):
    """What was typed is no command; the text says what is."""


class Teller(Protocol):
    """Who answers questions about the moment that is shown."""

    def tensors(self, name: str, type: str, passes: str, sort_by: str, reverse: bool) -> list[str]: ...
    def node(self, name: str, attributes: bool, source: bool) -> list[str]: ...
    def neighbours(self, name: str, outputs: bool, depth: int, control: bool, types: bool) -> list[str]: ...
    def show(self, ask: ShowValue, histogram: bool) -> list[str]: ...
    def feed(self, name: str) -> list[str]: ...
    def run_info(self) -> list[str]: ...
    def source(self, file: str, first: int, tensors: bool) -> list[str]: ...
    def sources(self) -> list[str]: ...
    def variables(self) -> list[str]: ...
    def sessions(self) -> list[str]: ...
    def profile(self, most: int) -> list[str]: ...
    def why(self, name: str, depth: int) -> list[str]: ...
    def why_nan(self, name: str) -> list[str]: ...
    def gradient(self, name: str) -> list[str]: ...
    def breakpoints_and_watches(self) -> list[str]: ...
    def filter_names(self) -> list[str]: ...
    def branch_lines(self) -> list[str]: ...
    def break_all(self) -> list[Break]: ...


@dataclass(frozen=True)
class Word:
    """A command: its names, what it does, its arguments, and how it is carried out."""

    names: tuple[str, ...]
    does: str
    act: Callable[[Teller, Options], Answer]
    arguments: Callable[[_Parser], object] = lambda parser: None
    completes: Argument = ""

    @property
    def parser(self) -> _Parser:
        parser = _Parser(self.names[0], self.does)
        self.arguments(parser)
        return parser


class _Parser(argparse.ArgumentParser):
    """Raises Refused where argparse would end the process."""

    def __init__(self, name: str, does: str) -> None:
        super().__init__(prog=name, description=does, add_help=False, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{message}\n{self.format_usage().strip()}")

    def rest(self, name: str, help: str, optional: bool = False) -> None:
        """Everything that follows, as it was typed."""
        self.add_argument(name, nargs="*" if optional else "+", help=help)


# ---------------------------------------------------------------- arguments


def _count(parser: _Parser) -> None:
    parser.add_argument("count", nargs="?", type=int, default=1, help="how many times")
    parser.add_argument("-t", dest="times", type=int, help="the same, as tfdbg has it")


def _name(parser: _Parser) -> None:
    parser.rest("name", "a node, tensor or variable")


def _names_optional(parser: _Parser) -> None:
    parser.rest("name", "a node, tensor or variable", optional=True)


def _depth(parser: _Parser) -> None:
    parser.add_argument("name", help="a node")
    parser.add_argument("-d", dest="depth", type=int, help="how many levels (1; with -r 20)")
    parser.add_argument("-r", dest="recursive", action="store_true", help="go on with the inputs' inputs")
    parser.add_argument("-c", dest="control", action="store_true", help="control edges too")
    parser.add_argument("-t", dest="types", action="store_true", help="show the op types")


def _list_tensors(parser: _Parser) -> None:
    parser.add_argument("-n", dest="name", default="", metavar="REGEX", help="node names")
    parser.add_argument("-t", dest="type", default="", metavar="REGEX", help="op types")
    parser.add_argument("-f", dest="filter", default="", help="a tensor filter")
    parser.add_argument("-s", dest="sort_by", default="step", choices=("step", "time", "size", "type", "name"))
    parser.add_argument("-r", dest="reverse", action="store_true")


def _print_tensor(parser: _Parser) -> None:
    parser.rest("name", "x, x[3:7, :] or an expression in quotes")
    parser.add_argument("-a", dest="all", action="store_true", help="every element")
    parser.add_argument("-s", dest="numeric", action="store_true", help="statistics and histogram")
    parser.add_argument("-r", dest="ranges", default="", metavar="RANGE", help="mark a range: '> 0.5', '0..1', nan")
    parser.add_argument("-f", dest="format", default="", metavar="FORMAT", help="of numbers: .3e")
    parser.add_argument("-o", dest="order", default="index", choices=("index", "ascending", "descending"))
    parser.add_argument("-w", dest="path", default="", metavar="FILE", help="write it to a .npy or .csv file")


def _node_info(parser: _Parser) -> None:
    parser.add_argument("name", help="a node")
    parser.add_argument("-a", dest="attributes", action="store_true", help="attributes")
    parser.add_argument("-t", dest="source", action="store_true", help="the line that made it")
    parser.add_argument("-d", dest="dumps", action="store_true", help="values, which are shown in any case")


def _print_source(parser: _Parser) -> None:
    parser.add_argument("file", nargs="?", default="", help="a file; else the program")
    parser.add_argument("-t", dest="tensors", action="store_true", help="tensors instead of nodes")
    parser.add_argument("-b", dest="first", type=int, default=1, metavar="LINE", help="begin there")


def _run(parser: _Parser) -> None:
    parser.add_argument("-t", dest="times", type=int, default=1, help="so many runs")
    parser.add_argument("-f", dest="filter", default="", help="until a value passes a tensor filter")
    parser.add_argument("-n", dest="free", action="store_true", help="to the next breakpoint, else to the end")
    parser.add_argument("-p", dest="profile", action="store_true", help="the profile, as lp shows it")


def _back(parser: _Parser) -> None:
    _count(parser)
    parser.add_argument("-w", dest="write", default="", metavar="VARIABLE", help="to its last write")
    parser.add_argument("-b", dest="breakpoint", action="store_true", help="to the last breakpoint")
    parser.add_argument("-c", dest="condition", default="", metavar="EXPRESSION", help="to where it held")


def _number(parser: _Parser) -> None:
    parser.add_argument("moment", type=int, help="entries since the program began")


def _most(parser: _Parser) -> None:
    parser.add_argument("-n", dest="most", type=int, default=40, help="so many nodes")


def _why(parser: _Parser) -> None:
    parser.add_argument("name", help="a node, tensor or variable; or #12, a line of the last answer")
    parser.add_argument("-d", dest="depth", type=int, default=4, help="levels")


def _inject(parser: _Parser) -> None:
    parser.add_argument("name", help="a tensor or variable")
    parser.rest("value", "a Python expression")


def _expression(parser: _Parser) -> None:
    parser.rest("text", "a Python expression")


def _stop(parser: _Parser) -> None:
    parser.rest("text", "NODE or PATTERN; or: type T, dtype D, line N, source N, filter F; then: if EXPR, ignore N")


# ---------------------------------------------------------------- what they do


def _times(options: Options) -> int:
    return int(options.times or options.count)


def _rest(words: Sequence[str]) -> str:
    return " ".join(words)


def _move(
    motion: Literal["step", "next", "until", "finish", "back_run", "live"],
) -> Callable[[Teller, Options], Answer]:
    return lambda teller, options: [Move(motion, _times(options) if hasattr(options, "count") else 1)]


def _continue(teller: Teller, options: Options) -> Answer:
    goal = _rest(options.name)
    stops: list[Command] = [Break(goal, once=True)] if goal else []
    return [*stops, Move("continue")]


def _do_run(teller: Teller, options: Options) -> Answer:
    if options.profile:
        return teller.profile(40)
    if options.filter:
        commands: list[Command] = [Break(options.filter, kind="filter", once=True), Move("continue")]
        return commands
    return [Move("continue") if options.free else Move("runs", options.times)]


def _do_back(teller: Teller, options: Options) -> Answer:
    if options.write:
        return [Rewind("write", options.write)]
    if options.condition:
        return [Rewind("condition", options.condition)]
    return [Rewind("breakpoint")] if options.breakpoint else [Move("back", _times(options))]


_STOP = re.compile(r"(?P<what>.+?)(?:\s+if\s+(?P<condition>.+?))?(?:\s+ignore\s+(?P<ignore>\d+))?$")
_KINDS: dict[str, BreakKind] = {k: k for k in ("type", "dtype", "line", "source", "filter", "node")}


def parse_break(text: str, once: bool = False, on: bool = True) -> Break:
    """``train if x > 3 ignore 2``, ``type MatMul``, ``line 12``."""
    found = _STOP.match(text.strip())
    if found is None:
        raise Refused("where to stop?")
    first, _, more = found["what"].partition(" ")
    kind: BreakKind = _KINDS[first] if first in _KINDS and more else "node"
    pattern = found["what"] if kind == "node" and first != "node" else more.strip()
    return Break(pattern, on, kind, found["condition"] or "", int(found["ignore"] or 0), once)


def _break(teller: Teller, options: Options) -> Answer:
    return [parse_break(_rest(options.text))]


def _break_once(teller: Teller, options: Options) -> Answer:
    return [parse_break(_rest(options.text), once=True)]


def _clear(teller: Teller, options: Options) -> Answer:
    if options.text == ["all"]:
        return list(teller.break_all())
    return [parse_break(_rest(options.text), on=False)]


def _print(teller: Teller, options: Options) -> Answer:
    text = _rest(options.name)
    name, bracket, inside = text.partition("[")
    slice = bracket + inside if bracket and inside.endswith("]") else ""
    name = name.strip() if slice or not bracket else text
    if options.path:
        return [SaveValue(name, slice, options.path)]
    rows, columns = (1_000_000, 1_000_000) if options.all else (20, 8)
    ask = ShowValue(name, slice, 0, 0, rows, columns, options.format, options.ranges, options.order)
    return teller.show(ask, options.numeric)


def _neighbours(outputs: bool) -> Callable[[Teller, Options], Answer]:
    def act(teller: Teller, options: Options) -> Answer:
        depth = options.depth or (20 if options.recursive else 1)
        return teller.neighbours(options.name, outputs, depth, options.control, options.types)

    return act


def _help(teller: Teller, options: Options) -> Answer:
    if options.word:
        word = find(options.word)
        names = f"also: {', '.join(word.names[1:])}" if len(word.names) > 1 else ""
        return [*word.parser.format_help().strip().splitlines(), *([names] if names else [])]
    lines = []
    for title, words in WORDS.items():
        lines.append(title)
        lines += [f"  {', '.join(word.names):<28} {word.does}" for word in words]
    return [*lines, "help WORD says what a word takes"]


def _help_arguments(parser: _Parser) -> None:
    parser.add_argument("word", nargs="?", default="", help="a command")


WORDS: dict[str, tuple[Word, ...]] = {
    "go on": (
        Word(("s", "step", "invoke_stepper"), "one node, or one statement", _move("step"), _count),
        Word(("n", "next"), "one statement, over its runs", _move("next"), _count),
        Word(("u", "until"), "to a later line of the function", _move("until"), _count),
        Word(("c", "cont", "continue"), "to the next breakpoint, or to a node", _continue, _names_optional, "node"),
        Word(("fin", "finish"), "to the end of the run", _move("finish")),
        Word(("run", "r"), "whole runs; or until a filter holds", _do_run, _run, "filter"),
        Word(("q", "quit", "exit"), "end the program", lambda teller, options: [Quit()]),
    ),
    "go back": (
        Word(("back", "b-", "rs"), "one node back; to a write, breakpoint, condition", _do_back, _back, "variable"),
        Word(("rb", "back_run"), "to the start of the run", _move("back_run"), _count),
        Word(("live",), "to the newest moment", _move("live")),
        Word(("seek", "goto"), "to a moment", lambda teller, options: [Seek(options.moment)], _number),
    ),
    "stops and watches": (
        Word(("b", "break"), "a breakpoint", _break, _stop, "node"),
        Word(("tb", "tbreak"), "a breakpoint for once", _break_once, _stop, "node"),
        Word(("cl", "clear", "delete"), "remove a breakpoint; or all", _clear, _stop, "node"),
        Word(
            ("watch", "w"),
            "show an expression at each stop",
            lambda teller, options: [Watch(_rest(options.text))],
            _expression,
            "node",
        ),
        Word(
            ("unwatch",),
            "no longer",
            lambda teller, options: [Watch(_rest(options.text), on=False)],
            _expression,
            "node",
        ),
        Word(("bl", "stops"), "breakpoints and watches", lambda teller, options: teller.breakpoints_and_watches()),
        Word(("lf", "filters"), "the tensor filters", lambda teller, options: teller.filter_names()),
    ),
    "look": (
        Word(
            ("lt", "list_tensors"),
            "the tensors of the run",
            lambda teller, o: teller.tensors(o.name, o.type, o.filter, o.sort_by, o.reverse),
            _list_tensors,
            "filter",
        ),
        Word(("pt", "print_tensor", "p"), "a value, or a slice of it", _print, _print_tensor, "node"),
        Word(("pf", "print_feed"), "a fed value", lambda teller, o: teller.feed(_rest(o.name)), _name, "node"),
        Word(
            ("ni", "node_info"),
            "a node",
            lambda teller, o: teller.node(o.name, o.attributes, o.source),
            _node_info,
            "node",
        ),
        Word(("li", "list_inputs"), "the inputs of a node", _neighbours(False), _depth, "node"),
        Word(("lo", "list_outputs"), "the outputs of a node", _neighbours(True), _depth, "node"),
        Word(
            ("ps", "print_source"),
            "the source, with the nodes of each line",
            lambda teller, o: teller.source(o.file, o.first, o.tensors),
            _print_source,
        ),
        Word(("ls", "list_source"), "the files that have made nodes", lambda teller, o: teller.sources()),
        Word(("lv", "variables"), "variables and their lives", lambda teller, o: teller.variables()),
        Word(("sessions",), "sessions", lambda teller, o: teller.sessions()),
        Word(("ri", "run_info"), "the run: fetches and feeds", lambda teller, o: teller.run_info()),
        Word(("lp", "list_profile", "profile"), "nodes by time", lambda teller, o: teller.profile(o.most), _most),
        Word(
            ("e", "eval"),
            "a Python expression or statement, in the program",
            lambda teller, o: [Evaluate(_rest(o.text))],
            _expression,
            "node",
        ),
    ),
    "ask": (
        Word(("why",), "what made this value", lambda teller, o: teller.why(o.name, o.depth), _why, "node"),
        Word(
            ("why-nan", "why_nan", "nan"),
            "where a NaN or Inf comes from",
            lambda teller, o: teller.why_nan(_rest(o.name)),
            _names_optional,
            "node",
        ),
        Word(
            ("grad", "gradient"),
            "from a node to its gradient, and back",
            lambda teller, o: teller.gradient(_rest(o.name)),
            _name,
            "node",
        ),
        Word(
            ("inject", "what-if", "inject_value"),
            "suppose another value, and run on in a branch",
            lambda teller, o: [WhatIf(o.name, _rest(o.value))],
            _inject,
            "node",
        ),
        Word(("branch",), "what the branch has changed", lambda teller, o: teller.branch_lines()),
        Word(("keep",), "go on with the branch", lambda teller, o: [EndBranch(True)]),
        Word(("drop",), "forget the branch", lambda teller, o: [EndBranch(False)]),
        Word(("help", "h", "?"), "this list; or what a word takes", _help, _help_arguments, "word"),
    ),
}
_RAW = frozenset({"watch", "unwatch", "e", "b", "tb", "inject"})  # what follows is not for the shell's rules of quotes


def find(name: str) -> Word:
    """The word of that name.  Raises Refused."""
    for words in WORDS.values():
        for word in words:
            if name in word.names:
                return word
    close = [n for words in WORDS.values() for word in words for n in word.names if n.startswith(name[:2])]
    raise Refused(f"there is no command {name}" + (f"; there is: {', '.join(close)}" if close else "; try: help"))


def names() -> list[str]:
    """All words, in the order of the help."""
    return [name for words in WORDS.values() for word in words for name in word.names]


def obey(text: str, teller: Teller) -> Answer:
    """Carry out what was typed.  Raises Refused for what is no command, and what the teller raises."""
    name, _, rest = text.strip().partition(" ")
    if not name:
        return []
    word = find(name)
    return word.act(teller, _parse(word, rest))


def _parse(word: Word, rest: str) -> Options:
    if word.names[0] in _RAW:
        words = rest.split(" ") if rest.strip() else []
        return word.parser.parse_args(["--", *words])
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise Refused(f"{error}: {rest}") from None
    known, other = word.parser.parse_known_args(words)
    if other:
        word.parser.error(f"unrecognized arguments: {' '.join(other)}")
    return known


def complete(text: str, candidates: Callable[[Argument], Sequence[str]], most: int = 200) -> tuple[str, ...]:
    """The ways to go on with the last word of what was typed."""
    name, space, rest = text.lstrip().partition(" ")
    if not space:
        return tuple(n for n in names() if n.startswith(name))
    try:
        word = find(name)
    except Refused:
        return ()
    start = re.split(r"\s", rest)[-1]
    kind: Argument = "filter" if re.search(r"(^|\s)(-f|filter)\s+\S*$", rest) else word.completes
    if start.startswith("-"):
        options = [option for action in word.parser._actions for option in action.option_strings]
        return tuple(option for option in options if option.startswith(start))
    found = names() if kind == "word" else candidates(kind) if kind else ()
    return tuple([c for c in found if c.startswith(start)][:most])
