"""Marking a batch: which submissions need it, one process for each, and what is kept of earlier marks."""
