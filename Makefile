# make run   sets everything up on a fresh machine with Python 3.11+ and opens the app
# make test  what tests need on top of it, then formatting, lint, types, architecture and the whole test suite
# make oldest  the test suite with the oldest version of every dependency that pyproject.toml allows
# make dist  wheel and sdist in dist/, the same bytes each time
# PIP_ARGS is handed to pip, such as an index: make run PIP_ARGS="--extra-index-url ADDRESS"
PYTHON ?= python3
VENV   := .venv
OLDEST := .venv-oldest
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TOOLS  := $(VENV)/.tools
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $(PIP_ARGS)

# Where the environment forbids compiled modules, every start of a program would compile them all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check oldest dist clean

run: $(STAMP)
	@$(BIN)/movierec-tui

test: check
	$(BIN)/pytest -n 4 --dist worksteal

check: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

oldest:
	@$(PYTHON) -m venv $(OLDEST)
	@$(PYTHON) -c 'import re, tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	  print(*(re.sub(">=([^,]+).*", r"==\1", name) for name in project["dependencies"]), sep="\n")' > $(OLDEST)/oldest.txt
	$(OLDEST)/bin/python -m pip install --quiet --constraint $(OLDEST)/oldest.txt $(PIP_ARGS) --editable '.[test]'
	$(OLDEST)/bin/pytest -n 4 --dist worksteal

dist: $(TOOLS)
	$(BIN)/python -m hatchling build -d dist

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "movierec-tui needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python cannot create a virtual environment; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Installing movierec-tui into $(VENV) (once; a few minutes) ..."
	@echo "Most of the download is PyTorch: on Linux several gigabytes, with CUDA, elsewhere or for the CPU alone some 200 MB."
	@echo "Without an NVIDIA GPU, https://pytorch.org/get-started/locally/ names the address of the small build for CPUs:"
	@echo 'make $(MAKECMDGOALS) PIP_ARGS="--extra-index-url ADDRESS"'
	@$(PIP) --editable .
	@touch $@

$(TOOLS): $(STAMP)
	@echo "Installing what tests, types and packages need ..."
	@$(PIP) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) $(OLDEST) dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
