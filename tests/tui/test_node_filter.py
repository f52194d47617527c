"""Filters of the tree: what they say, and that only the nodes that fit are on the screen."""

from __future__ import annotations

import pytest

from tests.tui.conftest import OpenStudy, Study
from tests.tui.demo_program import NODES, node
from tuigraph.tui.node_filter import BadFilter, NodeFilter
from tuigraph.wire.record import replace
from tuigraph.wire.views import GraphNodes, NodeCalls

CALLS = {"Const": NodeCalls(1, "Const", 1, 1), "add": NodeCalls(1, "add", 3, 0)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", [info.name for info in NODES]),
        ("op:mul", ["mul"]),
        ("op:*v2 theta", ["theta"]),
        ("in:loss/gradients", ["loss/gradients/sub_grad/Sum"]),
        ("in:theta", ["theta", "theta/read"]),
        ("dtype:float32", ["theta", "theta/read", "loss/gradients/sub_grad/Sum"]),
        ("ran", ["Const"]),
        ("unrun op:add", ["add", "add_1"]),
        ("changed", ["add_1"]),
        ("ADD /Y", ["add/y", "add_1/y"]),
    ],
)
def test_every_word_of_a_filter_must_fit(text: str, names: list[str]) -> None:
    wanted = NodeFilter(text)
    assert bool(wanted) == bool(text)
    assert [info.name for info in NODES if wanted.fits(info, CALLS, {"add_1"})] == names


@pytest.mark.parametrize("text", ["type:Mul", "op:", "x shape:3"])
def test_a_word_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadFilter):
        NodeFilter(text)


async def filter_by(study: Study, text: str) -> None:
    await study.press("ampersand")
    study.app.screen.query_one("Input").value = text  # type: ignore[attr-defined]
    await study.press("enter")


async def test_only_nodes_that_fit_are_shown_and_searched(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 6)
        await filter_by(study, "op:Add")
        assert "2 Graph  & op:Add (2)" in study.text
        study.line_with("· add_1")
        assert "float32 varia" not in study.text
        await study.press("slash")
        await study.type("mul")
        assert "no match" in study.text
        await study.press("escape")
        await filter_by(study, "")
        study.line_with("theta", "float32 varia")
        assert "━ 2 Graph ━" in study.text


async def test_unrun_and_changed_follow_the_program(open_study: OpenStudy) -> None:
    async with open_study() as study:
        await study.press(*["s"] * 6)
        await filter_by(study, "changed")
        study.line_with("● Const")
        await study.press("s")
        study.line_with("→ y")
        assert "● Const" not in study.text
        await filter_by(study, "unrun op:Const")
        assert "& unrun op:Const (2)" in study.text


async def test_what_cannot_be_understood_and_what_fits_nothing_is_said(open_study: OpenStudy) -> None:
    async with open_study(language="zh") as study:
        await study.press(*["s"] * 6)
        await filter_by(study, "kind:x")
        assert "无法理解 kind:x" in study.text
        await filter_by(study, "nothing_like_this")
        assert "没有符合的节点" in study.text


async def test_a_hundred_thousand_nodes_are_filtered(open_study: OpenStudy) -> None:
    nodes = tuple(node(f"layer_{i // 1000}/add_{i % 1000}", "Add" if i % 3 else "Mul") for i in range(100_000))
    async with open_study() as study:
        study.client.emit(study.client.moments[5], nodes=(GraphNodes(1, nodes, len(nodes)),))
        await study.settle()
        await filter_by(study, "op:mul unrun")
        assert "(33334)" in study.text
        study.client.emit(replace(study.client.moments[5], nodes=()), next_node="layer_1/add_0")
        await study.settle()
        assert "(33334)" in study.text
