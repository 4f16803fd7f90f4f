# Two commands carry a fresh machine with Python 3.11, make and a package index:
#   make demo   sets up .venv and runs the shipped example
#   make test   sets up .venv with the test extra and passes all tests
PYTHON ?= $(shell for p in python3.11 python3; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
OUT := siting-out

.PHONY: demo test lint check-python lock clean bench
.DEFAULT_GOAL := demo

check-python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "siting needs Python 3.11 or newer; neither python3.11 nor python3 (>= 3.11) was found." >&2; \
		echo "Install it, or name it: make PYTHON=/path/to/python3.11 demo" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "PYTHON=$(PYTHON) is older than 3.11 or cannot be run; siting needs 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) lacks the venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(BIN)/python: | check-python
	$(PYTHON) -m venv $(VENV)

# The stamps remember which lock file was installed, so that a second call does nothing.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

demo: $(VENV)/run.stamp
	$(BIN)/siting run -o $(OUT)

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Needs uv; the files name no index host.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --extra test pyproject.toml -c requirements/run.txt -o requirements/test.txt

clean:
	rm -rf $(VENV) build *.egg-info $(OUT)

# The water engine and the money against the open peers of the test extra, in turns in one process; about two minutes.
bench: $(VENV)/test.stamp
	$(BIN)/python -m tests.benchmarks.water
	$(BIN)/python -m tests.benchmarks.money
	$(BIN)/python -m tests.benchmarks.sun
