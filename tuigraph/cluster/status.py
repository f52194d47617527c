"""What there is on a cluster (`tuigraph cluster status`): tasks, what they keep, who wrote it last, and sessions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from tuigraph.cluster.lines import Unavailable, lines
from tuigraph.words import Words
from tuigraph.words.errors import refused

_PATIENCE = 3.0


def status(address: str, words: Words) -> Iterator[str]:
    """Lines about each task of the cluster that the one at an address belongs to.

    Raises SaidError when nobody answers there.
    """
    cluster = _ask(address, "hello")
    if cluster is None:
        raise refused("cluster_no_answer", address=address)
    for job, number, at in cluster["cluster"]:
        task = f"/job:{job}/task:{number}"
        found = _ask(at, "status")
        if found is None:
            yield words("cluster_task_gone", task=task, address=at)
            continue
        yield words("cluster_task", task=task, address=at, n=len(found["sessions"]))
        for state in found["state"]:
            yield "  " + _state(state, words)
        for session in found["sessions"]:
            text = words("cluster_session", label=session["label"], n=session["runs"], ago=_ago(session["since"]))
            yield "  " + (words("cluster_aborted", session=text) if session["aborted"] else text)


def _ask(address: str, what: str) -> Any:
    try:
        return lines().wait_for(lines().call(address, {"op": what}, _PATIENCE), _PATIENCE + 2)
    except (Unavailable, TimeoutError, ValueError):  # the last for what is no address
        return None


def _state(state: Any, words: Words) -> str:
    name = f"{state['container']}/{state['name']}" if state["container"] else state["name"]
    if "dtype" in state:
        shape = ",".join(map(str, state["shape"]))
        value = f"{state['dtype']} [{shape}]"
        if state["norm"] is not None:
            value = words("cluster_norm", value=value, norm=f"{state['norm']:.6g}")
    elif state.get("size") is not None:
        value = words("cluster_elements", n=state["size"])
    elif "kind" in state:
        value = words("cluster_other")
    else:
        value = words("cluster_uninitialized")
    if not state["writer"]:
        return words("cluster_unwritten", name=name, value=value)
    return words("cluster_written", name=name, value=value, label=state["writer"], ago=_ago(state["when"]))


def _ago(when: float) -> str:
    seconds = max(0, int(time.time() - when))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
