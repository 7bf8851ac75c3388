# Everything a developer or an operator starts by hand. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Stamps: a step runs again only when what it depends on is newer.
MADE := $(VENV)/.stamp-made
BASE := $(VENV)/.stamp-base
DEV := $(VENV)/.stamp-dev
CATALOGUES := $(wildcard salesforce_lite/translations/*/LC_MESSAGES/*.po)
TEMPLATE := build/messages.pot
LANGUAGES := es en

# Tests that never touch a database, or ask it nothing that engines could answer otherwise, and
# those of the browser, need not run on each engine.
PURE := architecture browser countries intake outbound tabular web
# Nor need what pages look like, whatever engine has kept what they show; EVERYTHING=1 runs these too.
PAGES := *page* *editor* *hostile* test_routes.py test_reloading.py
ONCE := $(PURE:%=--ignore=tests/%) $(if $(EVERYTHING),,$(PAGES:%=--ignore-glob='*/%'))
# What tests write is gone after them; where there is a gigabyte of memory for it, no disk waits.
MEMORY := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}')" -ge 1000000 ] \
  2>/dev/null && echo /dev/shm)
# As many test processes as there are cores; whole modules stay together where possible. Without
# bytecode, each command that a test starts would compile every module anew.
PYTEST := env -u PYTHONDONTWRITEBYTECODE PYTEST_DEBUG_TEMPROOT=$(MEMORY) \
  $(BIN)/pytest -n auto --maxprocesses=8 --dist=worksteal
SFL_TEST_POSTGRES_URL ?= postgresql+psycopg://postgres@127.0.0.1:5432/postgres
POSTGRES_ANSWERS := $(BIN)/python -c 'import os, psycopg; psycopg.connect(os.environ["SFL_TEST_POSTGRES_URL"].replace("+psycopg", ""), connect_timeout=3).close()' 2>/dev/null
# Cases for each operation of the API, as many right as wrong ones: some 20,000 on each engine.
EXAMPLES ?= 85
# Sequences of what phones, an office and a bad network do, and histories of points.
SEQUENCES ?= 10000
# A proof is one test that takes its time: a quarter of an hour, and more on a busy machine.
PROVE := env -u PYTHONDONTWRITEBYTECODE PYTEST_DEBUG_TEMPROOT=$(MEMORY) \
  $(BIN)/pytest -n 0 --timeout=21600 tests/api/test_at_random.py tests/sync/test_model.py \
  plugins/loyalty/tests/test_histories.py

.PHONY: help install dev run test test-sqlite test-postgresql lint check bench prove lock \
        translations reference \
        template format clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1	\2/p' Makefile | expand -t 22

install: $(BASE) $(CATALOGUES:.po=.mo) ## the environment in .venv; seconds when nothing changed

dev: install $(DEV) ## the environment with the tools for tests and checks

run: install ## serve on http://127.0.0.1:8000 with sample data (PORT=8001 for another)
	@exec $(BIN)/salesforce-lite serve --demo --port $(PORT)

test: dev ## the whole suite on SQLite, then on PostgreSQL where a server answers
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgresql

test-sqlite: dev
	@echo "== tests on SQLite"
	@export SFL_TEST_DATABASE=sqlite; $(PYTEST)

# The URL travels in the environment, so that a password in it is not printed.
test-postgresql: export SFL_TEST_POSTGRES_URL := $(SFL_TEST_POSTGRES_URL)
test-postgresql: dev
	@if $(POSTGRES_ANSWERS); then \
	  echo "== tests on PostgreSQL"; \
	  export SFL_TEST_DATABASE=postgresql; $(PYTEST) $(ONCE); \
	elif [ "$${CI:-}" = true ]; then \
	  echo "No PostgreSQL server answers at SFL_TEST_POSTGRES_URL; in CI that is a failure." >&2; exit 1; \
	else \
	  echo "Tests on PostgreSQL skipped: no server answers (set SFL_TEST_POSTGRES_URL to use yours)."; \
	fi

# The one list of checks: `make check` is this and the tests, CI runs the same two.
lint: dev template ## format, lint, types, imports, translations, vendored files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m salesforce_lite.development.catalogues $(TEMPLATE) \
	  $(LANGUAGES:%=salesforce_lite/translations/%/LC_MESSAGES/messages.po)
	@for plugin in plugins/*/; do $(BIN)/salesforce-lite plugins texts $$plugin --check || exit 1; done
	$(BIN)/python -m salesforce_lite.web.vendoring --check

check: lint test ## everything CI checks

bench: dev ## the measurements, on the real server
	$(BIN)/python -m bench

prove: export SFL_TEST_POSTGRES_URL := $(SFL_TEST_POSTGRES_URL)
prove: export SFL_TEST_EXAMPLES := $(EXAMPLES)
prove: export SFL_TEST_SEQUENCES := $(SEQUENCES)
prove: dev ## the long proofs, too slow for every commit: the API, phones and points at random (EXAMPLES=5 SEQUENCES=50 for fewer)
	@echo "== proofs on SQLite"
	@export SFL_TEST_DATABASE=sqlite; $(PROVE)
	@if $(POSTGRES_ANSWERS); then \
	  echo "== proofs on PostgreSQL"; \
	  export SFL_TEST_DATABASE=postgresql; $(PROVE); \
	else \
	  echo "Proofs on PostgreSQL skipped: no server answers (set SFL_TEST_POSTGRES_URL to use yours)."; \
	fi

format: dev ## put the sources into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: dev ## resolve the requirements anew (UPGRADE=--upgrade takes newer versions)
	@for list in base dev pdf; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE) \
	    --output-file requirements/$$list.txt requirements/$$list.in || exit 1; \
	done

# File names without line numbers: a moved line is not a changed catalogue.
template: dev
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract --mapping-file=pyproject.toml --add-location=file --sort-by-file \
	  --keyword=lazy_gettext --keyword=lazy_ngettext:1,2 --keyword=lazy_pgettext:1c,2 \
	  --project="Salesforce Lite" --copyright-holder="Salesforce Lite contributors" \
	  --output-file=$(TEMPLATE) .

translations: template ## bring the catalogues up to date with the sources
	@for language in $(LANGUAGES); do \
	  $(BIN)/pybabel --quiet update --init-missing --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date --locale=$$language --input-file=$(TEMPLATE) \
	    --output-dir=salesforce_lite/translations || exit 1; \
	done

reference: dev ## docs/hooks.md, events.md and interface.md from the code
	$(BIN)/python -m salesforce_lite.development.reference

clean: ## remove what the tools made; the environment and the instance stay
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find salesforce_lite plugins tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(MADE):
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and '$(PYTHON)' was not found. Name another: make install PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name another: make install PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made; on Debian and Ubuntu it needs the package python3-venv." >&2; exit 1; }
	@touch $@

# hatchling and editables are in the locked list, so building ourselves downloads nothing unlocked.
$(BASE): $(MADE) requirements/base.txt pyproject.toml
	@echo "Installing the locked requirements into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(BASE) requirements/dev.txt
	@echo "Installing the tools for tests and checks …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

%.mo: %.po | $(BASE)
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@
