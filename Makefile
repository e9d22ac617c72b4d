# Everything is installed inside this directory: .venv, node_modules, static/dist.
# PYTHON picks the interpreter (3.11 or later) the first time; ARGS goes to pytest or the bench.

PYTHON ?= python3
PY     := .venv/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes
PYTEST := $(PY) -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test check bench eval lexicon pages fmt lock clean

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

run: .venv/.run pages  ## the whole line with demo data on this computer (PORT, HOTLINE_DATA)
	@HOTLINE_DEMO=$${HOTLINE_DEMO-1} exec $(PY) -m hotline web

test: .venv/.test pages  ## the suite on SQLite, then on PostgreSQL and Redis (ARGS="-k name")
	tools/chromium
	HOTLINE_TEST_STORE=sqlite $(PYTEST) $(ARGS)
	HOTLINE_TEST_STORE=postgres $(PYTEST) -m "not browser or both_stores" $(ARGS)

check: .venv/.check  ## style, types, import direction, licences, security floors, pages' types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m mypy tools tests/servers.py
	.venv/bin/lint-imports
	$(PY) tools/licences.py
	$(PY) tools/floors.py
	$(PY) tools/pages.py check

bench: .venv/.test  ## measure against the library's own server (ARGS="name")
	$(PY) -m tests.bench $(ARGS)

eval: .venv/.run  ## judge triage: recall, precision, confusion, misses (ARGS="--part test --no-misses")
	@$(PY) -m triage eval $(ARGS)

lexicon: .venv/.run  ## check a lexicon and show what it changes (ARGS=folder)
	@$(PY) -m triage check $(ARGS)

pages: .venv/.run  ## build static/dist when it is stale
	@$(PY) tools/pages.py

fmt: .venv/.check  ## format and fix what can be fixed
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# Run after editing a requirements/*.in file; UPGRADE=1 also takes newer versions. Needs uv on the PATH.
# One universal lock each for Python 3.11 and later; the test and check locks follow the run lock.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--emit-build-options --no-emit-index-url --no-emit-find-links --no-header $(if $(UPGRADE),--upgrade)

lock:  ## pin requirements/*.in into requirements/*.txt
	@cd requirements && $(LOCK) run.in -o run.txt
	@cd requirements && $(LOCK) test.in -c run.txt -o test.txt
	@cd requirements && $(LOCK) check.in -c run.txt -c test.txt -o check.txt
	@cd requirements && $(LOCK) pages.in -o pages.txt

clean:  ## remove what was installed and built; var (the data) stays
	rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# A stamp is newer than the lock it was installed from; an unchanged lock costs nothing.
.venv/.run: requirements/run.txt | .venv/bin/python
	$(PIP) -r $<
	@touch $@

.venv/.test: requirements/test.txt .venv/.run
	$(PIP) -r $<
	@touch $@

.venv/.check: requirements/check.txt .venv/.test
	$(PIP) -r $<
	@touch $@
