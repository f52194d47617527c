"""Curves as files: comma-separated values, and a picture as SVG."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from tuigraph.tui.braille import Scale
from tuigraph.tui.curves import Chart, Drawn, clip
from tuigraph.words.errors import refused

WIDTH, HEIGHT = 800, 500
LEFT, RIGHT, TOP, BOTTOM = 80, 20, 20, 40  # margins around the plot
LINE = 18  # height of a line of the legend
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")  # told apart by the colour-blind


def to_csv(chart: Chart) -> str:
    """Every point of the shown traces: run, series, step, time, value, and the value as it is smoothed."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["run", "series", "step", "time", "value", f"smoothed {chart.weight:g}"])
    for trace in chart.shown:
        smoothed = chart.smoothed(trace.values)
        times: Sequence[float | str] = trace.times or [""] * len(trace.steps)
        for step, time, value, smooth in zip(trace.steps, times, trace.values, smoothed):
            writer.writerow([trace.run, trace.name, f"{step:.17g}", time, repr(value), repr(smooth)])
    return stream.getvalue()


def to_svg(chart: Chart) -> str:
    """The plot as it is shown, with its axes and a legend.  Raises SaidError when there is nothing to draw."""
    scale, span, drawn = chart.scale(), chart.span(), chart.drawn()
    if scale is None or span is None:
        raise refused("nothing_to_draw")
    height = HEIGHT + LINE * len(drawn)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<clipPath id="plot"><rect x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" '
        f'height="{HEIGHT - TOP - BOTTOM}"/></clipPath>',
        *_axes(chart, scale, span),
    ]
    number = {trace.label: index for index, trace in enumerate(chart.traces)}
    for line, curve in enumerate(drawn):
        color = COLORS[number[curve.trace.label] % len(COLORS)]
        if chart.weight:
            parts += _lines(curve, curve.raw, scale, span, color, 'stroke-opacity="0.3"')
        parts += _lines(curve, curve.ys, scale, span, color, 'stroke-width="1.5"')
        y = HEIGHT + LINE * line
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + 24}" y1="{y}" y2="{y}" stroke="{color}" stroke-width="3"/>')
        parts.append(f'<text x="{LEFT + 32}" y="{y + 4}">{escape(curve.trace.label)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float, span: tuple[float, float]) -> float:
    width = (span[1] - span[0]) or 1.0
    return LEFT + (value - span[0]) / width * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def _axes(chart: Chart, scale: Scale, span: tuple[float, float]) -> Iterator[str]:
    for part in range(5):
        share = part / 4
        x, y = LEFT + share * (WIDTH - LEFT - RIGHT), _y(share)
        place = escape(chart.position(span[0] + share * (span[1] - span[0])))
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{scale.at(share):.4g}</text>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{place}</text>'


def _lines(
    curve: Drawn, values: Sequence[float], scale: Scale, span: tuple[float, float], color: str, style: str
) -> Iterator[str]:
    """The lines between points that can be drawn; a point alone is a dot."""
    points: list[str] = []
    for x, value in [*zip(*clip(curve.xs, values, span)), (math.nan, math.nan)]:
        if math.isfinite(value) and (value > 0 or not scale.log):
            share = ((math.log10(value) if scale.log else value) - scale.low) / (scale.high - scale.low)
            points.append(f"{_x(x, span):.2f},{_y(share):.2f}")
        elif points:
            more = points if len(points) > 1 else points * 2
            line = f'points="{" ".join(more)}" stroke="{color}" {style}'
            yield f'<polyline fill="none" stroke-linecap="round" clip-path="url(#plot)" {line}/>'
            points = []
