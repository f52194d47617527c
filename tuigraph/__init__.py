"""TensorFlow 1's programming model on NumPy, to be watched while it runs: `import tuigraph as tf`.

The names are TensorFlow's.  They stand in tables (`_names`) and load on first use, so that importing costs NumPy and
the engine and no more; and neither before the first name is used, since the screen's process, which needs none,
imports this too.  What type checkers and editors read is `__init__.pyi`, made from the same tables.
"""

__version__ = "0.1.0"  # the one place: packaging reads it here


def __getattr__(name: str) -> object:
    if name == "__all__":
        return __dir__()
    if name.startswith("_"):
        raise AttributeError(name)
    from tuigraph import _api

    value = _api.load("tf", name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    from tuigraph import _api

    return sorted(_api.TABLES["tf"])
