PYTHON ?= python3.11
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: setup run test check fix bench lock

setup run test check fix bench lock:
	@echo "not yet: $@"
