PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup sandbox cluster demo test test-real test-long test-browser check mutants bench pictures release lint clean

setup: .venv/installed sandbox

# Marking needs two system packages; as root on Debian and its kin they are installed, elsewhere named.
sandbox:
	@tools/sandbox-packages

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt && touch $@

# Optional: a Dask cluster and a gradebook on PostgreSQL (docs/operators.md). The tests of both need it, and a server.
cluster: setup .venv/cluster
	@tools/postgresql-package

.venv/cluster: .venv/installed requirements-cluster.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-cluster.txt && touch $@

demo: setup
	$(BIN)/python -m graders demo

# The fast and broad tests, and of the slowest a sample that the commit draws; 2 processes, of up to 1.5 GB each.
TEST_JOBS ?= 2
test: setup
	$(BIN)/python -m pytest --numprocesses $(TEST_JOBS) --dist loadfile --no-loadscope-reorder

# The real data, what takes minutes, and all of what `make test` draws from.
test-real: setup cluster
	$(BIN)/python -m pytest --whole -m "real or slow or sampled"

test-long: setup cluster
	$(BIN)/python -m pytest -m long

test-browser: setup
	@tools/browser-packages
	$(BIN)/python -m pytest -m browser tests/browser

check: setup
	$(BIN)/python -m graders check

mutants: setup
	$(BIN)/python -m graders check --mutants

bench: setup cluster
	$(BIN)/python -m bench

pictures: setup
	@tools/browser-packages
	$(BIN)/python tools/pictures.py

release: setup
	$(BIN)/python -m graders release

lint: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy utils graders

clean:
	rm -rf demo .pytest_cache .mypy_cache .ruff_cache
