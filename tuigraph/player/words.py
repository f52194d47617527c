"""What players say, in English and Chinese."""

from __future__ import annotations

WORDS = {
    "en": {
        "cell": "Cell {n} of {of}",
        "run": "run {n}, session {session}, line {line}: {fetches}",
        "feeds": " with {feeds} fed",
        "more_nodes": "... {n} more nodes",
        "passed": "... passed over: {n} runs, up to run {last}",
        "added": "added to the graph: {names}",
        "dropped": "dropped when the run ends: {names}",
        "kept": "kept by the session: {variables}",
        "question": "Before you go on:",
        "exercise": "Exercise:",
        "failed": "The lesson stopped in cell {unit}, line {line}:",
        "and_more": " and {n} more",
        "cell_at": "Cell {n} of {of}, line {line}: FAILED",
        "counts": "cells: {cells}, questions: {questions}, exercises: {exercises}",
        "as_it_says": "as the lesson says",
        "failures": "FAILED {n} times",
        "not_run": "the lesson ended itself before this cell",
        "stopped": "it stopped in line {line}",
        "printed_other": "it printed something else: {why}",
        "not_compared": "what it prints is not compared: no output cell",
        "answer": "answer: {right}",
        "no_answer": "the answer could not be found by {expect}",
        "wrong_answer": "the answer {right!r} is not accepted; choices: {choices}",
        "nothing_accepted": "the exercise {name} is accepted before anything was done",
        "solution_rejected": "solution {number} of the exercise {name} is rejected:",
        "accepted": "exercise {name}, accepted solutions: {n}",
    },
    "zh": {
        "cell": "代码 {n}/{of}",
        "run": "运行 {n}，会话 {session}，第 {line} 行：{fetches}",
        "feeds": "，喂入 {feeds}",
        "more_nodes": "…… 还有 {n} 个节点",
        "passed": "…… 略过 {n} 次运行，直到运行 {last}",
        "added": "加入计算图：{names}",
        "dropped": "运行结束时丢弃：{names}",
        "kept": "会话保留：{variables}",
        "question": "先想一想：",
        "exercise": "练习：",
        "failed": "课程停在代码 {unit} 第 {line} 行：",
        "and_more": " 等，另有 {n} 个",
        "cell_at": "代码 {n}/{of}，第 {line} 行：失败",
        "counts": "代码 {cells} 段，问题 {questions} 个，练习 {exercises} 个",
        "as_it_says": "与课程所述一致",
        "failures": "失败 {n} 处",
        "not_run": "课程在这段代码之前就自行结束了",
        "stopped": "停在第 {line} 行",
        "printed_other": "打印的内容不同：{why}",
        "not_compared": "没有 output 单元，打印的内容未作比较",
        "answer": "答案：{right}",
        "no_answer": "用 {expect} 求不出答案",
        "wrong_answer": "答案 {right!r} 未被接受；选项：{choices}",
        "nothing_accepted": "练习 {name}：什么都没做就被接受了",
        "solution_rejected": "练习 {name} 的第 {number} 个解答被拒绝：",
        "accepted": "练习 {name}，{n} 个解答被接受",
    },
}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self._words = WORDS[language]

    def __call__(self, name: str, /, **values: object) -> str:
        return self._words[name].format(**values)
