# Node and make are enough: pnpm comes through npx, and only when a manifest is newer than the last set-up.
PNPM := npx -y pnpm@10
STAMP := node_modules/.stamp
MANIFESTS := package.json pnpm-lock.yaml pnpm-workspace.yaml $(wildcard packages/*/package.json)

DATASET ?= churn
OUTDIR ?= artifacts
TABLE_churn := data/customer_churn_synth.csv
TABLE_adult := data/adult_synth.csv
TABLE_loan := data/loan_approval_dataset.csv
TABLE_titanic := data/titanic.csv
TABLE = $(TABLE_$(DATASET))
JEST := NODE_OPTIONS='--experimental-vm-modules --disable-warning=ExperimentalWarning' node_modules/.bin/jest
SOURCE := node --conditions=@espalier/source --import tsx

.PHONY: setup train serve drift agent test bench soak data build lint format known-dataset

setup: $(STAMP)

$(STAMP): $(MANIFESTS)
	$(PNPM) install --frozen-lockfile
	@touch $@

known-dataset:
	@test -n "$(TABLE)" || { echo 'DATASET must be one of churn, adult, loan, titanic: got "$(DATASET)"' >&2; exit 2; }

train: known-dataset $(STAMP)
	@node packages/trainer/bin/train.js --data $(TABLE) --outdir $(OUTDIR)

serve: $(STAMP)
	@node packages/api/bin/serve.js --bundle $(OUTDIR)

drift: known-dataset $(STAMP)
	@test -f data/$(DATASET)_ref_sample.csv || { echo 'make drift has samples of churn and adult: got DATASET=$(DATASET)' >&2; exit 2; }
	@node packages/drift/bin/drift.js --ref data/$(DATASET)_ref_sample.csv --new data/$(DATASET)_shifted_sample.csv --out $(OUTDIR)/drift_report.json

agent: $(STAMP)
	@node packages/agent-monitor/bin/agent-monitor.js --metrics data/metrics_history.jsonl --drift data/drift_latest.json --out $(OUTDIR)/agent_plan.yaml

test: $(STAMP)
	$(JEST) $(JEST_FLAGS) $(TESTS)

data: $(STAMP)
	@$(SOURCE) data/generate/main.ts

bench: $(STAMP)
	@for file in packages/*/bench/*.bench.ts; do echo "== $$file"; $(SOURCE) $$file || exit 1; done

soak: $(STAMP)
	@$(SOURCE) packages/api/bench/soak.ts

build: $(STAMP)
	node_modules/.bin/tsc --build

lint: $(STAMP)
	node_modules/.bin/eslint . --max-warnings 0
	node_modules/.bin/prettier --check --log-level warn .

format: $(STAMP)
	node_modules/.bin/prettier --write --log-level warn .
