# Each target is a line or two over a well-known tool. `.venv` is made on the way when it is missing,
# and brought up to date when a lock or pyproject.toml has changed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# nbgrader starts `alembic` by its bare name when it marks, so .venv/bin must be on the PATH.
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python
COMPILE := $(BIN)/python -m uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
  --constraint constraints.txt --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet

.DEFAULT_GOAL := help
.PHONY: help lab update test test-slow chapter exercises refresh data recovery coverage lock links slides handouts guide bench words

help: ## show this list
	@echo "The Marketing 4.0 course. What make can do:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

lab: .venv/.learner ## open the course in JupyterLab (more options: make lab ARGS=--no-browser)
	@echo "Opening JupyterLab in your browser. To stop it: press Ctrl+C here, twice."
	@$(BIN)/python -m jupyterlab --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(ARGS)

# Needs no .venv: it runs before the new edition is installed.
update: ## bring a new edition of the course, and leave alone what you have written in (from a ZIP: ARGS=folder)
	@$(PYTHON) -m mkt40_helpers.update $(ARGS)

# One gate: say its name, run it, and when it fails say where the run stopped.
gate = @echo "== $(1)"; $(2) || { echo "== Stopped at: $(1)"; exit 1; }

test: .venv/.test ## run every check: style, types, helpers, lessons, workbooks (10 to 20 minutes)
	$(call gate,ruff check: known slips in code and notebooks,$(BIN)/python -m ruff check)
	$(call gate,ruff format: one layout (to fix it: .venv/bin/ruff format),$(BIN)/python -m ruff format --check)
	$(call gate,mypy: the types of helpers and generator,$(BIN)/python -m mypy)
	$(call gate,pytest: helpers and lessons and workbooks,$(RUN) -m pytest -n 2 --dist loadfile $(ARGS))

# What another machine can change: processors, Pythons, lowest versions; and proofs that take long.
test-slow: .venv/.test ## run the slow proofs: processors, Pythons, lowest versions, intervals (20 to 30 minutes)
	$(call gate,pytest: the slow proofs,$(RUN) -m pytest tests -m slow -n 2 --dist worksteal $(ARGS))

chapter: .venv/.test ## do all that belongs to one chapter: make chapter N=3
	@$(RUN) -m tools.chapter "$(N)" $(ARGS)

exercises: .venv/.test ## make the learners' workbooks (exercises/) from solutions/; it stops if one is filled in
	@$(RUN) -m tools.hand_out $(ARGS)

refresh: .venv/.test ## run all lessons and solutions again and store their outputs
	@echo "Running the lessons and solutions again; only outputs that changed will show in the diff ..."
	@$(RUN) -m tools.refresh $(ARGS)

data: .venv/.test ## write the tables of datasets/ anew from the seeded model (more options: make data ARGS=--help)
	@$(BIN)/python -m zwaluw $(ARGS)

recovery: .venv/.test ## compare estimates with the planted values (a million customers: make recovery ARGS=1000000)
	@$(BIN)/python -m tests.zwaluw.recovery $(ARGS)

coverage: .venv/.test ## simulate how often each interval holds the truth: docs/coverage.md (5 minutes)
	@$(RUN) -m tests.coverage $(ARGS)

words: .venv/.test ## write the words for another language, or bring them up to date: make words ARGS=nl
	@$(BIN)/python -m tools.words $(ARGS)

bench: .venv/.test ## measure the time that the main steps take
	@$(RUN) -m tools.bench $(ARGS)

links: .venv/.test ## update the launch links, the lists of chapters and the data cards
	@$(BIN)/python -m tools.links $(ARGS)

slides: .venv/.learner ## make a slide deck of every lesson: _build/slides/ (of one: make slides ARGS=3)
	@$(BIN)/python -m tools.deck $(ARGS)

handouts: .venv/.learner ## write lessons and workbooks to print, also as PDFs: _build/handouts/ (one chapter: ARGS=3)
	@$(BIN)/python -m tools.handout $(ARGS)

guide: .venv/.learner ## write the lecturer's guide of every chapter: _build/guide/ (one chapter: make guide ARGS=3)
	@$(BIN)/python -m tools.guide $(ARGS)

lock: .venv/.test ## choose the exact versions again (the newest: make lock ARGS=--upgrade)
	@echo "Writing the three lists of exact versions ..."
	@$(COMPILE) --extra app $(ARGS) --output-file requirements.lock
	@$(COMPILE) $(ARGS) --constraint requirements.lock --output-file binder/requirements.lock
	@$(COMPILE) $(ARGS) --all-extras --constraint requirements.lock --output-file requirements-test.lock

.venv/.learner: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the course into .venv (the first time 1 to 5 minutes and 0.8 GB, later seconds) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: requirements-test.lock pyproject.toml | $(BIN)/python
	@echo "Installing the course and its test tools into .venv (the first time 2 to 8 minutes and 1.4 GB, later seconds) ..."
	@$(PIP) --require-hashes -r requirements-test.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .venv/.learner $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' || \
	  { echo "The course needs Python 3.11 to 3.14 as $(PYTHON). To name another one: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python cannot make an environment. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Making .venv, an environment for this course alone ..."
	@$(PYTHON) -m venv --clear .venv
