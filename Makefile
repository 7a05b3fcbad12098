# make run   sets everything up on a fresh machine with Python 3.11+ and opens the app
# make test  the same set-up, then formatting, lint, types, architecture and the whole test suite
# make dist  wheel and sdist in dist/, the same bytes each time
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# Where the environment forbids compiled modules, every start of a program would compile them all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check dist clean

run: $(STAMP)
	@$(BIN)/movierec-tui

test: check
	$(BIN)/pytest -n 4 --dist worksteal

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

dist: $(STAMP)
	$(BIN)/python -m hatchling build -d dist

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "movierec-tui needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python cannot create a virtual environment; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Installing movierec-tui into $(VENV) (once; a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
