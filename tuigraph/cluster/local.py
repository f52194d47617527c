"""A cluster on this machine (`tuigraph cluster up`): a process for each task, which ends with the one that started it.

``python -m tuigraph.cluster.local JOB NUMBER CLUSTER`` is such a process; CLUSTER is a ClusterSpec as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from tuigraph.files import keep_values, kept_values
from tuigraph.words import Words

_LATEST = "cluster.json"
_GRACE = 5.0  # seconds for a process to end when it is asked to

Jobs = dict[str, list[str]]


def up(ps: int, workers: int, port: int, words: Words) -> int:
    """Start a cluster and keep it until an interrupt or a request to end; 1 where a task ends by itself."""
    jobs = _jobs(ps, workers, port)
    with contextlib.ExitStack() as stack:
        ended = stack.enter_context(_asked_to_end())
        processes = {}
        for job, addresses in jobs.items():
            for number, address in enumerate(addresses):
                processes[job, number] = stack.enter_context(_process(job, number, jobs)), address
        for process, _ in processes.values():
            assert process.stdout is not None
            if not process.stdout.readline():
                return 1  # what it has to say of that it has said itself
        print(f"tf.train.ClusterSpec({json.dumps(jobs)})")
        for (job, number), (process, address) in processes.items():
            print(words("cluster_started", task=f"/job:{job}/task:{number}", target=f"grpc://{address}", n=process.pid))
        print(words("cluster_until"), flush=True)
        keep_values(_LATEST, {"address": jobs["worker" if workers else "ps"][0]})
        while not ended.wait(0.2):
            for (job, number), (process, _) in processes.items():
                if process.poll() is not None:
                    print(words("cluster_ended", task=f"/job:{job}/task:{number}", code=process.returncode))
                    return 1
    return 0


def latest() -> str:
    """The address of the cluster that was started last; empty where none was."""
    return str(kept_values(_LATEST).get("address", ""))


def _jobs(ps: int, workers: int, port: int) -> Jobs:
    ports = [port + i for i in range(ps + workers)] if port else free_ports(ps + workers)
    addresses = [f"localhost:{port}" for port in ports]
    found = {"ps": addresses[:ps], "worker": addresses[ps:]}
    return {job: tasks for job, tasks in found.items() if tasks}


def free_ports(count: int) -> list[int]:
    """Ports at which nobody listens now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def _asked_to_end() -> Iterator[threading.Event]:
    """An event for Ctrl-C and SIGTERM, which do nothing else inside."""
    event = threading.Event()
    former = {kind: signal.signal(kind, lambda *_: event.set()) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for kind, handler in former.items():
            signal.signal(kind, handler)


@contextlib.contextmanager
def _process(job: str, number: int, jobs: Jobs) -> Iterator[subprocess.Popen[bytes]]:
    """The process of a task, in a group of its own; it is gone behind the block."""
    command = [sys.executable, "-m", "tuigraph.cluster.local", job, str(number), json.dumps(jobs)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    try:
        yield process
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()  # by which it ends
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _serve(job: str, number: int, jobs: dict[str, Any]) -> None:
    import tuigraph as tf

    tf.train.Server(jobs, job, number)
    print("up", flush=True)
    while os.read(0, 1):  # until whoever has started this process closes the pipe, or is gone
        pass
    os._exit(0)  # with whatever runs


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
