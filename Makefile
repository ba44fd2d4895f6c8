# Node and make are enough: pnpm comes through npx, and only when a manifest is newer than the last set-up.
PNPM := npm_config_update_notifier=false npx -y pnpm@10
STAMP := node_modules/.stamp
INSTALL = $(PNPM) install --frozen-lockfile --reporter=append-only
MANIFESTS := package.json pnpm-lock.yaml pnpm-workspace.yaml $(wildcard packages/*/package.json)

DATASET ?= churn
OUTDIR ?= artifacts
PACKDIR ?= dist
TABLE_churn := data/customer_churn_synth.csv
TABLE_adult := data/adult_synth.csv
TABLE_loan := data/loan_approval_dataset.csv
TABLE_titanic := data/titanic.csv
TABLE = $(TABLE_$(DATASET))
JEST := NODE_OPTIONS='--experimental-vm-modules --disable-warning=ExperimentalWarning' node_modules/.bin/jest
# Packages whose tests start no process and train nothing.
QUICK := $(patsubst %,packages/%/test,core cli report bundle agent-monitor)
SOURCE := node --conditions=@espalier/source --import tsx

.PHONY: help setup extras train serve drift agent example check test bench soak data build pack lint format known-dataset

help: ## this list
	@echo 'make TARGET [DATASET=churn|adult|loan|titanic] [OUTDIR=artifacts] [PORT=8000]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1  \2/p' Makefile | awk '{ name = $$1; $$1 = ""; printf "  %-8s%s\n", name, $$0 }'

setup: $(STAMP) ## install the packages of pnpm-lock.yaml (the other targets do it when needed)

# The installer's own output is shown only when it fails.
$(STAMP): $(MANIFESTS)
	@echo 'setting up: installing the packages that pnpm-lock.yaml names, once' >&2
	@node packages/cli/bin/check-node.js
	@log=$$(mktemp); $(INSTALL) > "$$log" 2>&1 \
	  || { cat "$$log" >&2; rm -f "$$log"; exit 1; }; rm -f "$$log"
	@touch $@

# Over 350 MB that training, serving and nearly all tests do without. Packages find TensorFlow.js in the root's folder.
extras: $(STAMP) test/extras/node_modules/.stamp ## install TensorFlow.js (--family mlp) and the compiler of gbdt's kernel too
	@ln -sfn ../test/extras/node_modules/@tensorflow node_modules/@tensorflow

test/extras/node_modules/.stamp: test/extras/package.json test/extras/pnpm-lock.yaml
	$(INSTALL) --dir test/extras --ignore-workspace
	@touch $@

known-dataset:
	@test -n "$(TABLE)" || { echo 'DATASET must be one of churn, adult, loan, titanic: got "$(DATASET)"' >&2; exit 2; }

train: known-dataset $(STAMP) ## train on the table of DATASET; the bundle goes to OUTDIR
	@node packages/trainer/bin/train.js --data $(TABLE) --outdir $(OUTDIR)

serve: $(STAMP) ## serve the bundle in OUTDIR on PORT
	@node packages/api/bin/serve.js --bundle $(OUTDIR)

score: $(STAMP) ## score DATA (default: the table of DATASET) with the bundle in OUTDIR; writes OUTDIR/scored.csv
	@node packages/engine/bin/score.js --bundle $(OUTDIR) --data $(or $(DATA),$(TABLE)) --out $(OUTDIR)/scored.csv

evaluate: $(STAMP) ## measure the bundle in OUTDIR on DATA (default: the table of DATASET); appends to OUTDIR/metrics_history.jsonl
	@node packages/engine/bin/evaluate.js --bundle $(OUTDIR) --data $(or $(DATA),$(TABLE)) --append $(OUTDIR)/metrics_history.jsonl

drift: known-dataset $(STAMP) ## compare the two samples of DATASET (churn or adult)
	@test -f data/$(DATASET)_ref_sample.csv || { echo 'make drift has samples of churn and adult: got DATASET=$(DATASET)' >&2; exit 2; }
	@node packages/drift/bin/drift.js --ref data/$(DATASET)_ref_sample.csv --new data/$(DATASET)_shifted_sample.csv --out $(OUTDIR)/drift_report.json

agent: $(STAMP) ## plan from the metrics history and drift report in data/
	@node packages/agent-monitor/bin/agent-monitor.js --metrics data/metrics_history.jsonl --drift data/drift_latest.json --out $(OUTDIR)/agent_plan.yaml

# The library example, straight from its documentation.
example: $(STAMP) ## run the example of docs/library.md
	@mkdir -p node_modules/.cache
	@awk '/^```/ { n++; next } n == 1' docs/library.md > node_modules/.cache/example.mts
	@$(SOURCE) node_modules/.cache/example.mts

check: $(STAMP) ## quick tests: under a minute once the compiler's cache is warm
	@$(JEST) test/architecture test/errors $(QUICK)

test: $(STAMP) ## all tests: 10 to 15 minutes on two cores
	@echo 'all tests: 10 to 15 minutes on two cores (make check takes one); the reason of every skipped test is at the end'
	$(JEST) $(JEST_FLAGS) $(TESTS)

data: $(STAMP) ## draw the tables of data/ anew, byte for byte
	@$(SOURCE) data/generate/main.ts

bench: build ## run the benchmarks
	@for file in packages/*/bench/*.bench.ts; do echo "== $$file"; $(SOURCE) $$file || exit 1; done

soak: $(STAMP) ## a million requests with reloads and killed workers
	@$(SOURCE) packages/api/bench/soak.ts

build: $(STAMP) ## compile all packages and type-check the tests
	node_modules/.bin/tsc --build
	node packages/cli/join-modules.js packages/api

# pnpm writes versions where the manifests say workspace:* and catalog:, and adds the licence. From an empty dist, so that
# nothing stale is packed.
pack: $(STAMP) ## build every package and pack it for npm into PACKDIR, with a package.json that installs them
	@rm -rf packages/*/dist && node_modules/.bin/tsc --build packages/*
	@node packages/cli/join-modules.js packages/api
	@mkdir -p $(PACKDIR) && rm -f $(PACKDIR)/*.tgz
	@$(PNPM) --recursive --filter './packages/*' pack --pack-destination $(abspath $(PACKDIR)) > /dev/null
	@node packages/espalier/write-project.js $(PACKDIR) && ls $(PACKDIR)

lint: $(STAMP) ## ESLint and Prettier, without changes
	node_modules/.bin/eslint . --max-warnings 0
	node_modules/.bin/prettier --check --log-level warn .

format: $(STAMP) ## format the code
	node_modules/.bin/prettier --write --log-level warn .
