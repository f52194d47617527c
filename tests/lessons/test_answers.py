"""What a lesson printed, what a learner predicted and what they did at the prompt are judged."""

from typing import Any, NoReturn

import pytest

from tuigraph.lessons import Exercise, Output, Passage, Predict, beside, check, compare_output, judge
from tuigraph.words import Words


def never_called(name: Any) -> NoReturn:
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("expected", "tolerance", "printed", "difference"),
    [
        ("42\n42", 0.0, "42\n42\n", ""),
        ("42", 0.0, "42  \n\n", ""),
        ("42", 0.0, "43\n", "line 1: expected '42', printed '43'"),
        ("1\n2", 0.0, "1\n", "expected 2 lines, printed 1"),
        ("saved in .../model", 0.0, "saved in /somewhere/model", ""),
        ("saved in .../model", 0.0, "saved in /somewhere/else", "it does not fit what the lesson says"),
        ("MSE = 9.161542", 1e-4, "MSE =  9.16155", ""),
        ("MSE = 9.161542", 1e-4, "MSE = 9.17", "line 1: expected 'MSE = 9.161542', printed 'MSE = 9.17'"),
        ("MSE = 9.161542", 1e-4, "RMSE = 9.161542", "line 1: expected 'MSE = 9.161542', printed 'RMSE = 9.161542'"),
        ("[[1.0e+01]\n [nan]]", 1e-4, "[[10.0]\n [nan]]", "line 2: expected ' [nan]]', printed ' [nan]]'"),
        ("[1. 2.]", 1e-4, "[1. 2. 3.]", "line 1: expected '[1. 2.]', printed '[1. 2. 3.]'"),
    ],
)
def test_output_is_compared_exactly_or_with_tolerance(
    expected: str, tolerance: float, printed: str, difference: str
) -> None:
    assert Words("en").say(compare_output(Output(expected, tolerance), printed)) == difference


@pytest.mark.parametrize(
    ("stored", "printed", "same", "near"),
    [
        ("[-37.185]\n[ 0.436]", "[-36.8965]\n[0.43601]", [False, True], [True, False]),
        ("[-37.185]", "[-36.0]", [False], [False]),
        ("loss: 1.0", "lost: 1.005", [False], [False]),
        ("['events.out.tfevents.1616665937.kiwi-mac.local']", "['events.out.tfevents.17.vm.3.0']", [True], [False]),
    ],
)
def test_a_stored_output_of_another_machine_may_be_near(
    stored: str, printed: str, same: list[bool], near: list[bool]
) -> None:
    output = Output(stored, 1e-3, book=True, stored=True)
    pairs = beside(output, printed)
    assert ([pair.same for pair in pairs], [pair.near for pair in pairs]) == (same, near)
    assert (compare_output(output, printed) == "") == all(a or b for a, b in zip(same, near, strict=True))
    assert not any(pair.near for pair in beside(Output(stored, 1e-3, book=True), printed))


@pytest.mark.parametrize(
    ("value", "right", "wrong"),
    [
        (
            2,
            [
                *(
                    "2",
                    " 2 ",
                    "2.0",
                    "２",
                    "2 times",
                    "2次",
                    "x2",
                    "×2",
                    "2.",
                    "'2'",
                    "[2]",
                    "2!",
                    "= 2",
                    "「2」",
                    "2 runs",
                ),
                *("two", "Twice", "two times", "两次", "二", "2回"),
            ],
            ["3", "", "three", "once", "三次", "2 or 3", "22", "tw", "2 2", "[2, 2]"],
        ),
        (20640, ["20640", "20,640", "２０，６４０", "20_640", "2.064e4"], ["20.64", "2,0640", "206,40"]),
        (0.1 + 0.2, ["0.3", ".3", "０．３", "3e-1"], ["0.31", "0,3", "-0.3"]),
        (16, ["十六", "sixteen", "16 operations", "16个节点"], ["六", "sixty", "1 6", "60"]),
        (0, ["never", "零次", "0 times"], ["once", "一次", "no time"]),
        (-7, ["-7", "－7", "-7.0"], ["7", "- 7 7"]),
        (
            [9, 1],
            [
                "[9, 1]",
                "[9,1]",
                "(9, 1)",
                "9,1",
                "9x1",
                "9 × 1",
                "［9，1］",
                "（９，１）",
                "9、1",
                "9 by 1",
                "9 行 1 列",
                "9*1",
                "9✖1",
                "9-by-1",
                "9/1",
                "nine by one",
                "九行一列",
                "TensorShape([9, 1])",
                "shape 《9，1》",
            ],
            ["[1, 9]", "91", "9", "[9, 1, 1]", "[9]", "nine", "one by nine", "nine by many", ""],
        ),
        ([2, 3], ["(2,3)", "2 3", "{2, 3}", "[2, 3]"], ["2.3", "6", "(3, 2)"]),
        (
            "loss/sub",
            [
                *("loss/sub", "'loss/sub'", "Loss/Sub", "loss/sub:0", "`loss/sub`", "ｌｏｓｓ/sub"),
                *("「loss/sub」", "loss / sub", "《loss/sub:0》", "loss/sub!"),
            ],
            ["sub", "loss_sub", "loss"],
        ),
        (
            True,
            ["True", "true", "yes", "Yes.", "是", "对", "t", "1", "yes!", "会的", "「True」", "√"],
            ["False", "no", "maybe", "", "不是", "不会"],
        ),
        (
            False,
            ["False", "no", "No", "否", "不是", "ＮＯ", "0", "nope", "不会", "错", "(No)"],
            ["True", "yes", "y", "none"],
        ),
        ("b", ["b", "B", "b)", "(b)", "ｂ）", " b. "], ["a", "bb", "c)"]),
        ("10", ["10", "１０"], ["1", "100"]),
    ],
)
def test_a_prediction_is_judged_by_the_value_that_the_engine_gives(value: Any, right: Any, wrong: Any) -> None:
    predict = Predict(Passage({"": "?"}), "", "found")
    for answer in right:
        assert judge(predict, answer, {"found": value}, never_called) == (True, str(value))
    for answer in wrong:
        assert judge(predict, answer, {"found": value}, never_called) == (False, str(value))


def test_a_prediction_can_ask_how_often_a_node_ran() -> None:
    predict = Predict(Passage({"": "?"}), "", "calls('add')")
    assert judge(predict, "2", {}, {"add": 2}.__getitem__) == (True, "2")


def test_a_stated_answer_needs_no_namespace() -> None:
    predict = Predict(Passage({"": "- a) x\n- b) y"}), "b", "")
    assert judge(predict, "B", {}, never_called) == (True, "b")
    assert judge(predict, "a", {}, never_called) == (False, "b")


def test_a_check_accepts_rejects_with_a_reason_and_survives_a_broken_answer() -> None:
    code = "if total != 3:\n    wrong(en='not three', zh='不是三')\ntotal = 5"
    exercise = Exercise("three", Passage({"": "Make it three."}), code, 10)
    namespace = {"total": 3}
    assert check(exercise, namespace, never_called).solved
    assert namespace == {"total": 3}
    refused = check(exercise, {"total": 4}, never_called)
    assert (refused.solved, refused.message.text("zh")) == (False, "不是三")
    broken = check(exercise, {}, never_called)
    assert not broken.solved
    assert "NameError: name 'total' is not defined" in broken.message.text("en")
    assert "NameError" in broken.message.text("zh")
