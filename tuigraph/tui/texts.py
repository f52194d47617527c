"""The words of the interface in each language; a missing one falls back to English."""

from __future__ import annotations

from tuigraph.tui.view_texts import VIEWS

LANGUAGES = ("en", "zh")

_TABLE: dict[str, tuple[str, str]] = {
    # name: (English, Chinese)
    "app": ("tuigraph: watch a computation graph run", "tuigraph：看计算图一步步运行"),
    "lessons": ("Lessons", "课程"),
    "no_lessons": ("No lessons were found.", "没有找到课程。"),
    "about_lesson": ("What it is about", "内容"),
    "lesson_progress": ("{n} of {of} done", "完成 {n}/{of}"),
    "resume_question": (
        "You were in cell {n} of {of}. Go on from there?  y / n",
        "上次学到第 {n} 段代码（共 {of} 段）。从那里继续吗？ y / n",
    ),
    "reset_question": ("Forget your progress in this lesson?  y / n", "要清除这一课的进度吗？ y / n"),
    "reset_all_question": ("Forget your progress in all lessons?  y / n", "要清除所有课程的进度吗？ y / n"),
    "fault": ("A fault of the screen, which goes on: {what}", "界面出了差错，但仍在运行：{what}"),
    "exported": ("Progress was written to {path}", "进度已写入 {path}"),
    "not_kept": ("Progress cannot be kept: {why}", "无法保存进度：{why}"),
    # questions and exercises
    "question": ("Before it runs: predict", "运行之前：先预测"),
    "your_answer": ("Your prediction:", "你的预测："),
    "pick": ("Press {choices} to predict", "按 {choices} 作出预测"),
    "predicted_right": ("You predicted {given}. Right.", "你的预测是 {given}，正确。"),
    "predicted_wrong": ("You predicted {given}. It is {right}", "你的预测是 {given}。正确答案是 {right}"),
    "predicted_nothing": ("The answer was: {right}", "答案是：{right}"),
    "prediction_waits": (
        "The answer comes when the cell has run: s, n or c runs it",
        "运行之后就见分晓：按 s、n 或 c 运行",
    ),
    "question_waits": ("A question first: a answers it", "先回答问题：按 a 作答"),
    "lesson_over": ("The lesson is over: Esc leads back to the list", "这一课学完了：按 Esc 回到课程列表"),
    "exercise": ("Exercise", "练习"),
    "exercise_waits": (
        "An exercise: solve it at the prompt (i), then e checks it",
        "有一道练习：按 i 到提示符里做，做完按 e 检查",
    ),
    "solved": ("solved", "已完成"),
    "not_solved": ("Not yet", "还不对"),
    "hint": ("Hint", "提示"),
    "no_hint": ("There is no further hint.", "没有更多提示了。"),
    "no_exercise": ("There is no exercise here.", "这里没有练习。"),
    "back_to_lesson": ("r goes back to the lesson's own state", "按 r 回到课程本来的状态"),
    # panes
    "pane_lesson": ("Lesson", "课文"),
    "pane_graph": ("Graph", "计算图"),
    "pane_inspector": ("Session", "会话"),
    "pane_curve": ("Curve", "曲线"),
    "pane_prompt": ("Prompt", "提示符"),
    # position and state
    "session": ("session {n}", "会话 {n}"),
    "run": ("run {n}", "运行 {n}"),
    "step": ("step {n}/{of}", "步 {n}/{of}"),
    "cell": ("cell {n}/{of}", "代码 {n}/{of}"),
    "line": ("line {n}", "第 {n} 行"),
    "behind": ("{n} steps in the past", "回到 {n} 步之前"),
    "starting": ("starting …", "正在启动……"),
    "running": ("running", "运行中"),
    "playing": ("playing x{speed}", "播放中 x{speed}"),
    "finished": ("finished", "已结束"),
    "failed": ("stopped by an error", "因错误停止"),
    "ended": ("The program has ended: {why}. Press R to start it again.", "程序已终止：{why}。按 R 重新启动。"),
    "busy": ("The program is running: Ctrl-C interrupts it.", "程序正在运行：按 Ctrl-C 中断。"),
    "outside_run": ("s steps into the next Session.run, node by node", "按 s 进入下一次 Session.run，逐个节点执行"),
    "about_to_run": ("next", "下一个"),
    "fetches": ("run", "求值"),
    "feeds": ("fed", "喂入"),
    # graph
    "text_above": ("the text begins above", "正文从上面开始"),
    "read_on": ("PgDn PgUp", "PgDn PgUp"),
    "no_graph": ("No nodes yet: the graph grows as the lesson's code runs.", "还没有节点：代码运行时图会长出来。"),
    "nodes": ("{n} nodes", "{n} 个节点"),
    "nodes_1": ("1 node", "1 个节点"),
    "search": ("search", "搜索"),
    "no_match": ("no match", "没有匹配"),
    # inspector
    "variables": ("Variables", "变量"),
    "no_variables": ("no variables", "没有变量"),
    "no_sessions": ("No session yet.", "还没有会话。"),
    "closed": ("closed", "已关闭"),
    "runs": ("{n} runs", "{n} 次运行"),
    "runs_1": ("1 run", "1 次运行"),
    "uninitialized": ("not initialized", "未初始化"),
    "destroyed_by": ("destroyed by {what}", "被 {what} 销毁"),
    "assigned": ("assigned {n} times", "赋值 {n} 次"),
    "values": ("Values of this run", "本次运行的值"),
    "no_values": ("no run yet", "还没有运行"),
    "bytes": ("live {live}  peak {peak}", "占用 {live}  峰值 {peak}"),
    "freed": ("freed", "已释放"),
    # curve
    "no_curve": (
        "A scalar that is fetched again and again draws itself here.",
        "反复求值的标量会在这里自动画成曲线。",
    ),
    "nothing_to_plot": ("Nothing to plot on a log axis: L switches it off.", "对数坐标下没有可画的点：按 L 切换。"),
    "log_y": ("log y", "对数 y"),
    # prompt
    "prompt_hint": ("type Python here (i), Esc leaves", "按 i 在此输入 Python，Esc 离开"),
    "error_at": ("{type} in cell {unit}, line {line}", "第 {unit} 段代码第 {line} 行出错：{type}"),
    "error": ("{type}", "{type}"),
    # questions
    "quit_question": ("The program is still running. Quit?  y / n", "程序还在运行。要退出吗？ y / n"),
    # keys
    "key_step": ("step", "单步"),
    "key_next": ("next", "下一句"),
    "key_continue": ("continue", "继续"),
    "key_finish": ("finish the run", "完成本次运行"),
    "key_back": ("back", "后退"),
    "key_back_run": ("back a run", "退回一次运行"),
    "key_live": ("to the newest moment, or back to the run's start", "回到最新时刻，或退到运行开头"),
    "key_break": ("breakpoint", "断点"),
    "key_search": ("search", "搜索"),
    "key_play": ("play", "播放"),
    "key_faster": ("play faster", "加快播放"),
    "key_slower": ("play slower", "放慢播放"),
    "key_prompt": ("prompt", "输入"),
    "key_zoom": ("zoom", "放大"),
    "key_next_pane": ("pane", "窗格"),
    "key_previous_pane": ("previous pane", "上一窗格"),
    "key_pane": ("panes", "窗格"),
    "key_log": ("log y axis of the curve", "曲线对数 y 轴"),
    "key_next_unit": ("go to the next code cell", "跳到下一段代码"),
    "key_previous_unit": ("go to the previous code cell", "跳到上一段代码"),
    "key_own_state": ("this cell again, in the lesson's own state", "回到课程本来的状态，重做这段代码"),
    "key_restart": ("start the lesson again", "重新开始课程"),
    "key_answer": ("predict", "预测"),
    "key_check": ("check", "检查"),
    "key_hint": ("hint", "提示"),
    "key_scrub_back": ("one step back on the timeline", "在时间线上后退一步"),
    "key_scrub_forward": ("one step forward on the timeline", "在时间线上前进一步"),
    "key_run_back": ("to the start of the run, or of the one before", "到本次运行的开头，或上一次运行"),
    "key_run_forward": ("to the end of the run, or of the next one", "到本次运行的结尾，或下一次运行"),
    "key_to_cursor": ("run to the node under the cursor", "运行到光标所在的节点"),
    "key_matches": ("after a search, in the graph: next, previous match", "搜索之后在计算图里：下一个、上一个匹配"),
    "key_reset": ("forget my progress in this lesson", "清除这一课的进度"),
    "key_reset_all": ("forget my progress in all lessons", "清除所有课程的进度"),
    "key_export": ("write my progress to a file", "把进度写入文件"),
    "key_run_typed": ("run", "运行"),
    "key_complete": ("complete", "补全"),
    "key_leave": ("leave", "离开"),
    "key_skip": ("skip", "跳过"),
    "key_confirm": ("answer", "回答"),
    "key_interrupt": ("interrupt the program", "中断程序"),
    "key_help": ("help", "帮助"),
    "key_palette": ("commands", "命令"),
    "key_list": ("lessons", "课程"),
    "key_quit": ("quit", "退出"),
    "key_open": ("open", "打开"),
    "key_move": ("move", "移动"),
    "key_top": ("top, bottom", "顶部、底部"),
    "key_fold": ("fold, unfold a scope", "折叠、展开作用域"),
    "key_close": ("close", "关闭"),
    "help_title": ("Keys", "按键"),
    "help_learn": ("Studying the lesson", "学习课程"),
    "help_run": ("Running the program", "运行程序"),
    "help_move": ("Moving about", "移动"),
    "help_app": ("The app", "应用"),
    "help_signs": ("Signs", "符号"),
    "help_prompt": ("At the prompt", "提示符"),
    "sign_not_run": ("a node that has not run in this run", "本次运行中尚未执行的节点"),
    "sign_ran": ("a node that has run", "已执行的节点"),
    "sign_next": ("the node or line about to run", "即将执行的节点或代码行"),
    "sign_input": ("an input of the node about to run", "即将执行的节点的输入"),
    "sign_breakpoint": ("a breakpoint", "断点"),
    "sign_times": (
        "how often its kernel ran in all (in this run, if more than once)",
        "内核总共执行的次数（本次运行中多于一次时另注）",
    ),
    "help_enter": ("run what is complete, else a new line", "完整则运行，否则换行"),
    "help_command": (
        "a command in tfdbg's words, such as :lt, :pt NAME, :why NAME; :help lists them",
        "用 tfdbg 的命令，如 :lt、:pt 名称、:why 名称；:help 列出全部",
    ),
    "help_newline": ("a new line", "换行"),
    "help_history": ("earlier input", "历史输入"),
    "help_complete": ("complete a name", "补全名称"),
    "help_leave": ("leave the prompt", "离开提示符"),
    **VIEWS,
}


class Texts:
    """Looks texts up by name in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._column = LANGUAGES.index(self.language)

    def __call__(self, name: str, **values: object) -> str:
        """The text with its ``{fields}`` filled in."""
        entry = _TABLE[name]
        return (entry[self._column] or entry[0]).format(**values)

    def count(self, name: str, number: int) -> str:
        """So many of something; English has a singular."""
        return self(f"{name}_1" if number == 1 else name, n=number)
