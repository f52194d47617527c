"""The words of the screens that open over the study screen: curves, values, drawings; a part of the table of texts."""

from __future__ import annotations

VIEWS: dict[str, tuple[str, str]] = {
    # name: (English, Chinese)
    # curves
    "no_times": ("These points carry no times: x switches to steps.", "这些点没有时间信息：按 x 切换到步数。"),
    "all_hidden": ("All series are hidden: H shows the selected one.", "所有曲线都已隐藏：按 H 显示所选曲线。"),
    "log_x": ("log x", "对数 x"),
    "axis_step": ("step", "步"),
    "axis_relative": ("relative time", "相对时间"),
    "axis_wall": ("wall time", "时钟时间"),
    "smoothing": ("smoothing {weight:g}", "平滑 {weight:g}"),
    "smoothed": ("smoothed", "平滑值"),
    "value": ("value", "值"),
    "no_outliers": ("without outliers", "忽略离群值"),
    "zoomed": ("zoomed", "已放大"),
    "at_cursor": ("at the cursor", "光标处"),
    "at_end": ("last points", "最后的点"),
    "hidden": ("hidden", "隐藏"),
    "not_drawn": ("not drawn", "未画出"),
    "kept": ("kept {n}", "保留 {n}"),
    "curves_title": ("Curves", "曲线"),
    "export_to": ("Save curves to (.csv, .svg)", "保存曲线到（.csv、.svg）"),
    "saved": ("saved: {path}", "已保存：{path}"),
    "not_saved": ("not saved: {why}", "未保存：{why}"),
    "key_curves": ("curves on a screen of their own (in the curve pane)", "全屏曲线（在曲线窗格中）"),
    "key_cursor": ("cursor", "光标"),
    "key_zoom_axis": ("zoom", "缩放"),
    "key_pan": ("pan", "平移"),
    "key_reset": ("whole axis, no cursor", "整个坐标轴，取消光标"),
    "key_axis": ("x axis: step, relative time, wall time", "x 轴：步、相对时间、时钟时间"),
    "key_log_x": ("log x axis", "对数 x 轴"),
    "key_log_y": ("log y axis", "对数 y 轴"),
    "key_smooth": ("smoothing", "平滑"),
    "key_outliers": ("fit the y axis without outliers", "y 轴忽略离群值"),
    "key_select": ("select a series", "选择曲线"),
    "key_hide": ("hide or show the selected series", "隐藏或显示所选曲线"),
    "key_keep": ("keep these curves, to compare with another start", "保留当前曲线，与下次运行比较"),
    "key_export": ("save to a file", "保存到文件"),
    "key_return": ("back", "返回"),
    "help_curves": ("Curves", "曲线"),
}
