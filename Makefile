# `make run` and `make test` are all that is needed; each sets up what it needs first. `make help` lists the rest.

PYTHON ?= python3
TORCH ?= torch==2.13.0
# Installs in a third of the time that the pip beside Python 3.11 takes.
PIP := pip==26.3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Compiling everything beforehand would take longer than installing it: what is imported compiles itself the first time.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
PEERS := .venv-peers
DATA ?=
SIZES ?= 1000 10000 100000 1000000
HALF ?= all
TESTERS ?= 3
SEED ?= 1
MINUTES ?= 10
SETS := $(addprefix tests/data/evaluation/,lawqa gennai federal-inventory municipal offices offices-2 offices-3 desk desk-2 abroad long atrs rules threads registry sheets)

# Every command and server of a test is a process of its own: without compiled modules each would take a second longer to start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run setup test check lint eval bench soak format clean

help: ## show these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(READY) ## set everything up, take in the starter cases and open the pages
	@echo "Preparing the model and the starter cases (the first time: half a minute)…"
	@$(BIN)/python -m ingest --starter --quiet
	@$(BIN)/python -m app

setup: $(READY) ## only set up: environment and model

test: $(READY) ## set up and run every test
	@$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile --no-loadscope-reorder

check: lint test ## format, lint, types, import directions and tests

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

eval: $(READY) ## measure retrieval and answers; more sets: make eval DATA="/path/one /path/two"; half: make eval HALF=tune
	@$(BIN)/python -m ingest --starter --quiet
	@$(BIN)/python -m casebase eval $(addprefix tests/data/questions/,starter.jsonl plain.jsonl collection.jsonl off-topic.jsonl) $(SETS) $(DATA) --half $(HALF) --json var/eval.json --html var/eval.html
	@echo "Charts and failing questions: var/eval.html"

bench: $(READY) $(PEERS)/.ready ## measure against LlamaIndex, Haystack and txtai, and what size costs (an hour; less: SIZES="1000 10000"); DATA as above
	@$(BIN)/python -m benchmarks contest --peers $(PEERS)/bin/python $(DATA)
	@$(BIN)/python -m benchmarks embedding
	@$(BIN)/python -m benchmarks scale --peers $(PEERS)/bin/python --sizes $(SIZES)
	@$(PEERS)/bin/python -m benchmarks.chart
	@echo "Figures and chart: docs/benchmarks/"

soak: $(READY) ## kill it, fill its disk, damage its files and count what is lost (an hour; SEED=, MINUTES= of writing and searching)
	@$(BIN)/python -m benchmarks soak --seed $(SEED) --minutes $(MINUTES)

format: $(READY) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove the environments; the data folder stays
	rm -rf $(VENV) $(PEERS)

$(READY): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make run PYTHON=python3.12")'
	@if test -e $(VENV)/.installing; then echo "The last installation was interrupted: beginning again."; rm -rf $(VENV); fi
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $(VENV)/.installing
	@echo "Installing (once; some minutes)…"
	@$(INSTALL) $(PIP) || echo "Going on with the pip of this Python, which takes longer."
	@$(INSTALL) $(TORCH)
	@$(INSTALL) --no-deps --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@rm $(VENV)/.installing
	@touch $(READY)

$(PEERS)/.ready: benchmarks/contest/requirements.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@echo "Installing the peers that are measured against (once; some minutes)…"
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check $(TORCH) -r $<
	@touch $@
