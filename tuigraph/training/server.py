"""Servers and clusters: stores of state that outlive sessions, the names of tasks, and devices by task.

A server of a cluster of one task opens no socket: its target names a store of this process, whose variables and queues
sessions on that target share.  Of several tasks each is a process that listens at its address (`tuigraph.cluster`).
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tuigraph.engine import containers
from tuigraph.engine.devices import merge_devices
from tuigraph.engine.graph import Operation


class ClusterSpec:
    """The tasks of a cluster by job (`tf.train.ClusterSpec`).

    `cluster`: a dict from a job's name to its addresses, a list or a dict by task number; another ClusterSpec; or a
    ClusterDef.
    Raises TypeError for anything else; the methods raise ValueError for a job or task that is not there.
    """

    def __init__(self, cluster: Any) -> None:
        if isinstance(cluster, ClusterSpec):
            cluster = cluster._jobs
        elif hasattr(cluster, "job"):
            cluster = {job.name: dict(job.tasks) for job in cluster.job}
        if not isinstance(cluster, dict):
            raise TypeError(
                "`cluster` must be a dictionary mapping one or more job names to lists of network addresses, or a "
                "ClusterSpec"
            )
        self._jobs: dict[str, dict[int, str]] = {}
        for job, tasks in cluster.items():
            if not isinstance(tasks, (list, tuple, dict)):
                raise TypeError(f"The tasks for job {job!r} must be a list or a dictionary from integers to strings.")
            numbered = tasks.items() if isinstance(tasks, dict) else enumerate(tasks)
            self._jobs[job] = {}
            for number, address in numbered:
                if not isinstance(address, (str, bytes)):
                    raise TypeError(f"Task address {address!r} must be bytes or unicode")
                self._jobs[job][number] = address if isinstance(address, str) else address.decode()

    @property
    def jobs(self) -> list[str]:
        return list(self._jobs)

    def num_tasks(self, job_name: str) -> int:
        return len(self._job(job_name))

    def task_indices(self, job_name: str) -> list[int]:
        return sorted(self._job(job_name))

    def task_address(self, job_name: str, task_index: int) -> str:
        try:
            return self._job(job_name)[task_index]
        except KeyError:
            raise ValueError(f"No task with index {task_index!r} in job {job_name!r}") from None

    def job_tasks(self, job_name: str) -> list[str | None]:
        """The addresses by task number, None where a number is not taken."""
        tasks = self._job(job_name)
        return [tasks.get(i) for i in range(max(tasks) + 1)] if tasks else []

    def as_dict(self) -> dict[str, Any]:
        """Lists of addresses by job, or dicts where task numbers are missing."""
        return {
            job: self.job_tasks(job) if tasks and max(tasks) + 1 == len(tasks) else dict(tasks)
            for job, tasks in self._jobs.items()
        }

    def as_cluster_def(self) -> Any:
        """The cluster as a ClusterDef protocol buffer."""
        from tuigraph.interop.config import ClusterDef

        definition = ClusterDef()
        for name, tasks in sorted(self._jobs.items()):
            definition.job.add(name=name).tasks.update(tasks)
        return definition

    def _job(self, name: str) -> dict[int, str]:
        try:
            return self._jobs[name]
        except KeyError:
            raise ValueError(f"No such job in cluster: {name!r}") from None

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def __eq__(self, other: object) -> bool:
        return self._jobs == (other._jobs if isinstance(other, ClusterSpec) else other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return (
            "ClusterSpec({" + ", ".join(f"{job!r}: {tasks!r}" for job, tasks in sorted(self.as_dict().items())) + "})"
        )


@dataclass(frozen=True)
class ServerDef:
    """What a server was asked to be."""

    cluster: ClusterSpec
    job_name: str
    task_index: int
    protocol: str


class Server:
    """A store that outlives the sessions on its `target` (`tf.train.Server`).

    `server_or_cluster_def`: a ServerDef, or what makes a ClusterSpec.  Raises ValueError when the cluster has several
    jobs or tasks and it is not said which one this is, and for one that the cluster does not have.  Raises OSError when
    the address of a task cannot be listened at, ImportError for several tasks without the extra `cluster`.
    """

    def __init__(
        self,
        server_or_cluster_def: Any,
        job_name: str | None = None,
        task_index: int | None = None,
        protocol: str | None = None,
        config: Any = None,
        start: bool = True,
    ) -> None:
        given = server_or_cluster_def
        if isinstance(given, ServerDef):
            cluster, job_name = given.cluster, job_name or given.job_name
            task_index = given.task_index if task_index is None else task_index
            protocol = protocol or given.protocol
        else:
            cluster = ClusterSpec(given)
        if job_name is None:
            if len(cluster.jobs) != 1:
                raise ValueError("Must specify an explicit `job_name`.")
            job_name = cluster.jobs[0]
        if task_index is None:
            if cluster.num_tasks(job_name) != 1:
                raise ValueError("Must specify an explicit `task_index`.")
            task_index = cluster.task_indices(job_name)[0]
        address = cluster.task_address(job_name, task_index)
        self.server_def = ServerDef(cluster, job_name, task_index, protocol or "grpc")
        if sum(map(cluster.num_tasks, cluster.jobs)) == 1:
            self.target = containers.start_server(address)
        else:
            self.target = cluster_sessions().start(cluster._jobs, job_name, task_index)

    @staticmethod
    def create_local_server(config: Any = None, start: bool = True) -> Server:
        """A server that is a cluster of its own (`tf.train.Server.create_local_server`)."""
        return Server({"local": ["localhost:0"]}, config=config, start=start)

    def start(self) -> None:
        """Nothing to do: a server serves from the moment it is made."""

    def join(self) -> None:
        """Wait until the program is interrupted, as a server's own process does."""
        threading.Event().wait()


def connect(target: str) -> Any:
    """What runs the requests of a session on a task of a cluster.

    Raises UnavailableError within seconds when nobody answers at the target.
    """
    return cluster_sessions().connect(target)


def check_extra() -> None:
    """Raises ImportError that says what to install where the extra `cluster` is missing."""
    for name in ("distributed", "cryptography"):
        if importlib.util.find_spec(name) is None:
            raise ImportError(
                f"A cluster of several tasks needs the packages of the extra 'cluster': there is no {name}. "
                "Install them by: pip install 'tuigraph[cluster]'"
            )


def cluster_sessions() -> Any:
    """The module for sessions on clusters.  Raises ImportError without the extra."""
    check_extra()
    return importlib.import_module("tuigraph.cluster.sessions")


# ---------------------------------------------------------------- devices by task

_VARIABLES = ("Variable", "VariableV2", "AutoReloadVariable", "VarHandleOp")


def replica_device_setter(
    ps_tasks: int = 0,
    ps_device: str = "/job:ps",
    worker_device: str = "/job:worker",
    merge_devices: bool = True,
    cluster: Any = None,
    ps_ops: Any = None,
    ps_strategy: Callable[[Operation], int] | None = None,
) -> Callable[[Operation], str] | None:
    """A function for `tf.device` that spreads variables over a job's tasks (`tf.train.replica_device_setter`).

    Tasks take turns; all other operations go to `worker_device`.  `ps_tasks` may come from `cluster`; without any the
    result is None. Raises TypeError for a `ps_strategy` that is no function.
    """
    if cluster is not None:
        jobs = ClusterSpec(cluster).as_dict()
        job = next((part[4:] for part in ps_device.split("/") if part.startswith("job:")), None)
        if job not in jobs:
            return None
        ps_tasks = len(jobs[job])
    if ps_tasks == 0:
        return None
    if ps_strategy is not None and not callable(ps_strategy):
        raise TypeError("ps_strategy must be callable")
    placed = _VARIABLES if ps_ops is None else tuple(ps_ops)
    strategy = ps_strategy or _in_turn(ps_tasks)
    return lambda op: _device(op, ps_device if op.type in placed else "", worker_device, merge_devices, strategy)


def _in_turn(tasks: int) -> Callable[[Operation], int]:
    count = -1

    def following(op: Operation) -> int:
        nonlocal count
        count = (count + 1) % tasks
        return count

    return following


def _device(
    op: Operation, ps_device: str, worker_device: str, merge: bool, strategy: Callable[[Operation], int]
) -> str:
    if not merge and op.device:
        return op.device
    if not ps_device:
        return merge_devices(op.device, worker_device)
    jobs = [part for part in op.device.split("/") if part.startswith("job:")]
    same_job = not jobs or jobs[0] in ps_device.split("/")
    return merge_devices(
        op.device, f"{ps_device}/task:{strategy(op)}" if same_job and "job:" in ps_device else ps_device
    )
