# `make demo` shows the product, `make test` checks it; both set everything up first, and at once when nothing changed.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help setup demo test lint coverage soak bench docs lock clean
bin := .venv/bin
ARGS ?=
walked := tests/core tests/test_workflows_doc.py tests/shell/test_sheets.py # what walks through the core

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## everything installed into .venv (PYTHON=python3.12 chooses an interpreter)
	@.ci/setup

demo: setup ## a short shift with simulated devices; ARGS="--headless --seed 7 --report report.json"
	@$(bin)/wedge demo $(ARGS)

test: lint ## all checks and all tests; ARGS="-k putaway"
	@$(bin)/pytest -n 4 $(ARGS)

lint: setup ## ruff, mypy and the import contracts
	@$(bin)/ruff check
	@$(bin)/ruff format --check
	@$(bin)/mypy
	@$(bin)/lint-imports

coverage: setup ## how much of the core its tests walk through; fails below 95 % of the lines
	@mkdir -p build
	@COVERAGE_FILE=build/.coverage $(bin)/pytest -n 2 --cov=edge/core --cov-branch --cov-report=json:build/coverage.json $(walked) $(ARGS)
	@$(bin)/python -m tests.covered build/coverage.json

soak: setup ## the long runs that `make test` only samples
	@$(bin)/pytest -m soak --timeout 0 $(ARGS)

bench: setup ## how fast it is on this machine; ARGS="--seconds 5"
	@for what in scan rfid store identify; do $(bin)/wedge bench $$what $(ARGS) || exit; done
	@$(bin)/wedge bench floor

docs: setup ## the pages and pictures that are made from the program itself
	@$(bin)/wedge options > docs/config.md
	@$(bin)/wedge workflows > docs/workflows.md
	@$(bin)/wedge codes commands --out docs/img/codes-commands.svg && mv docs/img/codes-commands-1.svg docs/img/codes-commands.svg && rm -f docs/img/codes-commands-[0-9]*.svg
	@$(bin)/python -m tests.tui.pictures --out docs/img
	@$(bin)/python -m tests.tui.replay_picture --out docs/img
	@$(bin)/python -m tests.tui.browser_pictures --out docs/img

lock: setup ## renew requirements.lock; ARGS=--upgrade takes the newest versions allowed
	@.ci/lock $(ARGS)

clean: ## removes .venv and every cache
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
