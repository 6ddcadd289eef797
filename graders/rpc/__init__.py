"""The wire between judge and student's process, needed on both sides. It imports nothing else of the engine."""
