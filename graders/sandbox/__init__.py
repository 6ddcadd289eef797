"""The host's side of the confined processes in which students' code runs."""
