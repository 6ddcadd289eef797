"""nbgrader's gradebook and the files beside it: where a mark becomes a row."""
