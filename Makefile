# CarePath. `make` lists what there is; every command prepares what it needs by itself.
# PYTHON names a Python 3.11, VENV a folder for its packages, PORT and CAREPATH_HOME as in docs/settings.md.
VENV ?= .venv
PY = $(VENV)/bin/python
export VENV
.DEFAULT_GOAL := help
.PHONY: help run demo setup test slow browser check fix bench soak shell lock ready tools

help: ## list these commands
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s%s\n", $$1, $$2}'

ready:
	@PYTHON="$(PYTHON)" .ci/prepare

tools:
	@PYTHON="$(PYTHON)" .ci/prepare dev

run: ready ## start the portal: prepares, prints the address and, once, the first account
	@exec $(PY) manage.py up

demo: ready ## begin the invented hospital anew, and start the portal if it does not run
	@$(PY) manage.py setup && CAREPATH_DEMO=on exec $(PY) manage.py demo --over --up

setup: ready ## prepare without starting
	@$(PY) manage.py setup

test: tools ## the quick tests, on the embedded database or DATABASE_URL
	@$(PY) -m pytest -q -m "not browser and not slow" $(ARGS)

slow: tools ## real processes that are killed, and figures with a fixed budget
	@$(PY) -m pytest -q -m slow $(ARGS)

browser: tools ## the stories in Chromium, with accessibility rules
	@$(PY) -m pytest -q -m browser $(ARGS)

check: tools ## style, import contracts, migrations, production settings, templates
	@.ci/check

fix: tools ## mend what a tool can mend
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

bench: tools ## measure speed beside the goals
	@for file in $(filter-out %/bench_living.py,$(wildcard benchmarks/bench_*.py)); do $(PY) $$file || exit 1; done

soak: tools ## imports, feeds and the invented hospital under kills, and one that lives for a day; findings; generated cases; tamperings
	@CAREPATH_KILLS=20 $(PY) -m pytest -q -s -m slow tests/stories/test_kill_storm.py
	@CAREPATH_KILLS=50 $(PY) -m pytest -q -s -m slow tests/stories/test_hospital_storm.py
	@CAREPATH_KILLS=30 CAREPATH_HOURS=26 $(PY) -m pytest -q -s -m slow tests/stories/test_slots_once.py
	@CAREPATH_KILLS=200 CAREPATH_MESSAGES=20000 $(PY) -m pytest -q -s -m slow tests/stories/test_feed.py
	@CAREPATH_FILES=100 $(PY) -m pytest -q -m slow tests/stories/test_damaged_files.py
	@CAREPATH_CASES=100000 $(PY) -m pytest -q -s tests/stories/test_mutated_messages.py
	@CAREPATH_CASES=100000 $(PY) -m pytest -q tests/analysis/test_visits.py tests/analysis/test_identity.py tests/analysis/test_joined_visits.py \
		tests/analysis/test_correlation.py tests/analysis/test_bed_moves.py
	@CAREPATH_CASES=10000 $(PY) -m pytest -q -s tests/stories/test_as_known.py tests/capacity/queries/test_as_known.py
	@CAREPATH_CASES=100 $(PY) -m pytest -q -s tests/stories/test_one_number.py
	@CAREPATH_CASES=100 $(PY) -m pytest -q tests/stories/test_one_visit.py
	@CAREPATH_CASES=100000 $(PY) -m pytest -q tests/stories/test_fhir_mutants.py
	@$(PY) benchmarks/bench_findings.py --seeds 20
	@CAREPATH_TRACES=1000000 $(PY) -m pytest -q -s tests/stories/test_protocol_traces.py
	@CAREPATH_WRITES=10000 $(PY) -m pytest -q -s tests/stories/test_ungoverned.py
	@CAREPATH_TAMPERINGS=1000 CAREPATH_LEDGER_ROWS=100000 $(PY) -m pytest -q -s tests/stories/test_tampering.py
	@$(PY) benchmarks/bench_living.py

shell: ready ## a Python prompt with the models loaded
	@$(PY) manage.py shell

lock: tools ## pin requirements*.in anew, with hashes
	@for name in requirements requirements-dev; do \
		$(PY) -m piptools compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --annotation-style=line \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file $$name.txt $$name.in || exit 1; done
