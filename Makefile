# Everything a developer of wsgen runs. `make help` lists it; each target sets up what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Tests run side by side on the cores there are; `make test PYTEST_ARGS="-k drift"` narrows them.
PYTEST_ARGS ?=
# `make demo-browser DEMO_ARGS=--open` shows it in your own browser.
DEMO_ARGS ?=
# What scripts/regen-ws-code.sh is told besides, such as --only rust.
WS_CODE_ARGS ?=

.PHONY: help setup services demo test test-long soak fuzz ci lint format types validate golden bench peers docs book lock clean \
        audit dist regen-ws-code ws-code-diff-check pact-verify pact-capture assets demo-browser newcomer

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  %-20s %s\n", $$1, $$2}'

setup: .venv/.installed wsgen/assets/.built ## install everything into this clone: .venv, node_modules, and what is built of frontend/

.venv/.installed: requirements/dev.txt pyproject.toml
	@scripts/make-venv.sh $(PYTHON)
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc
	@scripts/install-node-tools.sh
	@touch $@

wsgen/assets/.built: node_modules/.installed scripts/build-assets.mjs frontend/tsconfig.json $(wildcard frontend/*/*.ts)
	@node scripts/build-assets.mjs
	@touch $@

.cache/oldest/.installed: requirements/oldest.txt .venv/.installed
	@scripts/make-oldest-venv.sh

demo: .venv/.installed ## start the example server, talk to it, show the frames, end
	@$(BIN)/python -m examples.chat.demo

demo-browser: setup services ## page, console, mock and server of the example in a browser, with a picture of each state
	@$(BIN)/python -m examples.chat.demo_browser $(DEMO_ARGS)

assets: wsgen/assets/.built ## build the JavaScript that wsgen ships, from frontend/

services: ## install redis-server and Chromium, which tests start
	@scripts/install-services.sh

test: setup services .cache/oldest/.installed ## validate the contract with both validators, then run every test
	scripts/validate-asyncapi.sh
	$(BIN)/pytest -n auto --dist worksteal -m "not slow and not soak" $(PYTEST_ARGS)

test-long: setup services ## the tests that take minutes
	$(BIN)/pytest -n auto --dist worksteal -m slow $(PYTEST_ARGS)

soak: .venv/.installed ## ten minutes (SOAK_SECONDS) of random clients, faults and kills, with a verdict
	@$(BIN)/python -m tests.soak

fuzz: .venv/.installed ## look for faults in the example's server for a minute (FUZZ_SECONDS)
	$(BIN)/wsgen fuzz --time $${FUZZ_SECONDS:-60}

lint: .venv/.installed ## ruff, and that everything is formatted, the contract too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/wsgen fmt --check

format: .venv/.installed ## format everything we write by hand
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/wsgen fmt

types: .venv/.installed node_modules/.installed ## mypy --strict, pyright and tsc --strict
	$(BIN)/mypy
	$(BIN)/pyright
	node_modules/.bin/tsc -p frontend
	node_modules/.bin/tsc -p frontend/tsconfig.client.json

validate: setup ## the contract, by wsgen and by the official validator
	scripts/validate-asyncapi.sh

regen-ws-code: .venv/.installed ## write all code that comes of asyncapi/chat.yml; WS_CODE_ARGS="--only typescript" for one kind
	@# Without Node, Python is still written; the client for browsers would be made of old parts.
	@if $(MAKE) --no-print-directory wsgen/assets/.built; then scripts/regen-ws-code.sh $(WS_CODE_ARGS); \
	else scripts/regen-ws-code.sh --only python; echo "only Python was written" >&2; exit 2; fi

ws-code-diff-check: .venv/.installed wsgen/assets/.built ## fail when committed code is not what asyncapi/chat.yml says
	@scripts/regen-ws-code.sh --check $(WS_CODE_ARGS)

newcomer: .venv/.installed wsgen/assets/.built ## what a newcomer does, from an empty folder to a green change, timed by step
	@$(BIN)/python -m scripts.newcomer

pact-capture: .venv/.installed ## fail when contracts/ is not what its scenarios record
	$(BIN)/wsgen pact capture --check

pact-verify: .venv/.installed ## fail when the chat example breaks a contract in contracts/
	$(BIN)/wsgen pact verify

golden: .venv/.installed ## rewrite the expected trees and reports of the tests; review the diff like code
	$(BIN)/python -m tests.rewrite_golden

bench: setup ## ratios against rivals, each pair in one run
	$(BIN)/python -m bench

peers: setup ## what other generators make of the same documents; installs them into .cache/peers
	$(BIN)/python -m bench.peers

docs: .venv/.installed ## rewrite the pages that are made from tables
	$(BIN)/python -m scripts.write_docs

book: .venv/.installed wsgen/assets/.built ## build docs/ into a site, build/book/index.html; a broken link fails
	@$(BIN)/python -m scripts.write_book

audit: .venv/.installed ## what is known against the versions of the lock; says so where nobody can be asked
	@$(BIN)/python -m scripts.audit $(if $(MUST_ANSWER),--must-answer) requirements/dev.txt

dist: setup ## wheel, sdist, what they bring along (CycloneDX) and their hashes, in dist/; TAG=v0.1.0 has to fit
	@scripts/dist.sh $(TAG)

lock: .venv/.installed ## resolve the development requirements again, with hashes and without registry addresses
	$(BIN)/uv pip compile -q --group dev pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --upgrade -o requirements/dev.txt
	$(BIN)/uv pip compile -q requirements/oldest.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --upgrade -o requirements/oldest.txt

ci: ## what CI runs: set-up and checks side by side, then what needs the machine for itself, then every test
	$(MAKE) -j3 setup services
	$(MAKE) -j2 .cache/oldest/.installed lint types validate ws-code-diff-check pact-capture pact-verify audit
	$(BIN)/pytest -m soak tests/soak
	$(BIN)/wsgen fuzz --time 10
	$(BIN)/python -m scripts.newcomer
	$(BIN)/pytest -n auto --dist worksteal -m "not slow and not soak" $(PYTEST_ARGS)

clean: ## remove what setup installed and what tools left behind
	rm -rf .venv node_modules wsgen/assets dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
