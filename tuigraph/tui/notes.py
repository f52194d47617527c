"""What the debugger and the client say in English, in the reader's language; what is not here stays as it is.

A template's ``{}`` stands for any text, which is carried over.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tuigraph.wire.views import Output

_CHINESE = {
    # the program and its timeline
    "the program has come to its end": "程序已经运行到结尾",
    "no run is going on": "现在没有正在进行的运行",
    "this is where the first run began": "这里是第一次运行的开头",
    "the timeline holds nothing older": "时间线上没有更早的记录了",
    "the timeline holds {}": "时间线上没有找到：{}",
    "the program ended itself: {}": "程序自己结束了：{}",
    "interrupted: the rest of this cell was not run": "已中断：这段代码余下的部分没有运行",
    "exit() at the prompt ends nothing": "在提示符里 exit() 不会结束任何东西",
    "… {} characters of output are left out here": "…… 这里省略了 {} 个字符的输出",
    "interrupted": "已中断",
    "there is no branch": "没有假设分支",
    "no run has been made yet": "还没有运行过",
    "there is no node {} in the graph": "图里没有节点 {}",
    "{} has no value at this moment: it has not run, or its run was dropped from the timeline": (
        "{} 此刻没有值：它还没有运行，或者那次运行已从时间线上丢弃"
    ),
    "{} is not initialized in session {}": "{} 在会话 {} 里没有初始化",
    "breakpoints and watches are not kept: {}": "断点和监视没有保存：{}",
    "saved: {}": "已保存：{}",
    "not saved: {}": "没有保存：{}",
    # why and what-if
    "{} has no value on the timeline: it has not run, or its run was dropped from it": (
        "{} 在时间线上没有值：它还没有运行，或者那次运行已被丢弃"
    ),
    "every value on the timeline is finite at this moment": "此刻时间线上的值全都是有限的",
    "{} is no variable: nothing assigns to it": "{} 不是变量：没有对它的赋值",
    "there is no run in which to suppose another value": "还没有运行，无法假设另一个值",
    "{} is no variable, and not in the run of {}": "{} 不是变量，也不在对 {} 的求值之中",
    "the branch cannot be kept: {}": "这个分支不能保留：{}",
    "later runs have used what this run left behind": "后面的运行已经用过这次运行留下的结果",
    "what is overridden has not been computed yet: step over its node first": "被替换的值还没有算出来：先执行它的节点",
    "its loop takes another way than the one that the run is on": "它的循环走了与本次运行不同的路",
    # the program's process
    "started again": "已重新启动",
    "the program did not answer the interrupt: it was started again and brought back to where it was": (
        "程序没有响应中断：已重新启动，并回到原来的位置"
    ),
    "the program's process was ended by {}: it was started again and brought back to where it was": (
        "程序的进程被 {} 结束：已重新启动，并回到原来的位置"
    ),
    "the program ended its process (exit code {}): it was started again and brought back to where it was": (
        "程序结束了自己的进程（退出码 {}）：已重新启动，并回到原来的位置"
    ),
    "the program's process was ended by {}": "程序的进程被 {} 结束",
    "the program ended its process (exit code {})": "程序结束了自己的进程（退出码 {}）",
    # what became of a variable
    "session closed": "会话关闭",
    "container reset": "容器清空",
    "its session was garbage": "会话被回收",
    # values
    "not initialized": "未初始化",
    "not taken": "未选中",
}


@lru_cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Templates as patterns, the most definite ones first."""
    templates = sorted(_CHINESE, key=lambda text: -len(text.replace("{}", "")))
    return [(re.compile("(.*)".join(map(re.escape, text.split("{}")))), _CHINESE[text]) for text in templates]


def translated(text: str, language: str) -> str:
    """One sentence in a language."""
    if language != "zh":
        return text
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return template.format(*found.groups())
    return text


def translated_output(output: Output, language: str) -> Output:
    """A note in a language; what the program itself has printed is left alone."""
    if output.kind != "note" or language == "en":
        return output
    return Output("note", "\n".join(translated(line, language) for line in output.text.split("\n")))
