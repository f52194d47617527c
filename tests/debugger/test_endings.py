"""What a program has asked for besides its statements: handlers of signals, threads and calls at its end."""

from __future__ import annotations

import atexit
import signal

from tests.debugger.driver import Driver, to_the_end
from tuigraph.wire.commands import Break, Command, Move

HANDLER = """\
import signal, time
import tuigraph as tf
v = tf.Variable(0, name="v")
up = tf.assign_add(v, 1, name="up")
sess = tf.Session()
sess.run(v.initializer)
calls = []
def handler(number, frame):
    calls.append(int(sess.run(up)))
former = signal.signal(signal.SIGUSR1, handler)
known = signal.getsignal(signal.SIGUSR1) is handler
sess.run(up)
while not calls: time.sleep(0.001)
signal.signal(signal.SIGUSR1, former)
"""


def test_a_handler_of_a_signal_waits_until_the_run_is_over_and_stops_where_it_should() -> None:
    def send(driver: Driver) -> Command | None:
        assert driver.last.next_node == "up"
        signal.raise_signal(signal.SIGUSR1)
        assert driver.names["calls"] == []
        return None

    acts = Break("up", once=True), Move("continue"), send, Break("9", kind="line"), to_the_end
    driver = Driver(HANDLER, *acts).go()
    assert [s.position.line for s in driver.snapshots if s.reason == "breakpoint"] == [12, 9]
    assert driver.names["calls"] == [2]
    assert driver.names["known"]
    assert driver.names["former"] == signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL


ENDING = """\
import atexit, threading
import tuigraph as tf
v = tf.Variable(0, name="v")
up = tf.assign_add(v, 1, name="up")
sess = tf.Session()
sess.run(v.initializer)
go = threading.Event()
def late():
    go.wait()
    print("thread", sess.run(up))
@atexit.register
def bye():
    print("bye", sess.run(up))
@atexit.register
def fails():
    raise KeyError("ignored")
atexit.register(print, "first")
gone = atexit.register(lambda: print("never"))
atexit.unregister(gone)
threading.Thread(target=late).start()
threading.Timer(0.01, go.set).start()
print("end")
"""


def test_threads_and_calls_at_exit_come_to_their_end_before_the_program_does_and_stop() -> None:
    register = atexit.register
    driver = Driver(ENDING, Break("13", kind="line"), Break("10", kind="line"), to_the_end)
    driver.program.argv = ["program.py"]
    driver.go()
    assert [s.position.line for s in driver.snapshots if s.reason == "breakpoint"] == [10, 13]
    text = driver.text
    ends = [text.index(part) for part in ("end\n", "thread 1\n", "first\n", "KeyError", "bye 2\n")]
    assert ends == sorted(ends)
    assert "never" not in text
    assert driver.last.state == "finished"
    assert atexit.register is register
