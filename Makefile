# `make help` lists what there is. Everything lives in .venv; pip's own settings say where packages come from.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--constraint constraints.txt --build-constraint constraints.txt

.PHONY: help install report test lint build bench fit clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

install: $(VENV)/.runtime ## the virtual environment alone (.venv)

report: $(VENV)/.runtime ## the report of the front north of Hama on 4 December 2024, in outputs/hama
	$(BIN)/frontline report hama-2024 --valid 2024-12-04 --known 2024-12-05 --city Hama --out outputs/hama

test: $(VENV)/.test ## all tests; those in a browser need Chromium and say so where there is none
	$(BIN)/python -m pytest

lint: $(VENV)/.lint ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/mypy

build: $(VENV)/.build ## source archive and wheel, in dist
	rm -rf dist
	$(BIN)/python -m build --no-isolation

bench: $(VENV)/.test ## speed and accuracy against plain baselines, measured in the same run
	@for script in tests/benchmarks/bench_*.py; do $(BIN)/python "$$script" || exit 1; done

fit: $(VENV)/.runtime ## the letter tables and the ranking of gazetteer, fitted anew: make fit DUMPS=folder
	@test -f "$(DUMPS)/admin1CodesASCII.txt" || { echo "make fit DUMPS=folder: a folder with GeoNames dumps (SY.txt ...)," \
		"alternateNamesV2 and admin1CodesASCII.txt" >&2; exit 1; }
	$(BIN)/python tests/benchmarks/fit_names.py "$(DUMPS)"

clean: ## remove what make made: .venv, dist, outputs/hama, caches
	rm -rf $(VENV) dist build outputs/hama .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find frontline gazetteer tests notebooks -name __pycache__ -prune -exec rm -rf {} +

# Each stamp is younger than the files it was installed from, so nothing is installed twice.
$(VENV)/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "frontline needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo missing)." \
		     "Name another one: make install PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
	@touch $@

$(VENV)/.runtime: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.test $(VENV)/.lint $(VENV)/.build: $(VENV)/.%: $(VENV)/.runtime
	$(PIP_INSTALL) --group $*
	@touch $@
