# Everything starts here. `make run` and `make test` need Python 3.11, make and a package index, and nothing else.
PORT ?= 8000
PYTHON ?= python3
WORKERS ?= 2
T ?= tests
A ?=
D ?=
PY := .venv/bin/python
DOCS := var/docs-venv
ENGINE ?= docker
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
# Reading the settings needs addresses, not servers: nothing in `check` connects to them.
ADDRESSES := DATABASE_URL=postgresql://cc_app@127.0.0.1:1/contactcenter REDIS_URL=redis://127.0.0.1:1/0 SECRET_KEY=check

.PHONY: help run setup test check backup restore bench load chaos endure attack compare pictures messages docs wheel image format clean

help:
	@echo 'make run [PORT=8000]   start everything and print the address'
	@echo 'make setup             prepare without starting'
	@echo 'make test [T=tests]    the whole suite, on throw-away servers'
	@echo 'make check             format, lint, types, import contracts, migrations, translations'
	@echo 'make backup [TO=folder]       database and documents, with their digests, and the keys beside them'
	@echo 'make restore FROM=folder [INTO=empty folder] [KEYS=file]   the same again, proved'
	@echo 'make bench [A=options] search, import and contacts, measured beside their floors'
	@echo 'make load [A= D=]      desks, calls and the next contact, many at once; then a working day'
	@echo 'make chaos [A=options] promises while processes and servers break; A=--small takes minutes'
	@echo 'make compare [A=options] beside django-helpdesk, Celery delays and naive searches; A=--small takes minutes'
	@echo 'make attack [A=options] the API fuzzed, the thirty attacks, the policy of every screen, libraries, code, secrets'
	@echo 'make endure [A=options] servers killed, changes of clocks, a full disk; A=--small takes minutes'
	@echo 'make pictures          the screens, in both themes, into docs/pictures'
	@echo 'make messages          bring the French catalogues up to date'
	@echo 'make docs              the guide and these papers as a site, into var/docs-site'
	@echo 'make wheel             what is installed elsewhere, into dist/'
	@echo 'make image             the container image as a file, into dist/ (docker, or ENGINE=podman)'
	@echo 'make format            format sources and templates'
	@echo 'make clean             drop caches and libraries; var/ stays'

run: setup
	@$(PY) manage.py run --port $(PORT)

setup:
	@$(PYTHON) contactcenter/bootstrap.py

.PHONY: tools
tools:
	@$(PYTHON) contactcenter/bootstrap.py --dev

test: tools
	@$(PY) -m pytest -n $(WORKERS) $(T)

check: tools
	$(PY) -m ruff format --check --quiet .
	$(PY) -m ruff check --quiet .
	$(ADDRESSES) $(PY) -m mypy .
	.venv/bin/lint-imports --no-cache
	$(ADDRESSES) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PY) -m contactcenter.catalogues --check
	$(ADDRESSES) $(PY) manage.py vendor --check
	find templates -name '*.html' -exec .venv/bin/djade --check {} +

backup: setup
	@$(PY) manage.py backup $(if $(TO),"$(TO)")

# The program makes its servers in the folder that it restores into, so the folder is the program's own variable.
restore: setup
	@$(if $(INTO),CONTACTCENTER_VAR="$(INTO)") $(PY) manage.py restore "$(FROM)" $(if $(KEYS),--keys "$(KEYS)")

bench: setup
	@$(PY) -m bench $(A)
	@$(PY) -m bench.quotes
	@$(PY) -m bench.pages
	@$(PY) -m bench.supervision
	@$(PY) -m bench.knowledge
	@$(PY) -m bench.prevention
	@$(PY) -m bench.letters

load: tools
	@$(PY) -m bench.load $(A)
	@$(PY) -m bench.day $(D)

chaos: setup
	@$(PY) -m bench.chaos $(A)

compare: setup
	@$(PY) -m compare $(A)

attack: tools
	@$(PY) -m bench.attack $(A)

endure: tools
	@$(PY) -m bench.endurance $(A)

pictures: tools
	@$(PY) -m pytest -n 0 tests/browser/pictures.py

messages: setup
	@$(PY) -m contactcenter.catalogues

# A page that is nowhere in the navigation, a broken link or a missing picture is an error.
docs: $(DOCS)/installed
	@$(DOCS)/bin/python -m sphinx --builder html --fail-on-warning --keep-going --fresh-env --quiet \
		--doctree-dir var/docs-trees docs var/docs-site
	@echo 'var/docs-site/index.html'

# Whose folder it is: what came into it unsaid would be taken for somebody else's by the first `make run`.
var/.contactcenter:
	@$(PYTHON) -m contactcenter.embedded.folder

$(DOCS)/installed: docs/requirements.txt | var/.contactcenter
	@$(PYTHON) -m venv --clear $(DOCS)
	@$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r docs/requirements.txt
	@touch $@

wheel: tools
	@$(PY) -m hatchling build -t wheel -d dist

# What `docker load` reads elsewhere; podman does as well.
image:
	@mkdir -p dist
	$(ENGINE) build --tag contactcenter:$(VERSION) --tag contactcenter $(A) .
	@rm -f dist/contactcenter-$(VERSION).tar
	$(ENGINE) save --output dist/contactcenter-$(VERSION).tar contactcenter:$(VERSION)

format: tools
	$(PY) -m ruff format --quiet .
	find templates -name '*.html' -exec .venv/bin/djade {} +

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
