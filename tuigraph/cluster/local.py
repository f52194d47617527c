"""A cluster on this machine (`tuigraph cluster up`, `LocalCluster`): a process for each task, which ends with the one
that started it.

``python -m tuigraph.cluster.local JOB NUMBER CLUSTER [PROGRAM]`` is such a process; CLUSTER is a ClusterSpec as JSON,
PROGRAM the text of one that it runs first, and then it prints nothing any more.
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
import weakref
from collections.abc import Callable, Iterator
from types import TracebackType

from tuigraph.files import keep_values, kept_values
from tuigraph.words import Words, of_locale

_LATEST = "cluster.json"
_GRACE = 5.0  # seconds for a process to end when it is asked to
_WAIT = 5.0  # seconds between two lines about a process that is not up yet
_LOOK = 0.2  # seconds between two looks at whether it still is wanted
_UP = "up"  # what it says then
_ALONE = "local"  # the job of the one task of a LocalCluster

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
        for (job, number), (process, address) in processes.items():
            if _first_lines(process, _teller(job, number, address, words), ended.is_set)[-1:] != [_UP]:
                return 0 if ended.is_set() else 1  # what it has to say of that it has said itself
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


class LocalCluster:
    """A task of a cluster, in a process of its own on this machine, which ends with this object or with this process.

    Several sessions of several processes may work on its `target`.  `program` is Python text that the task runs
    before anybody else comes, with `tf` and its own `target` as names.  Raises ImportError without the extra
    `cluster`, RuntimeError with what the process has printed where it does not come up.  No TensorFlow symbol: there,
    one types a script with `tf.train.Server` in another terminal.
    """

    def __init__(self, program: str = "") -> None:
        from tuigraph.training.server import check_extra, cluster_sessions

        check_extra()
        from tuigraph.cluster.certificates import VARIABLE, folder_in_use

        (port,) = free_ports(1)
        address = f"localhost:{port}"
        made = contextlib.ExitStack()
        environment = os.environ | {VARIABLE: str(folder_in_use())}
        self._process = made.enter_context(_process(_ALONE, 0, {_ALONE: [address]}, program, environment))
        self.close = weakref.finalize(self, made.close)
        self.target = f"grpc://{address}"
        """What a `tf.Session` is given."""
        cluster_sessions()  # which takes as long as the process takes, and goes on meanwhile
        lines = _first_lines(self._process, _teller(_ALONE, 0, address, Words(of_locale())), lambda: False)
        if lines[-1:] != [_UP]:
            self.close()
            raise RuntimeError("The process of the task has ended:\n" + "\n".join(lines))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def __enter__(self) -> LocalCluster:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _teller(job: str, number: int, address: str, words: Words) -> Callable[[], None]:
    """A line for whoever waits for a task."""
    text = words("cluster_waits", task=f"/job:{job}/task:{number}", address=address)
    return lambda: print(text, file=sys.stderr, flush=True)


def _first_lines(process: subprocess.Popen[str], tell: Callable[[], None], given_up: Callable[[], bool]) -> list[str]:
    """What a process prints until it is up, or has ended, or is not wanted any more."""
    found: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            found.append(line.rstrip("\n"))
            if found[-1] == _UP:
                return

    reader = threading.Thread(target=read, name="tuigraph-up", daemon=True)
    reader.start()
    waited = 0.0
    while reader.is_alive() and not given_up():
        reader.join(_LOOK)
        before, waited = waited, waited + _LOOK
        if reader.is_alive() and waited // _WAIT > before // _WAIT:
            tell()
    return found


@contextlib.contextmanager
def _process(
    job: str, number: int, jobs: Jobs, program: str | None = None, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """The process of a task, in a group of its own; it is gone behind the block."""
    command = [sys.executable, "-m", "tuigraph.cluster.local", job, str(number), json.dumps(jobs)]
    process = subprocess.Popen(
        command if program is None else [*command, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if program is None else subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    )
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


def _serve(job: str, number: int, jobs: Jobs, program: str | None) -> None:
    import tuigraph as tf
    from tuigraph.cluster import sessions

    target = sessions.start(tf.train.ClusterSpec(jobs)._jobs, job, number)
    if program is not None:
        exec(compile(program, f"<program of /job:{job}/task:{number}>", "exec"), {"tf": tf, "target": target})
    print(_UP, flush=True)
    if program is not None:  # nobody reads on
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    while os.read(0, 1):  # until whoever has started this process closes the pipe, or is gone
        pass
    os._exit(0)  # with whatever runs


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]), sys.argv[4] if sys.argv[4:] else None)
