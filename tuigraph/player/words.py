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
    },
}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self._words = WORDS[language]

    def __call__(self, name: str, **values: object) -> str:
        return self._words[name].format(**values)
