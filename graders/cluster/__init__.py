"""Marking on a Dask cluster: what the command sends, what travels, what a worker does."""
