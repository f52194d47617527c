"""Typed commands: the words of tfdbg, their options, what they answer, help and completion."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.debugger.driver import Driver, english, printed, run, to_the_end
from tuigraph.debugger import typed
from tuigraph.wire.commands import (
    Among,
    Break,
    Command,
    Complete,
    EndBranch,
    Evaluate,
    Move,
    Quit,
    Rewind,
    SaveValue,
    Seek,
    Typed,
    Watch,
    WhatIf,
)
from tuigraph.wire.questions import ProfileView, ShowProfile, ShowValue, ShowWhy, WhyView
from tuigraph.wire.said import Text, said
from tuigraph.wire.views import Completion, Snapshot
from tuigraph.words import Words

GRAPH = """\
import numpy as np
import tuigraph as tf
x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.Variable([[1.0], [2.0]], name="w")
y = tf.matmul(x, w, name="y")
loss = tf.reduce_mean(tf.square(y, name="squares"), name="loss")
bad = tf.log(loss - loss, name="bad")
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, name="train")
sess = tf.Session()
sess.run(w.initializer)
data = np.arange(60, dtype=np.float32).reshape(30, 2) / 100
for i in range(3):
    sess.run([train, loss], {x: data})
sess.run([bad, y], {x: data})
"""


def answer(text: str, *acts: Any) -> str:
    """What a command says at the end of the program (or after other acts)."""
    before: list[str] = []
    driver = run(GRAPH, *(acts or (to_the_end,)), lambda stopped: before.append(stopped.text), Typed(text))
    return driver.text.removeprefix(before[0])


class Willing:
    """Finds every breakpoint possible, and answers nothing."""

    def show(self, ask: ShowValue, histogram: bool) -> list[Text]:
        return []

    def look_among(self, among: Among) -> None: ...

    def checked(self, asked: Break, to_come: bool) -> Break:
        return asked


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("s", [Move("step")]),
        ("s 5", [Move("step", 5)]),
        ("s -t 5", [Move("step", 5)]),
        ("next", [Move("next")]),
        ("c", [Move("continue")]),
        ("cont layer/w", [Break("layer/w", once=True), Move("continue")]),
        ("fin", [Move("finish")]),
        ("run", [Move("runs", 1)]),
        ("run -t 10", [Move("runs", 10)]),
        ("run -n", [Move("over_run", 1)]),
        ("run -p", [Move("runs", 1, then="lp")]),
        ("run -f has_inf_or_nan", [Break("has_inf_or_nan", kind="filter", once=True), Move("continue")]),
        ("back 3", [Move("back", 3)]),
        ("back -w theta", [Rewind("write", "theta")]),
        ("back -b", [Rewind("breakpoint")]),
        ("back -c 'loss < 1'", [Rewind("condition", "loss < 1")]),
        ("rb", [Move("back_run")]),
        ("live", [Move("live")]),
        ("seek 12", [Seek(12)]),
        ("b train", [Break("train")]),
        ("b layer/* if x.max() > 3 ignore 2", [Break("layer/*", condition="x.max() > 3", ignore=2)]),
        ("b type MatMul", [Break("MatMul", kind="type")]),
        ("b dtype int32 if x == 'if'", [Break("int32", kind="dtype", condition="x == 'if'")]),
        ("b line 12", [Break("12", kind="line")]),
        ("b 12", [Break("12", kind="line")]),
        ("b pkg/model.py:12 if x > 1", [Break("pkg/model.py:12", kind="line", condition="x > 1")]),
        ("b source train.py:12", [Break("train.py:12", kind="source")]),
        ("b node line", [Break("line")]),
        ("b line", [Break("line")]),
        ("tb train", [Break("train", once=True)]),
        ("cl type MatMul", [Break("MatMul", on=False, kind="type")]),
        ("watch w[0] + 'a b'", [Watch("w[0] + 'a b'")]),
        ("unwatch w", [Watch("w", on=False)]),
        ("inject w [[0.0],  [1.0]]", [WhatIf("w", "[[0.0],  [1.0]]")]),
        ("keep", [EndBranch(True)]),
        ("drop", [EndBranch(False)]),
        ("e print('a  b')", [Evaluate("print('a  b')")]),
        ("pt w[0:1, :] -w out.npy", [SaveValue("w", "[0:1, :]", "out.npy")]),
        ("q", [Quit()]),
        ("   ", []),
    ],
)
def test_words_become_commands(text: str, commands: list[Command]) -> None:
    assert list(typed.obey(text, Willing())) == commands  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ru", "there is: run"),
        ("zzz", "try: help"),
        ("seek", "required"),
        ("seek x", "invalid int"),
        ("run -x", "unrecognized"),
        ("lt -s colour", "invalid choice"),
        ("pt 'a", "is left open"),
        ("ni nothing", "no node nothing"),
        ("pt nothing", "nothing has no value"),
        ("why nothing", "nothing has no value"),
        ("why #999", "no cause number"),
        ("why-nan loss", "loss is finite"),
        ("grad w", "has no gradient"),
        ("pf y", "was not fed"),
        ("lt -f none", "no tensor filter"),
        ("lt -n (", "no regular expression"),
        ("branch", "no branch"),
        ("b line 5x", "is no line"),
        ("pt w[9, 9, 9]", "w"),
        ("ps nothing.py", "is no file of this program"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_happens(text: str, says: str) -> None:
    driver = run(GRAPH, to_the_end, Typed(text))
    said = [output for output in driver.last.output if output.kind == "note"]
    assert says in printed(said)
    assert driver.last.position.behind == 0
    assert driver.last.state == "finished"


def test_lists_of_tensors() -> None:
    lines = answer("lt").splitlines()
    assert lines[0].endswith("tensors of run 5")
    assert [line for line in lines if "y:0 (MatMul)" in line and "[30,1]" in line]
    assert len(answer("lt -t MatMul").splitlines()) == 2
    assert "bad:0 (Log)" in answer("lt -f has_inf_or_nan")
    names = [line.split()[-3] for line in answer("lt -n ^[ly] -s tensor_name -r").splitlines()[1:] if "(" in line]
    assert len(names) == 2
    assert len(answer("lt -s dump_size").splitlines()) == len(lines)


def test_values_whole_sliced_and_as_statistics() -> None:
    assert "w  float32 [2, 1]" in answer("pt w")
    sliced = answer("pt y[3:7, :]")
    assert "[4, 1]" in sliced
    assert len(sliced.splitlines()) == 6
    assert "min " in answer("pt y -s")
    assert "#####" in answer("pt y -s")
    marked = answer("pt y -r '> 1' -a")
    assert marked.count("*") == int(marked.splitlines()[-1].split()[0]) + 1
    assert len([line for line in answer("pt y -a").splitlines() if line.strip()]) == 32
    assert "shown: 20 of 30 rows" in answer("pt y")
    first = answer("pt y -o descending -f .2f").splitlines()[2]
    assert "." in first
    assert "x:0  float32 [30, 2]" in answer("pf x")


BY_NAME = """p 'sess.graph.get_tensor_by_name("loss:0")'"""


@pytest.mark.parametrize("asked", ["pt loss", "pt loss -s", "p loss", BY_NAME])
def test_a_value_that_the_shown_run_has_not_computed_says_of_which_run_it_is(asked: str) -> None:
    into_next = Typed("run -t 3"), Typed("tb loss"), Typed("c")
    assert answer(asked, *into_next).splitlines()[0].endswith(" in run 3  float32 []")
    assert " in run " not in answer(asked, *into_next, Move("step"))
    assert " in run " not in answer("pt w", *into_next)


def test_a_value_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "y.npy"
    answer(f"pt y[:3] -w {file}")
    assert np.load(file).shape == (3, 1)


LOOP = """
import tuigraph as tf
v = tf.Variable(1.0, name="v")
loop = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, tf.multiply(a, v + 1.0, name="double")), [0, 1.0])
sess = tf.Session()
sess.run(v.initializer)
sess.run(loop)
"""


ARGUMENTS_OF_TFDBG: list[tuple[str, str | re.Pattern[str], str]] = [  # what is typed; what is seen, and what is not
    ("list_tensors -f has_inf_or_nan", "bad:0", "y:0"),
    ("lt --tensor_filter has_inf_or_nan -fenn b", "0 tensors", "bad:0"),
    ("lt -f has_inf_or_nan --filter_exclude_node_names a", "bad:0", "0 tensors"),
    ("lt -fenn b", "goes with -f", "bad:0"),
    ("lt -n quares", "0 tensors", "squares:0"),
    ("lt --node_name_filter squ", "squares:0", "y:0"),
    ("lt --op_type_filter (MatMul|Sub)", "2 tensors", "squares:0"),
    ("lt -s timestamp", re.compile(r"w/read.*y:0.*squares.*loss.*bad", re.DOTALL), "zzz"),
    ("lt -s dump_size", re.compile(r"loss:0.*w/read:0.*y:0", re.DOTALL), "zzz"),
    ("lt -s dump_size -r", re.compile(r"y:0.*w/read:0.*loss:0", re.DOTALL), "zzz"),
    ("lt --sort_by op_type", re.compile(r"w/read:0 .*bad:0 .*y:0 .*loss:0", re.DOTALL), "zzz"),
    ("lt -s tensor_name --reverse", re.compile(r"y:0.*squares:0.*loss:0.*bad:0", re.DOTALL), "zzz"),
    ("print_tensor y:0[3:5, :]", "y:0[3:5, :]  float32 [2, 1]", "shown"),
    ("pt y -r [0.2, inf]", "26 elements are marked", "zzz"),
    ("pt y -r '[[-inf, 0.1], [1.5, inf]]'", "3 elements are marked", "zzz"),
    ("pt y --ranges 0,1e-1", "2 elements are marked", "zzz"),
    ('pt y -r ">1.5"', "1 element is marked", "written"),
    ("pt y -r > 1.5", "1 element is marked", "written"),
    ("pt y --all", "1.52395", "shown: 20"),
    ("pt y --numeric_summary", re.compile(r"mean 0\.77.*####.* 0\.0179573", re.DOTALL), "zzz"),
    ("pt y -n 0", "0.0698882", "no 0"),
    ("pt y --number 1", "there is no 1", "0.0698882"),
    ("pt y[:2] -w {file}", re.compile(r"0\.0698882.*saved: .*file <\(2, 1\)>$", re.DOTALL), "zzz"),
    ("pt y[:2] > {file}", re.compile(r"^written to .*file <y\[:2\]  float32"), "0.0698882"),
    ("pt y[:2]>{file}", re.compile(r"^written to .*file <y\[:2\]  float32"), "0.0698882"),
    ("lt > {file}", re.compile(r"^written to .*file <7 tensors of run 5"), "loss"),
    ("pf x[0] -r >0 -s", re.compile(r"x:0 was fed.*std.*####.*0\.01\*.*1 element", re.DOTALL), "zzz"),
    ("print_feed x -a", "0.59", "shown"),
    ("pf x --write_path {file}", "saved: ", "not fed"),
    ("node_info loss --attributes", "attribute keep_dims", "values in"),
    ("ni loss --dumps", re.compile(r"1 value in run 5.*slot 0, step 6, .*: 0\.796", re.DOTALL), "attribute"),
    ("ni loss --traceback", "made at cell_0.py:6", "attribute"),
    ("list_inputs loss -d 9", "depth 1", "- y"),
    ("li loss --recursive --depth 2 --op_type", re.compile(r"- y \[MatMul\]", re.DOTALL), "- x"),
    ("li gradients/y_grad/tuple/control_dependency --control", "(Ctrl)", "[Identity]"),
    ("list_outputs y -r", "- loss", "[Square]"),
    ("print_source cell_0.py --line_begin 8 -m 2", "      and 27 more\nL9", "L7 "),
    ("ps --tensors --max_elements_per_line 1", "      y:0", "loss_grad"),
    ("list_source --path_filter .*ell_0", "cell_0.py:3", "no file"),
    ("ls --node_name_filter y", "1 node ", "no file"),
    ("ls -p zzz", "no file", "cell_0"),
    ("eval np.sum(`loss:0`)", "0.79641", "`loss:0`)\n"),
    ("e `loss:0[0]` + `/job:localhost/replica:0/task:0/device:CPU:0:loss:0:DebugIdentity`", "1.59282", "zzz"),
    ("eval '`y:0` * 2' -w {file} -a", re.compile(r"3\.0479.*saved: ", re.DOTALL), "shown"),
    ("run -fenn x", "goes with -f", "zzz"),
]


def test_arguments_of_tfdbg_mean_what_they_mean_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    wholes = dict[str, str]()

    def typed_in(text: str) -> list[Any]:
        before: list[int] = []

        def look(driver: Driver, text: str = text) -> None:
            wholes[text] = driver.text[before[0] :].rstrip("\n")
            if file.exists():
                written = file.read_bytes()
                loads = written.startswith(b"\x93NUMPY")
                wholes[text] += f" <{np.load(file).shape}>" if loads else f" <{written.decode()[:20]}>"
                file.unlink()

        return [lambda driver: before.append(len(driver.text)), Typed(text.format(file=file)), look]

    run(GRAPH, to_the_end, *(act for text, _, _ in ARGUMENTS_OF_TFDBG for act in typed_in(text)))
    for text, seen, unseen in ARGUMENTS_OF_TFDBG:
        told = wholes[text]
        assert seen.search(told) if isinstance(seen, re.Pattern) else seen in told, (text, told)
        assert unseen not in told, (text, told)


def test_each_value_of_a_loop_has_its_number() -> None:
    texts = "pt while/double -n 0", "pt while/double", "ni while/double -d", "e `while/double:0[1]` + 0"
    told = run(LOOP, to_the_end, *map(Typed, texts)).text
    assert re.findall(r"^  (\d)$", told, re.MULTILINE) == ["2", "8", "4"]
    assert "values in this run: 3; -n 0 to -n 2 show them" in told
    assert len(re.findall(r"slot 0, step \d+, .*: [248]\.0$", told, re.MULTILINE)) == 3


def test_run_as_tfdbg_has_it() -> None:
    run_of_training = Typed("run -t 2")
    driver = run(GRAPH, run_of_training, Typed("run --no_debug"), Typed("run -n -t 2"))
    assert [(s.position.run, s.position.step, s.reason) for s in driver.snapshots[2:]] == [
        (3, 0, "node"),
        (5, 0, "node"),
    ]
    only = Typed("run --times 5 --node_name_filter (y|bad) --op_type_filter L --tensor_dtype_filter float")
    assert answer("lt", only).splitlines()[0] == "1 tensor of run 5"
    assert answer("lt", Typed("run -t 5")).splitlines()[0] == "7 tensors of run 5"
    found = run(GRAPH, Typed("run --till_filter_pass has_inf_or_nan"))
    assert found.last.position.run == 5
    for text in ("-fenn b", "--node_name_filter [^b]", "--op_type_filter M", "--tensor_dtype_filter int"):
        assert run(GRAPH, Typed(f"run -f has_inf_or_nan {text}")).last.state == "finished", text
    assert "loss (Mean)" in run(GRAPH, Typed("run -t 3 --profile")).text


def test_nodes_and_their_neighbours() -> None:
    text = answer("ni squares -a -t")
    assert "op: Square" in text
    assert "inputs: y:0" in text
    assert "recipients: loss" in text
    assert "ran 4 times, in runs 2-5" in text
    assert "its gradient: gradients/squares_grad/" in text
    assert "attribute T: " in text
    assert "cell_0.py:6: loss = tf.reduce_mean" in text
    assert answer("li y").splitlines() == ["inputs of node y (depth 1)", "|- x", "|- w/read  …"]
    deep = answer("li loss -r -t")
    assert "|  |  |- w/read [Identity]" in deep
    assert "|  |  |  |- w [VariableV2]" in deep
    assert "squares" in answer("lo y -d 1 -r")
    assert "(Ctrl)" in answer("li gradients/y_grad/tuple/control_dependency -c")
    assert "none" in answer("li x")
    assert "squares" in answer("grad gradients/squares_grad/Mul")
    assert "gradients/y_grad/MatMul (MatMul)" in answer("grad y")


def test_all_calls_that_made_a_node_are_told() -> None:
    inner = "def inner(x):\n    return tf.square(x, name='s')\n"
    source = f"import tuigraph as tf\n{inner}def outer():\n    return inner(2.0)\nouter()\n"
    driver = run(
        source,
        to_the_end,
        Typed("ni s -t"),
        Evaluate("len(tf.get_default_graph().get_operation_by_name('s').traceback)"),
    )
    made = "  made at cell_0.py:3: return tf.square(x, name='s')\n"
    calls = "  called at cell_0.py:5 (outer): return inner(2.0)\n  called at cell_0.py:6 (<module>): outer()\n"
    assert made + calls in driver.text
    assert driver.text.endswith("\n3\n")


def test_sources_with_the_nodes_of_each_line() -> None:
    lines = answer("ps").splitlines()
    at = lines.index('L5    y = tf.matmul(x, w, name="y")')
    assert lines[at + 1] == "      y"
    assert answer("ps cell_0.py -b 5 -t").splitlines()[1] == "      y:0"
    assert "cell_0.py:3" in answer("ls")


def test_state_and_runs() -> None:
    assert "session 1  w  float32 [2,1]" in answer("lv")
    assert "assigned 4 times" in answer("lv")
    assert "session 1  graph 1  5 runs" in answer("sessions")
    assert "fetches: bad:0, y:0" in answer("ri")
    assert "within reach" in answer("ri")
    assert "calls" in answer("lp -n 3")
    assert len(answer("lp -n 3").splitlines()) == 5
    assert answer("lf").splitlines()[0] == "has_inf_or_nan"


def why(snapshot: Snapshot) -> WhyView:
    assert isinstance(snapshot.answer, WhyView)
    return snapshot.answer


def test_why_can_be_walked_by_number() -> None:
    driver = run(GRAPH, to_the_end, Typed("why y -d 1"), lambda d: Typed(f"why #{why(d.last).causes[-1].number} -d 2"))
    first, second = driver.snapshots[-2:]
    assert [(c.depth, c.name) for c in why(first).causes] == [(0, "y"), (1, "x"), (1, "w/read")]
    assert why(first).causes[2].more
    assert why(second).causes[0].number == why(first).causes[2].number
    assert [c.kind for c in why(second).causes] == ["node", "variable", "assignment"]
    assert driver.text.count("w/read (Identity) in run 5") == 2
    assert "train (" not in driver.text


def test_a_screen_asks_the_same_questions() -> None:
    acts = ShowWhy("y"), ShowWhy("", origin=True), ShowWhy("nonsense"), ShowProfile("calls", 2)
    tree, origin, nothing, profile = run(GRAPH, to_the_end, *acts).snapshots[-4:]
    assert [cause.name for cause in why(tree).causes] == ["y", "x", "w/read"]
    assert why(origin).causes[0].name == "bad"
    assert "first node with finite inputs" in english(why(origin).origin[1])
    assert "nonsense has no value" in english(why(nothing).problem)
    assert isinstance(profile.answer, ProfileView)
    assert [row.calls for row in profile.answer.nodes] == [5, 4]
    assert profile.answer.total > 10


def test_why_nan_finds_the_node() -> None:
    text = answer("why-nan")
    assert "bad in run 5 is the first node with finite inputs" in text
    assert text == answer("nan bad")


def test_a_branch_in_words() -> None:
    text = answer("branch", to_the_end, Typed("inject w [[0.0], [0.0]]"))
    assert "supposed w = [[0] [0]]" in text
    assert "steps depend on that and ran again:" in text
    assert "  y: " in text


def test_a_typed_supposition_is_answered_with_what_it_changes() -> None:
    text = answer("inject w [[0.0], [0.0]]")
    assert "supposed w = [[0] [0]]" in text
    assert "keep goes on with it, drop forgets it" in text
    refused = answer("inject nothing 1")
    assert "nothing is no variable" in refused
    assert "supposed" not in refused


def test_movements_typed() -> None:
    driver = run(GRAPH, Typed("run -f has_inf_or_nan"), Typed("back -w w"), Typed("live"), Typed("bl"))
    assert driver.snapshots[1].reason == "breakpoint"
    assert driver.snapshots[1].step is not None
    assert driver.snapshots[1].step.node == "bad"
    assert driver.snapshots[2].position.run == 4
    assert driver.snapshots[3].position.behind == 0
    assert "no breakpoints" in driver.text
    driver = run(GRAPH, Typed("cont loss"), Typed("cont"))
    assert [s.next_node for s in driver.snapshots if s.reason == "breakpoint"] == ["loss"]


def test_breakpoints_and_watches_in_words() -> None:
    acts = Typed("b loss if x < 0.6 ignore 1"), Typed("watch w"), Typed("b type Square"), Typed("bl"), Typed("cl all")
    driver = run(GRAPH, *acts, Typed("bl"))
    assert "loss if x < 0.6 ignore 1  (reached 0 times)" in driver.text
    assert "type Square" in driver.text
    assert driver.last.stops == ()
    assert driver.text.count("watch w = ") == 2


def test_statements_are_run_in_the_program() -> None:
    driver = run(GRAPH, to_the_end, Typed("e extra = i + 40"), Typed("e extra"), echo=True)
    assert driver.text.endswith("42\n")


def test_help_names_every_word_and_says_what_it_takes() -> None:
    text = answer("help")
    for name in typed.names():
        assert name in text
        assert Words("en")(typed.find(name).does) in text
    told = run("", *[Typed(f"help {name}") for name in typed.names()]).text
    usages = [f"usage: {typed.find(name).names[0]}" for name in typed.names()]
    assert [line[: len(usage)] for line, usage in zip(re.findall("usage: .*", told), usages, strict=True)] == usages
    assert "-f" in answer("help lt")
    table = answer("help tfdbg")
    for text, _, _ in ARGUMENTS_OF_TFDBG:
        for option in re.findall(r"(?<!\S)--?[a-z_]+", text):
            assert re.search(rf"{option}[, ]", table), option


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":r", ["run", "r", "rs", "rb", "run_info", "ri"]),
        (":pt lo", ["loss"]),
        (":ni gradients/y_grad/MatMul", ["gradients/y_grad/MatMul", "gradients/y_grad/MatMul_1"]),
        (":run -f has", ["has_inf_or_nan"]),
        (":back -w w", ["w"]),
        (":lt -", ["-n", "-t", "-f", "-s", "-r"]),
        (":help li", ["live", "li", "list_tensors", "list_inputs"]),
        (":nothing x", []),
        (":inject lo", ["loss"]),
    ],
)
def test_completion(text: str, found: list[str]) -> None:
    completions = run(GRAPH, to_the_end, Complete(text)).last.completions
    assert set(found) <= {completion.name for completion in completions}
    if not found:
        assert completions == ()


def test_commands_are_completed_with_what_they_do() -> None:
    completions = run(GRAPH, to_the_end, Complete(":list_t")).last.completions
    (found,) = completions
    assert (found.name, found.remark) == ("list_tensors", said("does_tensors"))


def test_completion_of_python_stays_what_it_was() -> None:
    assert run(GRAPH, to_the_end, Complete("sess.graph_")).last.completions == (Completion("sess.graph_def"),)


def test_every_answer_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    many = "import tuigraph as tf\nx = tf.constant(1.0)\nfor i in range(700):\n    x = x + 1.0\ntf.Session().run(x)\n"

    def size(driver: Driver) -> None:
        assert driver.text.count("\n") < 1000

    texts = ("lt", "li add_699 -r", "lo Const -r", "why add_699 -d 1000", "ps", "lp", "ni Const")
    driver = run(many, to_the_end, *[act for text in texts for act in (Typed(text), size)])
    assert driver.last.problem is None


WRONG = """\
pt|pt nothing|pt x[|pt 'a|pt y -o upwards|pt y -f 99999d|pt y -r zzz|ni|ni x y z|li x -d a|s a b|seek|seek z|lt -n (
lt -f none|ps nothing.py|b line 5x|tb|watch|why nothing|why #99|grad nothing|inject|inject nothing 3|inject x|keep|drop
xyz|st|lp -n many|s --al|pf nothing"""
RIGHT = """\
lf|lt|lt -f has_inf_or_nan|pt w|pt w -s|pt y -r nan|pt x[0]|p [1, 'a', {}]|p None|p sess|p len|pf x|ni y -a -d -t
help tfdbg|lt -n y -fenn z|ls -n zzz|pt loss -n 9|pt y >
li y -r -c|lo y|ps|ls|lv|sessions|ri|lp|why w|why-nan|grad y|inject w [[1.0], [2.0]]|branch|drop|watch w|bl|cl all|live
rb|back -w w|back -b|help"""
SENTENCE = re.compile(r"(?<![\w:./'-])[A-Za-z]{2,} [a-z]{2,}(?![\w(:=./-])")
DATA = re.compile(r"用法：.*|^L\d.*|创建于.*|<.*>|\[.*\]|'[^']*'|\w+Error: .*", re.MULTILINE)


@pytest.mark.parametrize("text", [*re.split(r"[|\n]", f"{WRONG}|{RIGHT}"), *(f"help {word}" for word in typed.names())])
def test_answers_are_chinese_for_a_reader_of_chinese(text: str) -> None:
    driver = run(GRAPH, to_the_end, Typed(text))
    told = "".join(Words("zh").lines(output.text) for output in driver.last.output)
    assert SENTENCE.findall(DATA.sub("", told)) == [], told
