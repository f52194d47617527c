"""Run under TensorFlow 1.15.5: ``python -m tests.recorded.record`` writes `recorded.json`, one program a line.

With names of areas it records these again and keeps the rest.
"""

import json
import os
import sys

from tests.recorded import (
    candidates,
    contrib_layers,
    crf,
    datasets,
    decoders,
    distributions,
    examples,
    filters,
    image_files,
    image_layers,
    images,
    inputs,
    layers,
    losses,
    metrics,
    monitored,
    optimizers,
    partitions,
    recurrent,
    saved_models,
    schedules,
    sequences,
    sessions,
    slim,
    sparse,
    structures,
    tables,
    timelines,
    variables,
)
from tests.recorded.describe import describe

AREAS = {
    "candidates": candidates,
    "contrib_layers": contrib_layers,
    "crf": crf,
    "datasets": datasets,
    "decoders": decoders,
    "distributions": distributions,
    "examples": examples,
    "filters": filters,
    "image_files": image_files,
    "image_layers": image_layers,
    "images": images,
    "inputs": inputs,
    "layers": layers,
    "losses": losses,
    "metrics": metrics,
    "monitored": monitored,
    "optimizers": optimizers,
    "partitions": partitions,
    "recurrent": recurrent,
    "saved_models": saved_models,
    "schedules": schedules,
    "sequences": sequences,
    "sessions": sessions,
    "slim": slim,
    "sparse": sparse,
    "structures": structures,
    "tables": tables,
    "timelines": timelines,
    "variables": variables,
}
FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded.json")


def main(wanted: "list[str]") -> None:
    import tensorflow as tf

    with open(FILE) as file:
        recorded = json.load(file)
    lines = []
    for area, module in AREAS.items():
        for name, program in module.PROGRAMS.items():
            full = area + "." + name
            if not wanted or area in wanted:
                recorded[full] = describe(tf, program)
            lines.append(json.dumps(full) + ": " + json.dumps(recorded[full], separators=(",", ":")))
    with open(FILE, "w") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
