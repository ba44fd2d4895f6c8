// How often the estimate without labels holds what labels give: models trained anew, 4,000 new rows under six shifts of the
// features with the relation to the target unchanged; then two changes of that relation, which only labels show.
// `node ... estimate.bench.ts 20` makes fewer runs, `... 20 logistic churn 1` of another family, of one table, by a seed.
import { randomSeeded, type Table, tableFromColumns } from '@espalier/core';
import type { Metrics } from '@espalier/core/contracts';
import { datasetFromColumns, fit, type FittedModel } from '../../trainer/src/index.ts';
import { compareSamples, type CompareSettings } from '../src/compare/compare.ts';
import type { FullReport } from '../src/compare/report-schema.ts';
import type { PerformanceReport } from '../src/compare/performance-schema.ts';
import { addBlock, createCounters } from '../src/inputs/count-rows.ts';
import { compareScores } from '../src/model/compare-scores.ts';
import { weighByImportance } from '../src/model/importance.ts';
import { createLabelledRows } from '../src/model/labelled.ts';
import { estimatePerformance } from '../src/model/performance.ts';
import { createScoreCounter } from '../src/model/score-counts.ts';
import { createProfileSample } from '../src/pair/sample.ts';
import {
  type Concept,
  CONCEPT,
  drawnRows,
  type LabelledTable,
  type Row,
  SHIFTS,
  TABLES
} from './support/labelled-tables.ts';

const RUNS = Number(process.argv[2] ?? 200);
const FAMILY = process.argv[3] === 'logistic' ? 'logistic' : 'gbdt';
const NEW_ROWS = 4000;
const SEED = Number(process.argv[5] ?? 2718);
const METRICS = ['roc_auc', 'accuracy', 'precision', 'recall', 'f1', 'brier'] as const;
const SETTINGS: CompareSettings = { threshold: 0.2, policy: 'any', disclose: () => 'nothing' };
const CONCEPTS: Readonly<Record<string, Concept>> = {
  'slope 1.5 becomes 0.3': { ...CONCEPT, slope: 0.3 },
  'turned round': { ...CONCEPT, sign: -1 }
};

type Trained = FittedModel & { readonly ofTable: LabelledTable };

function columnsOf(rows: readonly Row[]): Record<string, (string | number | null)[]> {
  return Object.fromEntries(Object.keys(rows[0]!).map(name => [name, rows.map(row => row[name]!)]));
}

async function train(ofTable: LabelledTable, seed: number): Promise<Trained> {
  const { target, ignore } = ofTable;
  const rows = columnsOf(ofTable.train(randomSeeded(SEED, 2 * seed)));
  const dataset = datasetFromColumns(rows, { target, positive: 1, ignore });
  return { ...(await fit(dataset, { family: FAMILY, seed })), ofTable };
}

/** What drift says of new rows against the bundle: once without the labels, once with them. */
function compare(model: Trained, rows: readonly Row[]): [PerformanceReport, PerformanceReport] {
  const { profile, decision } = model.parts;
  const columns = columnsOf(rows);
  const features = Object.keys(profile.columns);
  const table = tableFromColumns(
    Object.fromEntries(features.map(name => [name, columns[name]!])),
    model.parts.spec.features
  );
  const probabilities = model.score(table);
  const scores = createScoreCounter(decision.threshold);
  scores.add(probabilities);
  const fresh = { counts: scores.counts(), profile: scores.profile() };
  const labels = Uint8Array.from(columns[model.ofTable.target]!, Number);
  const labelled = createLabelledRows({ decision, decide: (of: Table) => model.decide(of) });
  labelled.add(table, targetOf(labels), probabilities);
  const report = reportOf(model, table, fresh.profile);
  const evidence = {
    fresh,
    reference: undefined,
    decision,
    metrics: { ...model.evaluation } as unknown as Metrics
  };
  return [
    estimatePerformance({ ...evidence, labelled: undefined }, report),
    estimatePerformance({ ...evidence, labelled: labelled.end() }, report)
  ];
}

/** As drift reads a target: the only declared level is the positive value. */
function targetOf(labels: Uint8Array) {
  const codes = Int32Array.from(labels, label => (label === 1 ? 0 : -2));
  return { kind: 'category', name: 'target', levels: ['1'], codes } as const;
}

function reportOf(
  { parts: { profile }, importances }: Trained,
  table: Table,
  scores: ReturnType<ReturnType<typeof createScoreCounter>['profile']>
): FullReport {
  const counters = createCounters(profile.columns);
  addBlock(counters, table);
  const columns = new Map(
    [...counters].map(([name, counter]) => [
      name,
      { of: 'counts' as const, counts: counter.counts() }
    ])
  );
  const sample = { numRows: table.numRows, columns, faults: new Map() };
  const compared = compareSamples(createProfileSample(profile), sample, SETTINGS);
  const weights = importances.map(({ column, importance }) => [column, importance] as const);
  return {
    ...weighByImportance(compared, new Map(weights)),
    scores: compareScores(profile.scores!, scores, SETTINGS)
  };
}

class Tally {
  runs = 0;
  refused = 0;
  contradicted = 0;
  worse = 0;
  held: Record<string, number> = {};
  width = 0;
  gap = 0;

  add([without, withLabels]: readonly [PerformanceReport, PerformanceReport]): void {
    ++this.runs;
    const realised = withLabels.realised!;
    this.worse += Number(realised.verdict === 'worse');
    if (without.estimate === null || without.intervals === null) {
      ++this.refused;
      return;
    }
    this.contradicted += Number(!withLabels.valid);
    for (const metric of METRICS) {
      const [low, high] = without.intervals[metric]!;
      const truth = realised[metric] ?? NaN;
      this.held[metric] = (this.held[metric] ?? 0) + Number(low <= truth && truth <= high);
    }
    const [low, high] = without.intervals['roc_auc']!;
    this.width += high - low;
    this.gap += Math.abs(without.estimate.roc_auc - (realised.roc_auc ?? NaN));
  }

  row(): string {
    const given = this.runs - this.refused;
    const percent = (n: number, of: number): string =>
      of === 0 ? '–' : `${((100 * n) / of).toFixed(1)} %`;
    return [
      percent(this.refused, this.runs),
      ...METRICS.map(metric => percent(this.held[metric] ?? 0, given)),
      given === 0 ? '–' : (this.width / given).toFixed(3),
      given === 0 ? '–' : (this.gap / given).toFixed(3),
      percent(this.contradicted, given),
      percent(this.worse, this.runs)
    ].join(' | ');
  }
}

const HEADER = `| table | shift | refused | ${METRICS.join(' | ')} | width of roc_auc | mean error | contradicted by labels | worse by labels |`;

console.log(`${RUNS} runs for each row, ${FAMILY}, ${NEW_ROWS} new rows, seed ${SEED}\n`);
console.log(`${HEADER}\n|---|---|${'---:|'.repeat(METRICS.length + 5)}`);
const all = new Map(SHIFTS.map(shift => [shift, new Tally()]));
for (const [name, ofTable] of Object.entries(TABLES)) {
  if (process.argv[4] !== undefined && process.argv[4] !== name) continue;
  const tallies = new Map(SHIFTS.map(shift => [shift, new Tally()]));
  const concepts = new Map(Object.keys(CONCEPTS).map(concept => [concept, new Tally()]));
  for (let run = 0; run < RUNS; ++run) {
    const model = await train(ofTable, run);
    const random = randomSeeded(SEED, 2 * run + 1);
    for (const shift of SHIFTS) {
      const found = compare(model, ofTable.draw(shift, NEW_ROWS, random));
      tallies.get(shift)!.add(found);
      all.get(shift)!.add(found);
    }
    if (run % 20 === 19) console.error(`${name}: ${run + 1} runs`);
    if (name !== 'drawn') continue;
    for (const [concept, of] of Object.entries(CONCEPTS))
      concepts.get(concept)!.add(compare(model, drawnRows(NEW_ROWS, random, 'none', of)));
  }
  for (const [shift, tally] of tallies) console.log(`| ${name} | ${shift} | ${tally.row()} |`);
  if (name === 'drawn')
    for (const [concept, tally] of concepts)
      console.log(`| ${name} | ${concept} | ${tally.row()} |`);
}
for (const [shift, tally] of all) console.log(`| all three | ${shift} | ${tally.row()} |`);
