"""`tf.test`: unit tests of graphs, with a fresh default graph for each."""

# ruff: noqa: PT009, PT027

from __future__ import annotations

import random
import re
import tempfile
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tuigraph.engine import errors
from tuigraph.engine.graph import GraphElement, get_default_graph, reset_default_graph
from tuigraph.engine.session import Session

GRAPH_SEED = 87654321
_TOLERANCE = 1e-6
_TOLERANCES = {np.float16: 1e-3, np.float32: 1e-6, np.complex64: 1e-6}

main = unittest.main


def get_temp_dir() -> str:
    """A new folder for the files of a test."""
    return tempfile.mkdtemp()


def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: Any = None) -> bool:
    return False


def is_built_with_cuda() -> bool:
    return False


def gpu_device_name() -> str:
    return ""


class TestCase(unittest.TestCase):
    """A test with an empty default graph and fixed seeds; values may be arrays, or tensors within a session."""

    def setUp(self) -> None:
        super().setUp()
        random.seed(GRAPH_SEED)
        np.random.seed(GRAPH_SEED)
        reset_default_graph()
        get_default_graph().seed = GRAPH_SEED
        self._cached_session: Any = None

    def tearDown(self) -> None:
        if self._cached_session is not None:
            self._cached_session.close()
        super().tearDown()

    def get_temp_dir(self) -> str:
        return get_temp_dir()

    @contextmanager
    def session(
        self, graph: Any = None, config: Any = None, use_gpu: bool = False, force_gpu: bool = False
    ) -> Iterator[Any]:
        """A new session, the default one inside the block."""
        with Session(graph=graph, config=config) as sess:
            yield sess

    @contextmanager
    def cached_session(
        self, graph: Any = None, config: Any = None, use_gpu: bool = False, force_gpu: bool = False
    ) -> Iterator[Any]:
        """The one session of the test, the default one inside the block."""
        if self._cached_session is None:
            self._cached_session = Session(graph=graph, config=config)
        with self._cached_session.graph.as_default(), self._cached_session.as_default():
            yield self._cached_session

    def test_session(self, *args: Any, **kwargs: Any) -> Any:
        """An old name of `cached_session`, which unittest takes for a test."""
        if self.id().endswith(".test_session"):
            self.skipTest("Not a test.")
        return self.cached_session(*args, **kwargs)

    def evaluate(self, tensors: Any) -> Any:
        """The values of tensors in the test's session."""
        with self.cached_session() as sess:
            return sess.run(tensors)

    def _array(self, value: Any) -> Any:
        return np.asarray(self.evaluate(value) if isinstance(value, GraphElement) else value)

    def assertAllEqual(self, a: Any, b: Any, msg: str | None = None) -> None:
        """Equal shapes and elements; NaN equals NaN."""
        np.testing.assert_array_equal(self._array(a), self._array(b), err_msg=msg or "")

    def assertNotAllEqual(self, a: Any, b: Any, msg: str | None = None) -> None:
        self.assertRaises(AssertionError, self.assertAllEqual, a, b, msg)

    def assertAllClose(
        self, a: Any, b: Any, rtol: float = _TOLERANCE, atol: float = _TOLERANCE, msg: str | None = None
    ) -> None:
        """Equal shapes, elements that differ by at most `atol` + `rtol` times the second; also in lists and dicts."""
        if isinstance(a, dict):
            self.assertEqual(sorted(a), sorted(b), msg)
            for key in a:
                self.assertAllClose(a[key], b[key], rtol, atol, f"{msg or ''} in {key!r}")
            return
        if isinstance(a, (list, tuple)) and any(np.ndim(x) != np.ndim(a[0]) for x in a):
            self.assertEqual(len(a), len(b), msg)
            for x, y in zip(a, b):
                self.assertAllClose(x, y, rtol, atol, msg)
            return
        first, second = self._array(a), self._array(b)
        self.assertEqual(first.shape, second.shape, msg)
        np.testing.assert_allclose(first, second, rtol=rtol, atol=atol, err_msg=msg or "")

    def assertNotAllClose(self, a: Any, b: Any, **kwargs: Any) -> None:
        self.assertRaises(AssertionError, self.assertAllClose, a, b, **kwargs)

    def assertAllCloseAccordingToType(self, a: Any, b: Any, **kwargs: Any) -> None:
        """As `assertAllClose`, with the tolerance that the less exact of both types allows."""
        kinds = {self._array(value).dtype.type for value in (a, b)}
        tolerance = max(_TOLERANCES.get(kind, _TOLERANCE) for kind in kinds)
        self.assertAllClose(a, b, rtol=tolerance, atol=tolerance, msg=kwargs.get("msg"))

    def assertNear(self, f1: float, f2: float, err: float, msg: str | None = None) -> None:
        self.assertTrue(f1 == f2 or abs(f1 - f2) <= err, f"{f1} != {f2} +/- {err} {msg or ''}")

    def assertArrayNear(self, farray1: Any, farray2: Any, err: float, msg: str | None = None) -> None:
        self.assertEqual(len(farray1), len(farray2), msg)
        for f1, f2 in zip(farray1, farray2):
            self.assertNear(float(f1), float(f2), err, msg)

    def assertShapeEqual(self, np_array: Any, tf_tensor: Any, msg: str | None = None) -> None:
        """The static shape of a tensor is the shape of an array."""
        self.assertEqual(list(np_array.shape), tf_tensor.get_shape().as_list(), msg)

    def assertProtoEquals(self, expected_message_maybe_ascii: Any, message: Any, msg: str | None = None) -> None:
        """Equal protocol buffers; the expected one may be in its text form."""
        expected = expected_message_maybe_ascii
        if isinstance(expected, str):
            from google.protobuf import text_format

            expected = text_format.Parse(expected, type(message)())
        self.assertEqual(expected, message, msg)

    @contextmanager
    def assertRaisesWithPredicateMatch(self, exception_type: Any, expected_err_re_or_predicate: Any) -> Iterator[None]:
        """The block raises such an exception, whose text matches a regular expression or for which a test holds."""
        wanted = expected_err_re_or_predicate
        try:
            yield
        except exception_type as error:
            matches = wanted(error) if callable(wanted) else re.search(wanted, str(error))
            if not matches:
                raise AssertionError(f"Exception of type {type(error)}: {error} does not match {wanted}") from error
        else:
            self.fail(f"{exception_type.__name__} not raised")

    def assertRaisesOpError(self, expected_err_re_or_predicate: Any) -> Any:
        return self.assertRaisesWithPredicateMatch(errors.OpError, expected_err_re_or_predicate)
