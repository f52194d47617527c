"""``tuigraph cluster up`` and ``status``, with real processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tuigraph as tf
from tests.clock import HANGS
from tests.conftest import ROOT
from tuigraph.cli import main
from tuigraph.cluster import certificates

TWO = """
import os, sys, threading
threading.Thread(target=lambda: (os.read(0, 1), os._exit(3)), daemon=True).start()
sys.argv = ["tuigraph", "cluster", "up"]
from tuigraph.cli import main
sys.exit(main())
"""


def test_a_cluster_is_started_shown_and_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(certificates.VARIABLE, str(certificates.folder_in_use()))
    monkeypatch.setenv("TUIGRAPH_LANG", "en")
    command = [sys.executable, "-c", TWO]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, start_new_session=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            lines = [process.stdout.readline() for _ in range(4)]
            spec = re.fullmatch(r'tf.train.ClusterSpec\({"ps": \["(.*)"\], "worker": \["(.*)"\]}\)\n', lines[0])
            assert spec, lines
            numbers = [int(re.findall(r"\d+$", line.strip())[0]) for line in lines[1:3]]
            with tf.Graph().as_default():
                with tf.device("/job:ps/task:0"):
                    v = tf.Variable([3.0, 4.0], name="v")
                with tf.Session(f"grpc://{spec[2]}") as session:
                    session.run(v.initializer)
                    assert main(["cluster", "status"]) == 0  # of the one that was started last
            shown = capsys.readouterr().out
            assert f"/job:ps/task:0  {spec[1]}  sessions: 1\n  v: float32 [2], norm 5, written by " in shown
            assert main(["--lang", "zh", "cluster", "status", spec[1], "--plain"]) == 0
            assert "v：float32 [2]，范数 5，由 " in capsys.readouterr().out
            process.send_signal(signal.SIGTERM)
            assert process.wait(HANGS) == 0
        finally:
            if process.poll() is None:
                process.kill()
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
    assert main(["--lang", "en", "cluster", "status"]) == 2
    assert f"nobody answers at {spec[2]}" in capsys.readouterr().err
