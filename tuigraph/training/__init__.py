"""Optimizers, schedules, losses, layers, checkpoints: what lies behind `tf.train` and its neighbours."""
