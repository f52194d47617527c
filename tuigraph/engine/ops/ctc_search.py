"""The beam search of CTC: label sequences by the sum of the probabilities of their alignments.

Source: Graves, Jaitly, ICML 2014; tensorflow/core/util/ctc/ctc_beam_search.h of TensorFlow 1.15.
"""

from __future__ import annotations

import heapq
from math import exp, inf, log, log1p

from tuigraph.engine.errors import InvalidArgumentError

NEVER = -inf


class _Entry:
    """A sequence of labels: how probable it is up to the last frame (old) and this one, by what it ends with."""

    __slots__ = ("blank", "children", "ending", "label", "old_blank", "old_total", "parent", "total")

    def __init__(self, parent: _Entry | None, label: int) -> None:
        self.parent = parent
        self.label = label
        self.children: dict[int, _Entry] = {}
        self.blank = self.ending = self.total = NEVER
        self.old_blank = self.old_total = NEVER

    def reset(self) -> None:
        self.blank = self.ending = self.total = NEVER

    def path(self, merge_repeated: bool) -> list[int]:
        labels: list[int] = []
        entry, former = self, -1
        while entry.parent is not None:
            if not merge_repeated or entry.label != former:
                labels.append(entry.label)
            former, entry = entry.label, entry.parent
        return labels[::-1]


def _sum(one: float, other: float) -> float:
    """log(exp(one) + exp(other))"""
    if one < other:
        one, other = other, one
    return one if other == NEVER else one + log1p(exp(other - one))


def best_paths(
    frames: list[list[float]], width: int, count: int, merge_repeated: bool
) -> list[tuple[list[int], float]]:
    """The `count` best sequences of labels and the logs of their probabilities; the last class is the blank.

    Raises InvalidArgumentError where fewer are found.
    """
    root = _Entry(None, -1)
    root.total = root.blank = 0.0
    leaves = [root]
    for frame in frames:
        leaves = _step(frame, leaves, width)
    found = sorted(leaves, key=lambda entry: -entry.total)[:count]
    if len(found) < count:
        raise InvalidArgumentError(None, None, "Less leaves in the beam search than requested.")
    return [(entry.path(merge_repeated), entry.total) for entry in found]


def _step(frame: list[float], entries: list[_Entry], width: int) -> list[_Entry]:
    top = max(frame)
    norm = top + log(sum(exp(logit - top) for logit in frame))
    blank = frame[-1] - norm
    for entry in entries:
        entry.old_blank, entry.old_total = entry.blank, entry.total
    for entry in entries:
        parent = entry.parent
        if parent is not None:
            if parent.total != NEVER:
                before = parent.old_blank if entry.label == parent.label else parent.old_total
                entry.ending = _sum(entry.ending, before)
            entry.ending += frame[entry.label] - norm
        entry.blank = entry.old_total + blank
        entry.total = _sum(entry.blank, entry.ending)
    leaves = [(entry.total, number, entry) for number, entry in enumerate(entries)]
    heapq.heapify(leaves)
    number = len(leaves)
    for entry in sorted(entries, key=lambda entry: -entry.old_total):
        if not _is_candidate(entry.old_total, leaves, width):
            continue
        for label, logit in enumerate(frame[:-1]):
            child = entry.children.get(label)
            if child is None:
                child = entry.children[label] = _Entry(entry, label)
            if child.total != NEVER:
                continue
            before = entry.old_blank if label == entry.label else entry.old_total
            child.blank, child.ending = NEVER, logit - norm + before
            child.total = child.ending
            if not _is_candidate(child.total, leaves, width):
                child.reset()
                child.old_blank = child.old_total = NEVER
                continue
            number += 1
            heapq.heappush(leaves, (child.total, number, child))
            if len(leaves) > width:
                heapq.heappop(leaves)[2].reset()
    return [entry for _, _, entry in leaves]


def _is_candidate(total: float, leaves: list[tuple[float, int, _Entry]], width: int) -> bool:
    return total > NEVER and (len(leaves) < width or total > leaves[0][0])
