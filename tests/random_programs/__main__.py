"""``python -m tests.random_programs --count 10000`` runs programs in five ways, recorded ones against TensorFlow."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.random_programs.comparing import difference
from tests.random_programs.program import make
from tests.random_programs.record import read
from tests.random_programs.ways import all_ways


def look(program: dict[str, Any] | int) -> tuple[int, str, str]:
    """The seed, what is wrong with the program, and the first line of its error."""
    data = make(program).data() if isinstance(program, int) else program
    try:
        answers, message, apart = all_ways(data)
    except Exception as error:
        return data["seed"], f"CRASH {type(error).__name__}", str(error)
    wrong = difference(data["answers"], answers) if "answers" in data else bare(answers, message)
    text = message.split("\n")[0]
    return (
        data["seed"],
        "; ".join(filter(None, [wrong, apart and "WAYS " + re.sub(r"run \d+.*", "", apart)])),
        apart + text,
    )


def bare(answers: list[Any], message: str) -> str:
    """An error that names no node to a reader; without TensorFlow's answers that is all that can be told."""
    end = answers[-1] if answers else None
    if (
        "node '" not in message
        and isinstance(end, dict)
        and end["error"]
        in (
            "KeyError",
            "IndexError",
            "AttributeError",
            "StopIteration",
            "AssertionError",
        )
    ):
        return f"bare {end['error']} at {end['at']}"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--answers", type=Path, nargs="*", help="files that record.py wrote")
    parser.add_argument("--show", type=int, help="print the program of this seed, and its answers")
    parsed = parser.parse_args()
    work: Iterable[Any] = range(parsed.first, parsed.first + parsed.count)
    if parsed.answers:
        work = [program for path in parsed.answers for program in read(path)]
    if parsed.show is not None:
        return show(
            next((p for p in work if not isinstance(p, int) and p["seed"] == parsed.show), make(parsed.show).data())
        )
    kinds: dict[str, list[tuple[int, str]]] = defaultdict(list)
    total = 0
    with multiprocessing.Pool(parsed.jobs, maxtasksperchild=500) as pool:
        for seed, wrong, text in pool.imap(look, work, chunksize=10):
            total += 1
            if wrong:
                kinds[wrong].append((seed, text))
    for wrong, found in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"{len(found)} x {wrong}")
        for seed, text in found[:4]:
            print(f"    {seed}: {text[:200]}")
    failing = sum(map(len, kinds.values()))
    print(f"{total - failing} of {total} programs are right")
    return int(bool(failing))


def show(program: dict[str, Any]) -> int:
    print(program["source"], program["road"], program["late"], *program["runs"], sep="\n")
    answers, message, apart = all_ways(program)
    for k, answer in enumerate(answers):
        if "answers" in program:
            print("TensorFlow", program["answers"][min(k, len(program["answers"]) - 1)])
        print("here      ", answer)
    print(message, apart)
    return 0


if __name__ == "__main__":
    sys.exit(main())
