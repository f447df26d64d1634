# The commands of the README. Everything else is a detail of these.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: run test check bench faults

run:
	@$(PYTHON) ishm/bootstrap.py manage.py run

test:
	@$(PYTHON) ishm/bootstrap.py --dev -m tests

check:
	@$(PYTHON) ishm/bootstrap.py --dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check
	$(PY) .ci/migrations
	.venv/bin/mypy
	.venv/bin/bandit --quiet --severity-level medium --configfile pyproject.toml -r ishm bulletins
	.ci/secrets
	$(PY) .ci/audit

bench:
	@$(PYTHON) ishm/bootstrap.py --dev
	@$(PY) manage.py benchmark $(NAME) $(filter-out bench,$(MAKECMDGOALS))

# “make bench pdf publish”: what follows bench are names of benchmarks, not things to make.
ifeq (bench,$(firstword $(MAKECMDGOALS)))
$(filter-out bench,$(MAKECMDGOALS)):
	@:
endif

faults:
	@$(PYTHON) ishm/bootstrap.py --dev
	$(PY) -m tests.faults
