import { expect, test } from '@jest/globals';
import { describeWithPython, runPython } from '../support/python.ts';
import { run } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const file = temporaryFolder();

const METRICS = ['roc_auc', 'pr_auc', 'accuracy', 'log_loss', 'brier', 'precision', 'recall', 'f1'];

const SCRIPT = `
import csv, json, sys
import numpy as np
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss, f1_score, log_loss, precision_score, recall_score, roc_auc_score
job = json.load(sys.stdin)
rows = list(csv.DictReader(open(job["path"], newline="")))
y = np.array([row[job["target"]].strip() == job["positive"] for row in rows]).astype(int)
p = np.array([float(row["probability"]) for row in rows])
c = np.array([int(row["class"]) for row in rows])
json.dump({
  "rows": len(rows), "positives": int(y.sum()),
  "roc_auc": roc_auc_score(y, p), "pr_auc": average_precision_score(y, p), "accuracy": accuracy_score(y, c),
  "log_loss": log_loss(y, p), "brier": brier_score_loss(y, p), "precision": precision_score(y, c),
  "recall": recall_score(y, c), "f1": f1_score(y, c),
}, sys.stdout)
`;

describeWithPython('score and evaluate against scikit-learn', () => {
  test.each([
    ['customer_churn_synth', 'churned', '1'],
    ['adult_synth', 'income_gt_50k', '1'],
    ['loan_approval_dataset', 'loan_status', 'Approved'],
    ['titanic', 'Survived', '1']
  ])(
    'the metrics of evaluate are those of the scored table: %s',
    async (name, target, positive) => {
      const data = `data/${name}.csv`;
      const bundle = file(name);
      expect(await run('train', '--data', data, '--outdir', bundle)).toMatchObject({ exitCode: 0 });
      const path = file(`${name}.scored.csv`);
      const args = ['--bundle', bundle, '--data', data];
      expect(await run('score', ...args, '--out', path, '--class')).toMatchObject({ exitCode: 0 });
      const evaluated = await run('evaluate', ...args, '--json');
      expect(evaluated.exitCode).toBe(0);
      const found = JSON.parse(evaluated.stdout) as {
        rows: number;
        positives: number;
        metrics: Record<string, number>;
      };
      const expected = (await runPython(SCRIPT, { path, target, positive })) as Record<
        string,
        number
      >;
      expect(found.rows).toBe(expected['rows']);
      expect(found.positives).toBe(expected['positives']);
      for (const metric of METRICS)
        expect(Math.abs(found.metrics[metric]! - expected[metric]!)).toBeLessThan(1e-12);
    }
  );
});
