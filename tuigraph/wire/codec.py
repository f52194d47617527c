"""Messages through a pipe: each a frame, which is four bytes for its length, then MessagePack.

Only the records that are named in `messages` are ever made from a frame, and only with fields of the right types: what
comes through the pipe is data and nothing else.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO

import msgspec

from tuigraph.wire.messages import ToDebuggee, ToScreen

_LENGTH = 4  # bytes


def encode(message: ToDebuggee | ToScreen) -> bytes:
    """The body of a frame."""
    try:
        return _encoder().encode(message)
    except (UnicodeEncodeError, OverflowError):  # half a surrogate pair, a number of more than 64 bits
        return json.dumps(msgspec.to_builtins(message, enc_hook=_simple)).encode()


def to_debuggee(body: bytes) -> ToDebuggee:
    """What a screen says.  Raises ValueError for what is no message."""
    message: ToDebuggee = _decode(body, ToDebuggee)
    return message


def to_screen(body: bytes) -> ToScreen:
    """What a debuggee says.  Raises ValueError for what is no message."""
    message: ToScreen = _decode(body, ToScreen)
    return message


def bodies(stream: BinaryIO) -> Iterator[bytes]:
    """The bodies of the frames that come out of a pipe, until it is closed; one that is cut off is none."""
    while len(length := stream.read(_LENGTH)) == _LENGTH:
        body = stream.read(int.from_bytes(length, "big"))
        if len(body) < int.from_bytes(length, "big"):
            return
        yield body


class Sender:
    """The end of a pipe that messages go into; threads may share it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: ToDebuggee | ToScreen) -> None:
        """Raises OSError when nobody reads any more."""
        body = encode(message)
        frame = memoryview(len(body).to_bytes(_LENGTH, "big") + body)
        with self._lock:
            while frame:
                frame = frame[os.write(self._descriptor, frame) :]

    def close(self) -> None:
        """There is nothing more to say."""
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(enc_hook=_simple)


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def _decode(body: bytes, kind: Any) -> Any:
    try:
        if body.startswith(b"["):
            return msgspec.convert(json.loads(body), kind)
        return _decoder(kind).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"no message: {error}") from error


def _simple(value: Any) -> Any:
    """A number or text of a derived type, as NumPy has them, as a plain one."""
    for kind in (float, int, str):
        if isinstance(value, kind):
            return kind(value)
    raise TypeError(f"{type(value).__name__} does not go over the wire")
