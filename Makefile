# Bản Tin. `make help` lists what there is.

# Python 3.11 or newer; name another one with: make demo PYTHON=python3.12
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done || true)
# Where `make demo` puts its index and `make serve` finds it.
DATA_DIR ?= .bantin/demo
HOST ?= 127.0.0.1
PORT ?= 8080

BIN := .venv/bin
BANTIN := BANTIN_DATA_DIR="$(DATA_DIR)" $(BIN)/bantin
SET_UP := "$(or $(PYTHON),python3)" scripts/set_up.py

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-llm lint format types tests bench docs lock clean python

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: python ## install, take in data/bulletins, ask three questions
	@$(SET_UP) core
	@$(BANTIN) prepare
	@$(BANTIN) ingest data/bulletins
	@for question in \
		"Bốn nhiệm vụ trọng tâm 6 tháng cuối năm 2021 của Đảng ủy Khối là gì?" \
		"Ai chu tri hoi nghi Ban Chap hanh Dang bo Khoi lan thu sau?" \
		"What revenue did the enterprises reach in the first half of 2021?"; \
	do printf '\n\033[1m? %s\033[0m\n\n' "$$question"; $(BANTIN) ask "$$question" || exit 1; done
	@printf '\nHỏi tiếp / ask on:       BANTIN_DATA_DIR=%s %s/bantin ask "…"\n' "$(DATA_DIR)" "$(BIN)"
	@printf 'Mở trang / open the page: make serve, http://%s:%s\n' "$(HOST)" "$(PORT)"

serve: python ## serve the demo's index: the page and the API
	@$(SET_UP) core
	@$(BANTIN) serve --host $(HOST) --port $(PORT)

test: python ## set up what the tests need, then lint, types, tests
	@$(SET_UP) system dev
	@$(MAKE) --no-print-directory lint types tests

lint:
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo 'Some files are not formatted: run "make format".'; exit 1; }

format: python ## format the code and sort its imports
	@$(SET_UP) dev
	@$(BIN)/ruff check --quiet --fix || true
	@$(BIN)/ruff format --quiet

types:
	@$(BIN)/mypy

tests:
	@$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

bench: python ## measure quality and speed; ARGS=FOLDER measures on other question sets too
	@$(SET_UP) dev
	@$(BIN)/python -m benchmarks.run $(ARGS)

test-llm: python ## try a language model: LLM_BASE_URL=http://localhost:8000/v1 [LLM_MODEL=name] [LLM_QUESTIONS=24]
	@test -n "$(LLM_BASE_URL)" || { echo "Name the server: make test-llm LLM_BASE_URL=http://localhost:8000/v1"; exit 2; }
	@$(SET_UP) dev
	@$(BIN)/python -m benchmarks.language_model "$(LLM_BASE_URL)" $(if $(LLM_MODEL),--model "$(LLM_MODEL)") \
		$(if $(LLM_QUESTIONS),--questions $(LLM_QUESTIONS))

docs: python ## write the settings of .env.example into docs/configuration.md
	@$(SET_UP) dev
	@PYTHONPATH=. $(BIN)/python scripts/write_configuration.py

lock: python ## pin the newest packages that fit in constraints.txt
	@$(SET_UP) lock

clean: ## delete .venv, the demo's index and what tools cache
	@rm -rf .venv .bantin .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	@find bot ingest vectorstore benchmarks tests -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v "$(or $(PYTHON),python3)" >/dev/null || { \
		echo "Python 3.11 or newer is needed and was not found: install it, or name it, as in: make demo PYTHON=python3.12"; \
		exit 1; }
