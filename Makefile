# The README's commands. `make run` and `make test` install what they need themselves.
PYTHON := .venv/bin/python
SOURCES := pyproject.toml requirements.lock requirements-test.lock installer/prepare
.DELETE_ON_ERROR:
.PHONY: run test lint bench drill drill-copies drill-dates drill-door drill-files drill-stolen drill-stores drill-writes torture guides package windows package-check package-test clean

run: .venv/.run-ready
	$(PYTHON) -m app demo --out out $(if $(or $(DISPLAY),$(WAYLAND_DISPLAY)),,--headless)

test: .venv/.test-ready lint
	$(PYTHON) -m pytest tests/rules -n 2 --cov=app/rules --cov-branch --cov-fail-under=100 --cov-report=term:skip-covered
	$(PYTHON) -m pytest -n 2 -m "not drill and not package" --ignore=tests/rules

lint: .venv/.test-ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

# Long: 300 kills while receiving and while syncing, on SQLite and on PostgreSQL.
drill: .venv/.drill-ready
	$(PYTHON) -m pytest -m drill -p no:randomly --timeout 3600 -o faulthandler_timeout=0

# Long: the commands killed by strace as they enter their n-th write, sync or rename, 2,000 times; KILLS of them.
KILLS := 2000
drill-writes: .venv/.drill-ready
	$(PYTHON) -m tests.drills.writes --kills $(KILLS)

# Copies damaged in some thirty ways, each of which `backup verify` finds: 1,000 of a small store, 20 of a large one.
drill-copies: .venv/.test-ready
	$(PYTHON) -m tests.drills.damaged_copies --copies 1000 --dossiers 200
	$(PYTHON) -m tests.drills.damaged_copies --copies 20 --dossiers 100000

# A stolen PC with 100,000 dossiers: how long until another one prints a receipt, by stick and paper and by invitation.
drill-stolen: .venv/.test-ready
	$(PYTHON) -m tests.drills.stolen_pc --dossiers 100000

# The relay's part of it: its OpenAPI document held against its answers, and hostile events up to a desk's papers.
drill-door: .venv/.test-ready
	$(PYTHON) -m pytest tests/drills/test_document.py tests/drills/test_hostile.py -m drill -p no:randomly

# The part of it about files: 2,000 damaged registers of past years, chosen in the window one by one.
drill-files: .venv/.test-ready
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest tests/drills/test_mutants.py -m drill -p no:randomly

# The part of it about damaged stores: DAMAGED of them named by doctor and start, a third cured by what was named.
DAMAGED := 1000
drill-stores: .venv/.test-ready
	DAMAGED=$(DAMAGED) $(PYTHON) -m pytest tests/drills/test_broken_stores.py -m drill -p no:randomly

# Long: the practice day and the tests that read the clock, on days of every kind under faketime.
drill-dates: .venv/.drill-ready
	$(PYTHON) -m tests.drills.dates

# Long: desks, relay, lines, clocks and disks that fail, and processes that die, drawn from seeds; MINUTES of it.
MINUTES := 60
torture: .venv/.test-ready
	$(PYTHON) -m tests.torture --minutes $(MINUTES)

bench: .venv/.test-ready
	$(PYTHON) -m tests.bench

# The guides' pictures, taken anew of the program as it is.
guides: .venv/.test-ready
	$(PYTHON) -m pytest tests/guides -p no:randomly --write-pictures

# Each build makes its own clean environment under build/; what is installed comes into dist/.
package: .venv/.run-ready
	installer/linux/build

windows: .venv/.run-ready
	installer/windows/build

# What CI does beside `make test`: the .deb is built, unpacked and tries itself.
package-check: package .venv/.test-ready
	$(PYTHON) -m pytest tests/package -m "package and quick" -p no:randomly

# Long: install, upgrade, kill and remove both packages, in a bare Debian and under Wine.
package-test: package windows .venv/.package-ready
	$(PYTHON) -m pytest tests/package -m package -p no:randomly --timeout 5400 -o faulthandler_timeout=0

clean:
	rm -rf .venv out build dist

.venv/.run-ready: $(SOURCES)
	@installer/prepare run

.venv/.test-ready: $(SOURCES)
	@installer/prepare test

.venv/.drill-ready: $(SOURCES)
	@installer/prepare drill

.venv/.package-ready: $(SOURCES)
	@installer/prepare package
