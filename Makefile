# Two commands for a newcomer: `make demo` and `make test`. Everything is set up in .venv on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-all lint bench check lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo      set up, build the embedded demo workspace, print the path of its report"
	@echo "make test      set up, run the tests (under 10 minutes on 2 cores)"
	@echo "make test-all  the same with the slow tests"
	@echo "make lint      formatting, lint, types, layers"
	@echo "make bench     benchmarks, as ratios side by side"
	@echo "make lock      resolve the dependencies again (needs a package registry)"

# uv installs in seconds; where it cannot be had, plain pip reads the same file with the same hashes.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null \
	  && VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps -e . 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/passerelle demo demo

test: $(STAMP)
	$(BIN)/python -m pytest

test-all: $(STAMP)
	$(BIN)/python -m pytest -m "slow or not slow"

lint: $(STAMP)
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/passerelle rules check

check: lint test

bench: $(STAMP)
	$(BIN)/python -m benchmarks

lock: $(STAMP)
	$(BIN)/uv lock --exclude-newer "$$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z)"
	$(BIN)/uv export --quiet --no-header --format requirements-txt --no-emit-project --all-groups -o requirements.lock

clean:
	rm -rf $(VENV) demo run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
