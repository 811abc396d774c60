# Everything that a person at this desk does. `make run` and `make test` need nothing done before.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SLIPBOOK_DATA ?= data
export SLIPBOOK_DATA
# Tests write thousands of small durable files; where memory holds them they take half the time.
export PYTEST_DEBUG_TEMPROOT := $(shell test "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt 2000000 2>/dev/null && echo /dev/shm || echo /tmp)

.PHONY: install install-dev run test test-long test-durability check bench bench-search bench-saving test-adversarial lock clean

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

run: install
	@SLIPBOOK_PORT=$(PORT) $(BIN)/slipbook demo

test: install-dev
	$(BIN)/python -m pytest -q -n auto -m "not long"

test-long: install-dev
	$(BIN)/python -m pytest -q

# The sweeps say what they did; those that mount disks need root.
test-durability: install-dev
	$(BIN)/python -m pytest -q -rP -m durability

test-adversarial: install-dev
	$(BIN)/python -m pytest -q -m shared -k "payload or naughty or hostile or adversarial"

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/contracts/test_sizes.py

bench: install-dev
	$(BIN)/python -m bench.page_view

bench-search: install-dev
	$(BIN)/python -m bench.search_engine

bench-saving: install-dev
	$(BIN)/python -m bench.saving

lock: install-dev
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--strip-extras --allow-unsafe --extra build -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--strip-extras --allow-unsafe --extra build --extra dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
