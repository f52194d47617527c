"""Names of devices, ``/job:ps/task:0/device:CPU:0``: read, completed by one another, written.

They are recorded on operations; nothing is placed by them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

_JOB, _REPLICA, _TASK = "job", "replica", "task"


class DeviceSpec(NamedTuple):
    """A device, or as much of its name as is given (`tf.DeviceSpec`)."""

    job: str | None = None
    replica: int | None = None
    task: int | None = None
    device_type: str | None = None
    device_index: int | None = None

    @classmethod
    def from_string(cls, spec: str | None) -> DeviceSpec:
        """The parts of a name.  Raises ValueError for a part that is none."""
        found: dict[str, Any] = {}
        for item in (spec or "").split("/"):
            kind, *values = item.split(":")
            if kind in (_JOB, _REPLICA, _TASK) and len(values) == 1:
                found[kind] = values[0] if kind == _JOB else int(values[0])
                continue
            if kind.upper() in ("CPU", "GPU") and len(values) <= 1:
                values = [kind.upper(), *(values or "*")]
            elif kind != "device" or len(values) != 2:
                if kind:
                    raise ValueError(f"Unknown attribute: '{kind}' in '{spec}'")
                continue
            if "device_type" in found:
                raise ValueError(f"Cannot specify multiple device types: {spec}")
            kept = values[0].upper() if values[0] in ("cpu", "gpu") else values[0]
            found.update(device_type=kept, device_index=None if values[1] == "*" else int(values[1]))
        return cls(**found)

    def to_string(self) -> str:
        parts = [f"/{kind}:{value}" for kind, value in zip((_JOB, _REPLICA, _TASK), self) if value is not None]
        if self.device_type is not None:
            parts.append(f"/device:{self.device_type}:{'*' if self.device_index is None else self.device_index}")
        return "".join(parts)

    def make_merged_spec(self, other: DeviceSpec) -> DeviceSpec:
        """The device itself, with the parts that `other` gives in their place."""
        return self._replace(**{key: value for key, value in other._asdict().items() if value is not None})

    def replace(self, **parts: Any) -> DeviceSpec:
        return self._replace(**parts)

    def __str__(self) -> str:
        return self.to_string()


DeviceFunction = Callable[[Any], str]  # from an operation, with the device that inner blocks gave it, to its device


def merge_devices(current: str, added: str) -> str:
    """Combine names such as ``/job:ps/task:0`` and ``/cpu:0``; what `current` says stays."""
    return DeviceSpec.from_string(added).make_merged_spec(DeviceSpec.from_string(current)).to_string()


def device_function(device: Any) -> DeviceFunction:
    """What `tf.device` does to the operations built inside it.  Raises ValueError for a malformed name."""
    if callable(device):
        return lambda op: str(device(op) or "")
    spec = device if isinstance(device, DeviceSpec) else DeviceSpec.from_string(device)
    if not any(part is not None for part in spec):
        return lambda op: str(op.device)
    return lambda op: spec.make_merged_spec(DeviceSpec.from_string(op.device)).to_string()
