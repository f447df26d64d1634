# The commands of docs/architecture.md. Everything else is a detail of these.
PY := .venv/bin/python

.PHONY: check test bench

check:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check
	.venv/bin/mypy

test:
	$(PY) -m pytest

bench:
	$(PY) manage.py benchmark $(NAME)
