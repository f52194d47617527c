"""TensorFlow 1's programming model on NumPy: graphs, plans, one executor, sessions.  It knows nothing of terminals."""
