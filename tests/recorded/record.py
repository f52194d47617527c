"""Run under TensorFlow 1.15.5: ``python -m tests.recorded.record`` writes `recorded.json`, one program a line."""

import json
import os

from tests.recorded import (
    datasets,
    examples,
    image_layers,
    layers,
    losses,
    metrics,
    optimizers,
    recurrent,
    schedules,
    variables,
)
from tests.recorded.describe import describe

AREAS = {
    "datasets": datasets,
    "examples": examples,
    "image_layers": image_layers,
    "layers": layers,
    "losses": losses,
    "metrics": metrics,
    "optimizers": optimizers,
    "recurrent": recurrent,
    "schedules": schedules,
    "variables": variables,
}
FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded.json")


def main() -> None:
    import tensorflow as tf

    lines = []
    for area, module in AREAS.items():
        for name, program in module.PROGRAMS.items():
            lines.append(
                json.dumps(area + "." + name) + ": " + json.dumps(describe(tf, program), separators=(",", ":"))
            )
    with open(FILE, "w") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
