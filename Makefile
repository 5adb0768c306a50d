# make install   set up .venv          make run [PORT=8123]   serve the demo centre
# make test      every check there is  make translations      refresh the catalogues
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
CATALOGUES := $(wildcard matchmaker/translations/*/LC_MESSAGES/messages.po)

.PHONY: install run test check loops translations clean

install: .venv/installed $(CATALOGUES:.po=.mo)

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $@

%.mo: %.po .venv/installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

run: install
	$(BIN)/matchmaker demo
	$(BIN)/matchmaker serve --port $(PORT)

test: install .venv/installed-for-tests
	$(MAKE) --jobs 2 check loops
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: .venv/installed-for-tests
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The first search would compile the loops of the ranking, and each process of the tests too.
loops: .venv/installed
	$(BIN)/python -m matchmaker.ranking.warming

translations: .venv/installed
	$(BIN)/python -m matchmaker.translations.refresh

clean:
	rm -rf .venv build *.egg-info
