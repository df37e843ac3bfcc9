# One command each; `make help` lists them. GNU make and a POSIX sh are enough; nothing needs root.
.SUFFIXES:
.DEFAULT_GOAL = help
.PHONY: help run venv venv-dev test lint lock services flower bench

PYTHON =
PYTEST_ARGS =
VISION = 1
BIN = .venv/bin
PY = $(BIN)/python
PIP = $(PY) -m pip --disable-pip-version-check install --no-deps
LOCK = $(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header \
	--override requirements-overrides.txt
SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 12

run: venv ## everything on this machine: HOST, PORT, DATA_DIR, RTSP_URL, DEMO=0
	@exec $(PY) manage.py run

# The lock files are complete, hence --no-deps. A stamp holds the digest of what was installed.
venv: $(PY) ## .venv with what the product needs (VISION=0 leaves out the recognisers)
	@set -e; \
	files="requirements.txt"; \
	if [ "$(VISION)" != 0 ]; then files="$$files requirements-vision.txt"; fi; \
	wanted=`cat $$files | cksum`; \
	if [ "$$wanted" != "`cat .venv/installed 2>/dev/null`" ]; then \
		for file in $$files; do \
			echo "Installing $$file ..."; \
			$(PIP) -r $$file; \
		done; \
		echo "$$wanted" > .venv/installed; \
	fi

venv-dev: venv
	@set -e; \
	wanted=`cksum < requirements-dev.txt`; \
	if [ "$$wanted" != "`cat .venv/installed-dev 2>/dev/null`" ]; then \
		echo "Installing requirements-dev.txt ..."; \
		$(PIP) -r requirements-dev.txt; \
		echo "$$wanted" > .venv/installed-dev; \
	fi

# Made anew when the Python it stands on has gone. A program on PATH may be a mere promise of a
# version manager, so each is asked for its version.
$(PY): always
	@set -e; \
	if $(PY) -c '$(SUPPORTED)' 2>/dev/null && $(PY) -m pip --version >/dev/null 2>&1; then \
		exit 0; \
	fi; \
	chosen=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.12 python3.11); do \
		if "$$candidate" -c '$(SUPPORTED)' 2>/dev/null; then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		found=`"$(or $(PYTHON),python3)" --version 2>&1` || found="no working Python"; \
		echo "Factory AI needs Python 3.11 or 3.12 (the vision packages have no build for 3.13 yet)," \
			"and found $$found: install one, or name it with PYTHON=/path/to/python3.12." >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with `$$chosen --version` ..."; \
	"$$chosen" -m venv --clear .venv || { \
		echo "That Python cannot make virtual environments; on Debian: apt install python3-venv." >&2; \
		exit 1; \
	}

.PHONY: always
always:

test: venv-dev ## the tests: PYTEST_ARGS="-k plates"
	@$(PY) -m pytest $(PYTEST_ARGS)

lint: venv-dev ## style, types, contracts between the parts, Django's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null

lock: venv-dev ## pins requirements*.in anew
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-vision.in -o requirements-vision.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

services: venv ## a private PostgreSQL and Redis for development, until Ctrl-C
	@exec $(PY) -m factory.supervisor.services

flower: venv ## Celery's monitor, on loopback, behind a password of its own
	@exec $(PY) manage.py flower

bench: venv-dev ## what can be measured here, and how
	@$(PY) -m benchmarks
