"""Summaries and event files: what lies behind `tf.summary`."""
