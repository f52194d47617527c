"""Small programs of which TensorFlow 1.15.5 recorded what they build and compute.

Each area here holds PROGRAMS: functions of the `tf` module that return what to fetch.  In an environment with
TensorFlow 1.15.5 ``python -m tests.recorded.record`` writes `recorded.json`.
"""
