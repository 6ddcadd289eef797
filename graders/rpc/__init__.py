"""The channel between judge and student's process, as both sides need it; imports nothing else of the engine."""
