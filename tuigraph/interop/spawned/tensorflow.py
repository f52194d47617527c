"""TensorFlow's name in processes that a program spawns: what they are given is its `sys.path`, where this lies."""

import importlib
import sys

from tuigraph.interop import alias

alias.install()
del sys.modules[__name__]
importlib.import_module(__name__)
