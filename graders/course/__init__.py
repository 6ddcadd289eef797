"""The instructor's side of an assignment: its notebook, its exercises, its official version."""
