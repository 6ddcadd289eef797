# The interpreter for .venv: without it, the first on this machine that can (3.11 to 3.13).
export PYTHON ?=
export GOAL := $(firstword $(MAKECMDGOALS))
# Programs of the environment are run as modules: the first line of a script cannot hold every path.
RUN := .venv/bin/python -m
BASE := requirements.txt
# Expanded when used: PostgreSQL is tested where a server is installed.
TEST = $(BASE) requirements-test.txt $(shell tools/postgresql-package --look && echo requirements-postgresql.txt)
CLUSTER := requirements-cluster.txt requirements-postgresql.txt

.PHONY: setup cluster demo test test-real test-long test-browser check mutants bench pictures docs release lint clean

setup:
	@tools/prepare --marking $(BASE)

# Optional: a Dask cluster and a gradebook on PostgreSQL (docs/operators.md), and a server for the tests of both.
cluster:
	@tools/prepare --marking $(BASE) $(CLUSTER)
	@tools/postgresql-package

# Such as ARGS="--all --open".
demo: setup
	@$(RUN) graders demo $(ARGS)

# The fast and broad tests, and of the slowest a sample that the commit draws; 2 processes, of up to 1.5 GB each.
# The tests of clusters run where `make cluster` has been, else they are skipped.
TEST_JOBS ?= 2
test:
	@tools/prepare --marking $(TEST)
	$(RUN) pytest --numprocesses $(TEST_JOBS) --dist loadfile --no-loadscope-reorder

# The real data, what takes minutes, and all of what `make test` draws from.
test-real: cluster
	@tools/prepare $(TEST)
	$(RUN) pytest --whole -m "real or slow or sampled"

test-long: cluster
	@tools/prepare $(TEST)
	$(RUN) pytest -m "long or first_run"

test-browser:
	@tools/prepare --marking $(TEST) requirements-browser.txt
	@tools/browser-packages
	$(RUN) pytest -m browser tests/browser

check: setup
	$(RUN) graders check

mutants: setup
	$(RUN) graders check --mutants

bench: cluster
	$(RUN) bench

pictures:
	@tools/prepare --marking $(TEST) requirements-browser.txt
	@tools/browser-packages
	.venv/bin/python tools/pictures.py

# docs/ as a site in site/. Sphinx has an environment of its own: the pages need nothing else of the project.
docs: .venv-docs/installed
	.venv-docs/bin/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going docs site
	@echo "The site: site/index.html"

.venv-docs/installed: requirements-docs.txt
	$(or $(PYTHON),python3) -m venv .venv-docs && .venv-docs/bin/pip install --quiet --disable-pip-version-check -r requirements-docs.txt && touch $@

release:
	@tools/prepare $(BASE)
	$(RUN) graders release

lint:
	@tools/prepare $(BASE) requirements-lint.txt
	$(RUN) ruff check . && $(RUN) ruff format --check . && $(RUN) mypy utils graders
	.venv/bin/python -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-cache

# What is made again by itself; demo/ may hold work by now, and is left.
clean:
	rm -rf .pytest_cache .mypy_cache .ruff_cache
