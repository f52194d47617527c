"""Typed commands, in the words that users of tfdbg, pdb and gdb know: what each takes, and its help.

A word turns its arguments into commands for the debugger, or into lines that answer a question.  Nothing here knows how
to answer: that is asked of a `Teller`, which the desk of the debugger is.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, Protocol, get_args

from tuigraph.debugger import command_line
from tuigraph.debugger.refusals import Refused
from tuigraph.wire.commands import (
    Among,
    Break,
    BreakKind,
    ChooseGraph,
    Command,
    EndBranch,
    Evaluate,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    SelectCall,
    SelectThread,
    Watch,
    WhatIf,
)
from tuigraph.wire.questions import SECONDS, ShowHealth, ShowHistory, ShowValue
from tuigraph.wire.record import replace
from tuigraph.wire.said import Said, Text, joined, said
from tuigraph.words import Words, message
from tuigraph.words.arguments import said_of, spoken
from tuigraph.words.catalogue import ORIGINAL

Answer = Sequence[Text | Command]  # lines, and what the debugger is to do
Argument = Literal["node", "variable", "filter", "check", "word", ""]  # what completes an argument
Options = argparse.Namespace


class Teller(Protocol):
    """Who answers questions about the moment that is shown."""

    def tensors(self, among: Among, passes: str, sort_by: str, reverse: bool) -> list[Text]: ...
    def look_among(self, among: Among) -> None: ...
    def node(self, name: str, attributes: bool, source: bool, dumps: bool) -> list[Text]: ...
    def neighbours(self, name: str, outputs: bool, depth: int, control: bool, types: bool) -> list[Text]: ...
    def show(self, ask: ShowValue, histogram: bool) -> list[Text]: ...
    def feed(self, ask: ShowValue, histogram: bool) -> list[Text]: ...
    def run_info(self) -> list[Text]: ...
    def source(self, file: str, first: int, tensors: bool, most: int) -> list[Text]: ...
    def sources(self, files: str, nodes: str) -> list[Text]: ...
    def write(self, path: str, lines: Sequence[Text]) -> Text: ...
    def variables(self) -> list[Text]: ...
    def sessions(self) -> list[Text]: ...
    def graphs(self) -> list[Text]: ...
    def calls(self, thread: str) -> list[Text]: ...
    def thread_lines(self) -> list[Text]: ...
    def locals(self) -> list[Text]: ...
    def profile(self, most: int) -> list[Text]: ...
    def why(self, name: str, depth: int) -> list[Text]: ...
    def why_nan(self, name: str) -> list[Text]: ...
    def gradient(self, name: str) -> list[Text]: ...
    def breakpoints_and_watches(self) -> list[Text]: ...
    def filter_names(self) -> list[Text]: ...
    def branch_lines(self) -> list[Text]: ...
    def break_all(self) -> list[Break]: ...
    def checked(self, asked: Break, to_come: bool) -> Break: ...


@dataclass(frozen=True)
class Word:
    """A command: its names, the message that says what it does, its arguments, and how it is carried out."""

    names: tuple[str, ...]
    does: str
    act: Callable[[Teller, Options], Answer]
    arguments: Callable[[_Parser], object] = lambda parser: None
    completes: Argument = ""

    @property
    def parser(self) -> _Parser:
        parser = _Parser(self.names[0])
        self.arguments(parser)
        return parser


class _Parser(argparse.ArgumentParser):
    """Raises Refused where argparse would end the process.  The help of an argument is a message."""

    def __init__(self, name: str) -> None:
        super().__init__(prog=name, add_help=False, allow_abbrev=False)

    @property
    def usage_line(self) -> Said:
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups, prefix="")
        return said("typed_usage", usage=formatter.format_help().strip())

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        with spoken(Words(ORIGINAL)):
            return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        raise Refused(said("typed_wrong", why=said_of(message), usage=self.usage_line))

    def described(self, titles: bool = True) -> Iterator[Text]:
        """Each kind of arguments, and each of them with its help."""
        for title, options in ((message("typed_arguments"), False), (message("typed_options"), True)):
            actions = [action for action in self._actions if bool(action.option_strings) == options]
            if actions and titles:
                yield from ("", said(title))
            for action in actions:
                value = "" if action.nargs == 0 else action.metavar or _shown(action)
                left = f"{', '.join(action.option_strings)} {value}".strip()
                yield joined((f"  {left:<22}  ", said(action.help) if action.help else "")) if left else ""

    def rest(self, name: str, help: str, optional: bool = False) -> None:
        """Everything that follows, as it was typed."""
        self.add_argument(name, nargs="*" if optional else "+", help=help)


def _shown(action: argparse.Action) -> str:
    if action.choices is not None:
        return "{" + ",".join(action.choices) + "}"
    return action.dest.upper() if action.option_strings else action.dest


# ---------------------------------------------------------------- arguments


ORDERS = ("timestamp", "dump_size", "op_type", "tensor_name", "time")


def _count(parser: _Parser) -> None:
    parser.add_argument("count", nargs="?", type=int, default=1, help=message("arg_count"))
    parser.add_argument("-t", dest="times", type=int, help=message("arg_times"))


def _until(parser: _Parser) -> None:
    parser.add_argument("line", nargs="?", type=int, default=0, help=message("arg_until"))
    parser.add_argument("-t", dest="times", type=int, default=1, help=message("arg_times"))


def _name(parser: _Parser) -> None:
    parser.rest("name", message("arg_thing"))


def _names_optional(parser: _Parser) -> None:
    parser.rest("name", message("arg_thing"), optional=True)


def _depth(parser: _Parser) -> None:
    parser.add_argument("name", help=message("arg_node"))
    parser.add_argument("-d", "--depth", type=int, default=20, help=message("arg_depth"))
    parser.add_argument("-r", "--recursive", action="store_true", help=message("arg_recursive"))
    parser.add_argument("-c", "--control", action="store_true", help=message("arg_control"))
    parser.add_argument("-t", "--op_type", dest="types", action="store_true", help=message("arg_types"))


def _list_tensors(parser: _Parser) -> None:
    _regex(parser, "names", message("arg_names"), "-n", "--node_name_filter")
    _regex(parser, "types", message("arg_op_types"), "-t", "--op_type_filter")
    parser.add_argument("-f", "--tensor_filter", dest="filter", default="", help=message("arg_filter"))
    _regex(parser, "exclude", message("arg_exclude"), "-fenn", "--filter_exclude_node_names")
    parser.add_argument("-s", "--sort_by", default=ORDERS[0], choices=ORDERS, help=message("arg_sort"))
    parser.add_argument("-r", "--reverse", action="store_true", help=message("arg_reverse"))


def _regex(parser: _Parser, name: str, help: str, *options: str) -> None:
    parser.add_argument(*options, dest=name, default="", metavar="REGEX", help=help)


def _print_tensor(parser: _Parser) -> None:
    parser.rest("name", message("arg_value"))
    parser.add_argument("-n", "--number", type=int, default=-1, help=message("arg_number"))
    parser.add_argument("-r", "--ranges", default="", metavar="RANGE", help=message("arg_ranges"))
    _how_much(parser)
    parser.add_argument("-s", "--numeric_summary", dest="numeric", action="store_true", help=message("arg_numeric"))
    parser.add_argument("-f", dest="format", default="", metavar="FORMAT", help=message("arg_format"))
    parser.add_argument("-o", dest="order", default="index", choices=("index", "ascending", "descending"))


def _how_much(parser: _Parser) -> None:
    parser.add_argument("-a", "--all", action="store_true", help=message("arg_all"))
    parser.add_argument("-w", "--write_path", dest="path", default="", metavar="FILE", help=message("arg_path"))


def _node_info(parser: _Parser) -> None:
    parser.add_argument("name", help=message("arg_node"))
    parser.add_argument("-a", "--attributes", action="store_true", help=message("arg_attributes"))
    parser.add_argument("-d", "--dumps", action="store_true", help=message("arg_dumps"))
    parser.add_argument("-t", "--traceback", dest="source", action="store_true", help=message("arg_source"))


def _print_source(parser: _Parser) -> None:
    parser.add_argument("file", nargs="?", default="", help=message("arg_file"))
    parser.add_argument("-t", "--tensors", action="store_true", help=message("arg_tensors"))
    parser.add_argument(
        *("-m", "--max_elements_per_line"), dest="most", type=int, default=10, metavar="N", help=message("arg_per_line")
    )
    parser.add_argument(
        *("-b", "--line_begin"), dest="first", type=int, default=1, metavar="LINE", help=message("arg_first")
    )


def _list_sources(parser: _Parser) -> None:
    _regex(parser, "files", message("arg_files"), "-p", "--path_filter")
    _regex(parser, "nodes", message("arg_names"), "-n", "--node_name_filter")


def _run(parser: _Parser) -> None:
    parser.add_argument("-t", "--times", type=int, default=1, help=message("arg_runs"))
    parser.add_argument("-n", "--no_debug", dest="free", action="store_true", help=message("arg_free"))
    parser.add_argument("-f", "--till_filter_pass", dest="filter", default="", help=message("arg_until_filter"))
    _regex(parser, "exclude", message("arg_exclude"), "-fenn", "--filter_exclude_node_names")
    _regex(parser, "names", message("arg_look_names"), "--node_name_filter")
    _regex(parser, "types", message("arg_look_types"), "--op_type_filter")
    _regex(parser, "dtypes", message("arg_look_dtypes"), "--tensor_dtype_filter")
    parser.add_argument("-p", "--profile", action="store_true", help=message("arg_profile"))


def _back(parser: _Parser) -> None:
    _count(parser)
    parser.add_argument("-w", dest="write", default="", metavar="VARIABLE", help=message("arg_write"))
    parser.add_argument("-b", dest="breakpoint", action="store_true", help=message("arg_breakpoint"))
    parser.add_argument("-c", dest="condition", default="", metavar="EXPRESSION", help=message("arg_condition"))


def _number(parser: _Parser) -> None:
    parser.add_argument("moment", type=int, help=message("arg_moment"))


def _most(parser: _Parser) -> None:
    parser.add_argument("-n", dest="most", type=int, default=40, help=message("arg_most"))


def _call(parser: _Parser) -> None:
    parser.add_argument("call", type=int, help=message("arg_call"))


def _thread(parser: _Parser) -> None:
    parser.rest("thread", message("arg_thread"), optional=True)


def _graph(parser: _Parser) -> None:
    parser.add_argument("which", nargs="?", default="", help=message("arg_graph"))


def _why(parser: _Parser) -> None:
    parser.add_argument("name", help=message("arg_why"))
    parser.add_argument("-d", dest="depth", type=int, default=4, help=message("arg_levels"))


def _history(parser: _Parser) -> None:
    parser.rest("expression", message("arg_over_values"))
    parser.add_argument("-n", dest="most", type=int, default=24, help=message("arg_rows"))
    _seconds(parser)


def _health(parser: _Parser) -> None:
    parser.rest("check", message("arg_check"), optional=True)
    _seconds(parser)


def _seconds(parser: _Parser) -> None:
    parser.add_argument("-t", dest="seconds", type=float, default=SECONDS, help=message("arg_seconds"))


def _inject(parser: _Parser) -> None:
    parser.add_argument("name", help=message("arg_tensor_or_variable"))
    parser.rest("value", message("arg_expression"))


def _expression(parser: _Parser) -> None:
    parser.rest("text", message("arg_expression"))


def _evaluated(parser: _Parser) -> None:
    parser.rest("text", message("arg_evaluated"))
    _how_much(parser)


def _stop(parser: _Parser) -> None:
    parser.rest("text", message("arg_stop"))


# ---------------------------------------------------------------- what they do


def _times(options: Options) -> int:
    return int(options.times or options.count)


def _rest(words: Sequence[str]) -> str:
    return " ".join(words)


def _move(
    motion: Literal["step", "next", "return", "finish", "back_run", "live"],
) -> Callable[[Teller, Options], Answer]:
    return lambda teller, options: [Move(motion, _times(options) if hasattr(options, "count") else 1)]


def _continue(teller: Teller, options: Options) -> Answer:
    goal = _rest(options.name)
    stops: list[Command] = [teller.checked(Break(goal, once=True), to_come=False)] if goal else []
    return [*stops, Move("continue")]


def _do_run(teller: Teller, options: Options) -> Answer:
    """The tensors that are looked at are those that ``lt`` lists afterwards, as in tfdbg only these are there."""
    among = Among(options.names, options.types, options.dtypes)
    teller.look_among(among)
    exclude = _excluded(options)
    if options.profile:
        return [Move("runs", options.times, then="lp")]
    if options.filter:
        among = replace(among, exclude=exclude)
        return [Break(options.filter, kind="filter", once=True, among=among), Move("continue")]
    return [Move("over_run" if options.free else "runs", options.times)]


def _list(teller: Teller, options: Options) -> Answer:
    among = Among(options.names, options.types, exclude=_excluded(options))
    return teller.tensors(among, options.filter, options.sort_by, options.reverse)


def _excluded(options: Options) -> str:
    """The names that a filter leaves out.  Raises Refused where there is no filter."""
    if options.exclude and not options.filter:
        raise Refused(said("exclude_without_filter"))
    return str(options.exclude)


def _do_back(teller: Teller, options: Options) -> Answer:
    if options.write:
        return [Rewind("write", options.write)]
    if options.condition:
        return [Rewind("condition", options.condition)]
    return [Rewind("breakpoint")] if options.breakpoint else [Move("back", _times(options))]


_SLICED = re.compile(r"([^\[\](){}'\"\s]+)\s*(\[[^\[\]]*\])$")
_STOP = re.compile(r"(?P<what>.+?)(?:\s+if\s+(?P<condition>.+?))?(?:\s+ignore\s+(?P<ignore>\d{1,18}))?$")
_LINE = re.compile(r"(\S+\.py:)?\d+")
_KINDS: dict[str, BreakKind] = {k: k for k in get_args(BreakKind)}


def parse_break(text: str, once: bool = False, on: bool = True) -> Break:
    """``train if x > 3 ignore 2``, ``type MatMul``, ``line 12``, and as in pdb ``12`` or ``model.py:12``."""
    found = _STOP.match(text.strip())
    if found is None:
        raise Refused(said("where_to_stop"))
    first, _, more = found["what"].partition(" ")
    named: BreakKind = "line" if _LINE.fullmatch(found["what"]) else "node"
    kind: BreakKind = _KINDS[first] if first in _KINDS and more else named
    pattern = found["what"] if kind != first else more.strip()
    return Break(pattern, on, kind, found["condition"] or "", int(found["ignore"] or 0), once)


def _break(once: bool = False, on: bool = True) -> Callable[[Teller, Options], Answer]:
    """``node NAME`` may speak of one that is still to be built."""
    return lambda teller, options: [
        teller.checked(parse_break(_rest(options.text), once, on), to_come=options.text[0] == "node")
    ]


def _clear(teller: Teller, options: Options) -> Answer:
    if options.text == ["all"]:
        return list(teller.break_all())
    return _break(on=False)(teller, options)


def _print(fed: bool) -> Callable[[Teller, Options], Answer]:
    """Of a node or tensor, or of what was fed."""

    def act(teller: Teller, options: Options) -> Answer:
        text = _rest(options.name)
        found = _SLICED.match(text)
        name, slice = found.groups() if found else (text, "")
        shown = options.format, options.ranges, options.order
        ask = ShowValue(name, slice, 0, 0, *_size(options), *shown, number=-1 if fed else options.number)
        lines = teller.feed(ask, options.numeric) if fed else teller.show(ask, options.numeric)
        return [*lines, *_saved(ask, options)]

    return act


def _size(options: Options) -> tuple[int, int]:
    """How many rows and columns are shown, by what `_how_much` takes."""
    return (1_000_000, 1_000_000) if options.all else (20, 8)


def _saved(ask: ShowValue, options: Options) -> list[Command]:
    return [SaveValue(ask.name, ask.slice, options.path, ask.number)] if options.path else []


def _evaluate(teller: Teller, options: Options) -> Answer:
    """Python at the program's prompt; with names in backquotes, tfdbg's expressions over values, and its options."""
    text = _rest(options.text)
    if "`" not in text:
        return [Evaluate(text)]
    parser = _Parser("eval")
    _evaluated(parser)
    given = parser.parse_args(command_line.split(text))
    ask = ShowValue(_rest(given.text), "", 0, 0, *_size(given))
    return [*teller.show(ask, False), *_saved(ask, given)]


def _neighbours(outputs: bool) -> Callable[[Teller, Options], Answer]:
    def act(teller: Teller, options: Options) -> Answer:
        depth = options.depth if options.recursive else 1
        return teller.neighbours(options.name, outputs, depth, options.control, options.types)

    return act


def _help(teller: Teller, options: Options) -> Answer:
    if options.word == TFDBG:
        return [said("tfdbg_table"), *(line for name in OF_TFDBG for line in _arguments_of(find(name)))]
    if options.word:
        word = find(options.word)
        others = ", ".join(word.names[1:])
        also: list[Text] = [said("typed_also", names=others)] if others else []
        return [word.parser.usage_line, "", said(word.does), *word.parser.described(), *also]
    lines: list[Text] = []
    for title, words in WORDS.items():
        lines.append(said(title))
        lines += [joined((f"  {', '.join(word.names):<28} ", said(word.does))) for word in words]
    return [*lines, said("typed_more_help")]


def _arguments_of(word: Word) -> list[Text]:
    named = joined((f"{word.names[0]} ({', '.join(word.names[1:])}): ", said(word.does)))
    return ["", named, *word.parser.described(titles=False)]


def _help_arguments(parser: _Parser) -> None:
    parser.add_argument("word", nargs="?", default="", help=message("arg_word"))


WORDS: dict[str, tuple[Word, ...]] = {
    message("words_go_on"): (
        Word(("s", "step", "invoke_stepper"), message("does_step"), _move("step"), _count),
        Word(("n", "next"), message("does_next"), _move("next"), _count),
        Word(("u", "until"), message("does_until"), lambda t, o: [Move("until", o.times, line=o.line)], _until),
        Word(("c", "cont", "continue"), message("does_continue"), _continue, _names_optional, "node"),
        Word(("ret", "return"), message("does_return"), _move("return"), _count),
        Word(("fin", "finish"), message("does_finish"), _move("finish")),
        Word(("run", "r"), message("does_run"), _do_run, _run, "filter"),
        Word(("q", "quit", "exit"), message("does_quit"), lambda teller, options: [Quit()]),
    ),
    message("words_go_back"): (
        Word(("back", "b-", "rs"), message("does_back"), _do_back, _back, "variable"),
        Word(("rb", "back_run"), message("does_back_run"), _move("back_run"), _count),
        Word(("live",), message("does_live"), _move("live")),
        Word(("seek", "goto"), message("does_seek"), lambda teller, options: [Seek(options.moment)], _number),
    ),
    message("words_stops"): (
        Word(("b", "break"), message("does_break"), _break(), _stop, "node"),
        Word(("tb", "tbreak"), message("does_tbreak"), _break(once=True), _stop, "node"),
        Word(("cl", "clear", "delete"), message("does_clear"), _clear, _stop, "node"),
        Word(
            ("watch", "w"),
            message("does_watch"),
            lambda teller, options: [Watch(_rest(options.text))],
            _expression,
            "node",
        ),
        Word(
            ("unwatch",),
            message("does_unwatch"),
            lambda teller, options: [Watch(_rest(options.text), on=False)],
            _expression,
            "node",
        ),
        Word(("bl", "stops"), message("does_stops"), lambda teller, options: teller.breakpoints_and_watches()),
        Word(("lf", "filters"), message("does_filters"), lambda teller, options: teller.filter_names()),
    ),
    message("words_stack"): (
        Word(("bt", "where", "stack"), message("does_calls"), lambda teller, o: teller.calls(_rest(o.thread)), _thread),
        Word(("up",), message("does_up"), lambda teller, o: [SelectCall(_times(o), relative=True)], _count),
        Word(("down", "d"), message("does_down"), lambda teller, o: [SelectCall(-_times(o), relative=True)], _count),
        Word(("frame",), message("does_frame"), lambda teller, o: [SelectCall(o.call)], _call),
        Word(("locals",), message("does_locals"), lambda teller, options: teller.locals()),
        Word(("threads",), message("does_threads"), lambda teller, options: teller.thread_lines()),
        Word(
            ("thread",),
            message("does_thread"),
            lambda teller, o: [SelectThread(_rest(o.thread))] if o.thread else teller.thread_lines(),
            _thread,
        ),
    ),
    message("words_look"): (
        Word(
            ("lt", "list_tensors"),
            message("does_tensors"),
            _list,
            _list_tensors,
            "filter",
        ),
        Word(("pt", "print_tensor", "p"), message("does_print"), _print(False), _print_tensor, "node"),
        Word(("pf", "print_feed"), message("does_feed"), _print(True), _print_tensor, "node"),
        Word(
            ("ni", "node_info"),
            message("does_node"),
            lambda teller, o: teller.node(o.name, o.attributes, o.source, o.dumps),
            _node_info,
            "node",
        ),
        Word(("li", "list_inputs"), message("does_inputs"), _neighbours(False), _depth, "node"),
        Word(("lo", "list_outputs"), message("does_outputs"), _neighbours(True), _depth, "node"),
        Word(
            ("ps", "print_source"),
            message("does_source"),
            lambda teller, o: teller.source(o.file, o.first, o.tensors, o.most),
            _print_source,
        ),
        Word(
            ("ls", "list_source"),
            message("does_sources"),
            lambda teller, o: teller.sources(o.files, o.nodes),
            _list_sources,
        ),
        Word(("lv", "variables"), message("does_variables"), lambda teller, o: teller.variables()),
        Word(("sessions",), message("does_sessions"), lambda teller, o: teller.sessions()),
        Word(
            ("graph", "graphs"),
            message("does_graph"),
            lambda teller, o: [ChooseGraph(o.which)] if o.which else teller.graphs(),
            _graph,
        ),
        Word(("ri", "run_info"), message("does_run_info"), lambda teller, o: teller.run_info()),
        Word(
            ("lp", "list_profile", "profile"), message("does_profile"), lambda teller, o: teller.profile(o.most), _most
        ),
        Word(
            ("e", "eval"),
            message("does_eval"),
            _evaluate,
            _evaluated,
            "node",
        ),
    ),
    message("words_ask"): (
        Word(("why",), message("does_why"), lambda teller, o: teller.why(o.name, o.depth), _why, "node"),
        Word(
            ("why-nan", "why_nan", "nan"),
            message("does_why_nan"),
            lambda teller, o: teller.why_nan(_rest(o.name)),
            _names_optional,
            "node",
        ),
        Word(
            ("grad", "gradient"),
            message("does_gradient"),
            lambda teller, o: teller.gradient(_rest(o.name)),
            _name,
            "node",
        ),
        Word(
            ("inject", "what-if", "inject_value"),
            message("does_inject"),
            lambda teller, o: [WhatIf(o.name, _rest(o.value))],
            _inject,
            "node",
        ),
        Word(
            ("history", "hist"),
            message("does_history"),
            lambda teller, o: [ShowHistory(_rest(o.expression), o.seconds, o.most)],
            _history,
            "node",
        ),
        Word(
            ("health", "examine"),
            message("does_health"),
            lambda teller, o: [ShowHealth(_rest(o.check), o.seconds)],
            _health,
            "check",
        ),
        Word(("branch",), message("does_branch"), lambda teller, o: teller.branch_lines()),
        Word(("keep",), message("does_keep"), lambda teller, o: [EndBranch(True)]),
        Word(("drop",), message("does_drop"), lambda teller, o: [EndBranch(False)]),
        Word(("help", "h", "?"), message("does_help"), _help, _help_arguments, "word"),
    ),
}
TFDBG = "tfdbg"
OF_TFDBG = ("lt", "ni", "li", "lo", "pt", "pf", "ps", "ls", "run", "e", "inject")
"""The words whose arguments are those of tfdbg, and more."""
_RAW = frozenset({"watch", "unwatch", "e", "b", "tb", "inject"})  # what follows is not for the shell's rules of quotes


def find(name: str) -> Word:
    """The word of that name.  Raises Refused."""
    for words in WORDS.values():
        for word in words:
            if name in word.names:
                return word
    close = [n for words in WORDS.values() for word in words for n in word.names if n.startswith(name[:2])]
    raise Refused(said("no_command_but", name=name, names=", ".join(close)) if close else said("no_command", name=name))


def names() -> list[str]:
    """All words, in the order of the help."""
    return [name for words in WORDS.values() for word in words for name in word.names]


def is_meant(source: str) -> bool:
    """Whether somebody who typed this for Python, which failed, meant a command: its name alone, or no Python."""
    name, _, rest = source.strip().partition(" ")
    return name in names() and (not rest or is_no_python(source))


def is_no_python(text: str) -> bool:
    """Whether Python cannot compile it."""
    try:
        compile(text, "<line>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two where it nests too deep
        return True
    return False


def obey(text: str, teller: Teller) -> Answer:
    """Carry out what was typed.  Raises Refused for what is no command, and what the teller raises."""
    name, _, rest = text.strip().partition(" ")
    if not name:
        return []
    word = find(name)
    if word.names[0] in _RAW:
        return word.act(teller, word.parser.parse_args(["--", *(rest.split(" ") if rest.strip() else [])]))
    words, path = command_line.split(rest), ""
    if name != "p" and word not in (*WORDS["words_go_on"], *WORDS["words_go_back"]):
        words, path = command_line.redirected(words)
    answer = word.act(teller, _parse(word, words))
    if not path:
        return answer
    lines = [item for item in answer if isinstance(item, (str, Said))]
    return [teller.write(path, lines), *(item for item in answer if not isinstance(item, (str, Said)))]


def _parse(word: Word, words: list[str]) -> Options:
    known: Options
    known, other = word.parser.parse_known_args(words)
    if other:
        raise Refused(said("typed_unknown", names=" ".join(other), usage=word.parser.usage_line))
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
