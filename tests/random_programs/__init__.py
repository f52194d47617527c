"""Random programs: graph code around control flow, state and gradients, with what TensorFlow 1.15.5 answers to it.

`program.py` writes a program from a seed (`writer.py`, `statements.py`, `slopes.py`, `flow.py` and `state.py` are its
parts); `running.py` runs one with any module that has TensorFlow 1's names; `ways.py` runs one with tuigraph as it is,
observed, and stepped with steps back; `record.py` asks TensorFlow and writes `answers/`.
``python -m tests.random_programs --help`` is for a person with more patience than a test may have.
"""
