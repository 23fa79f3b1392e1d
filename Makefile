# Nashra's workshop. `make help` lists what there is.

PORT ?= 8000
PYTHON ?= python3
MAKEFLAGS += --no-print-directory
# or each of the hundred processes that tests start compiles the program anew
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help run test test-ha test-race test-power bench check format lock clean

# A changed lock, another interpreter or a moved checkout makes the environment anew; otherwise
# the stamp is there and nothing happens.
STAMP := .venv/made-$(shell { cat requirements.lock 2>/dev/null; pwd; echo '$(PYTHON)'; } | cksum | cut -d' ' -f1)
BIN := .venv/bin
# Many tests wait (for a server, a lock, an instant): two workers for each core
WORKERS := $(shell n=$$(nproc); echo $$((n * 2 > 8 ? 8 : n * 2)))
# and each has a row of neighbours, which share what their file sets up, and helps when it is done
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile

run: $(STAMP) ## install what is missing, migrate, seed, serve on PORT (8000)
	@NASHRA_PORT='$(PORT)' exec $(BIN)/nashra serve

test: $(STAMP) ## every test: on SQLite and on a PostgreSQL of its own, or once where none is asked
	$(PYTEST) -m 'once or only' # SQLite's own are among them
	$(PYTEST) -m 'not once and not only' --engine sqlite
	$(PYTEST) -m 'not once and not only' --engine postgresql
	$(PYTEST) -m 'only and not once' --engine postgresql

test-ha: $(STAMP) ## nothing is lost on several machines: PostgreSQL under Patroni, while they fail
	tests/ha/install
	$(BIN)/pytest -s tests/ha

test-race: $(STAMP) ## what was hidden is read nowhere a second later: 500 changes, a replica that lags
	RACE_CHANGES=500 $(BIN)/pytest -s --show-capture=no tests/replicas/test_race.py

test-power: $(STAMP) ## what was acknowledged survives a power cut: 40 of them, on a disk that forgets (root)
	$(BIN)/pytest -s --show-capture=no tests/power

SIZES ?= 1000,10000,100000,1000000
bench: $(STAMP) ## how fast it answers and writes, and how that grows to SIZES (needs wrk; 25 minutes and 30 GB for a million)
	$(BIN)/python -m bench.serving --picture bench/serving.svg
	$(BIN)/python -m bench.writing
	$(BIN)/python -m bench.growth --sizes '$(SIZES)' --picture bench/growth.svg

check: $(STAMP) ## everything short of the tests: lint, format, types, arrows, house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app migrations tests
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/pytest -q tests/house

format: $(STAMP) ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# One lock for the workshop, and the part of it that the container needs. No address is written.
LOCK := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 pyproject.toml
lock: ## resolve the dependencies again (needs uv); LOCK_FLAGS=--upgrade for newer ones
	$(LOCK) $(LOCK_FLAGS) --group dev -o requirements.lock
	$(LOCK) --group build --constraints requirements.lock -o requirements.run.lock

clean: ## remove what was made, never the data
	rm -rf .venv .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find app migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

# uv where there is one; else venv; else (Debian without python3-venv) an empty environment that
# the system's pip fills from outside.
$(STAMP): requirements.lock
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'نشرة تحتاج بايثون 3.11 أو أحدث؛ عيّن غيره: make run PYTHON=python3.11'; \
		echo 'Nashra needs Python 3.11 or newer; name another: make run PYTHON=python3.11'; \
		exit 1; } >&2
	@echo 'تجهيز البيئة · making .venv' >&2
	@rm -rf .venv
	@if command -v uv >/dev/null; then \
		uv venv --quiet --no-python-downloads --python '$(PYTHON)' .venv && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
		if '$(PYTHON)' -m venv .venv >/dev/null 2>&1; then \
			pip='$(BIN)/python -m pip'; \
		else \
			rm -rf .venv && '$(PYTHON)' -m venv --without-pip .venv && \
			pip="$(PYTHON) -m pip --python $(BIN)/python"; \
		fi && \
		pip="$$pip --quiet --disable-pip-version-check --no-input install" && \
		$$pip --require-hashes -r requirements.lock && \
		$$pip --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
