PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup sandbox cluster demo test test-real test-long test-browser check mutants bench pictures docs release lint clean

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

test: setup cluster
	$(BIN)/python -m pytest

test-real: setup cluster
	$(BIN)/python -m pytest -m "real or slow"

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

# docs/ as a site in site/. Sphinx has an environment of its own: the pages need nothing else of the project.
docs: .venv-docs/installed
	.venv-docs/bin/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going docs site
	@echo "The site: site/index.html"

.venv-docs/installed: requirements-docs.txt
	$(or $(PYTHON),python3) -m venv .venv-docs && .venv-docs/bin/pip install --quiet --disable-pip-version-check -r requirements-docs.txt && touch $@

release: setup
	$(BIN)/python -m graders release

lint: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy utils graders

clean:
	rm -rf demo .pytest_cache .mypy_cache .ruff_cache
