import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { randomSeeded } from '../packages/core/src/random.ts';
import { readTable } from '../packages/tables/src/read-table.ts';
import { readSpec } from '../packages/tables/src/spec/find-spec.ts';
import { run } from './support/processes.ts';
import { endServers, post, serve } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { testWhere } from './support/where.ts';

/** A stranger's table all the way round, without a change to the file: infer, train, serve, score, evaluate, plan. */
const file = temporaryFolder();

afterEach(endServers);

interface Case {
  readonly data: string;
  readonly target: string;
  readonly flags?: readonly string[];
  /** The least ROC-AUC on validation rows. */
  readonly rocAuc: number;
}

async function goRound({ data, target, flags = [], rocAuc }: Case): Promise<void> {
  const ok = async (...line: Parameters<typeof run>): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(...line);
    if (exitCode !== 0) throw new Error(`${line.join(' ')}: ${stderr}`);
    return stdout;
  };
  const spec = data.replace(/\.csv$/, '.yaml');
  const outdir = `${data}.model`;
  await ok('infer', '--data', data, '--target', target, ...flags);
  await ok('train', '--data', data, '--outdir', outdir);
  const metrics = JSON.parse(await readFile(join(outdir, 'metrics.json'), 'utf8')) as {
    roc_auc: number;
  };
  expect(metrics.roc_auc).toBeGreaterThan(rocAuc);

  // A request with the cells of the first row, as a client would send them.
  const known = await readSpec(spec);
  const { table } = await readTable(data, known, { target: 'require', policies: 'enforce' });
  const row = Object.fromEntries(
    table.columns.map((column): [string, string | number | null] => {
      if (column.kind === 'category') return [column.name, column.levels[column.codes[0]!] ?? null];
      const value = column.values[0]!;
      return [column.name, Number.isNaN(value) ? null : value];
    })
  );
  const { url } = await serve(['--bundle', outdir]);
  const { status, json } = await post(`${url}/predict`, [row]);
  expect({ status, json }).toMatchObject({ status: 200 });
  const [served] = json['predictions'] as { probability: number }[];

  const out = `${data}.scored.jsonl`;
  await ok('score', '--bundle', outdir, '--data', data, '--out', out, '--keep', 'none');
  const scored = (await readFile(out, 'utf8')).trim().split('\n');
  expect(scored).toHaveLength(table.numRows);
  expect((JSON.parse(scored[0]!) as { probability: number }).probability).toBe(served!.probability);

  const history = `${data}.history.jsonl`;
  const stdout = await ok(
    'evaluate',
    ...['--bundle', outdir, '--data', data, '--append', history, '--json']
  );
  expect(JSON.parse(stdout)).toMatchObject({ rows: table.numRows });
  const [line] = (await readFile(history, 'utf8')).trim().split('\n');
  expect(JSON.parse(line!)).toMatchObject({ model: known.name, rows: table.numRows });
}

const PUBLIC = fileURLToPath(new URL('../../shared/data/public/', import.meta.url));

describe('a public table, as its file is', () => {
  for (const [name, target, flags, rocAuc] of [
    ['framingham', 'TenYearCHD', [], 0.69],
    ['stroke', '0', [], 0.8],
    ['telco_churn', 'Churn', [], 0.82],
    ['german_credit', 'default', ['--positive', '2'], 0.75],
    ['hr', 'left', [], 0.98]
  ] as const)
    testWhere(existsSync(PUBLIC), '../shared/data/public is absent')(
      `${name}: from infer to an evaluated window`,
      async () => {
        const data = file(`${name}.csv`, '');
        await copyFile(join(PUBLIC, `${name}.csv`), data);
        await goRound({ data, target, flags, rocAuc });
      }
    );
});

describe('a table of a well-known form, of made-up rows', () => {
  const random = randomSeeded(11);
  const pick = (texts: readonly string[]): string => texts[Math.floor(random() * texts.length)]!;
  const between = (low: number, high: number): number => low + (high - low) * random();

  test('bank marketing: semicolons, quotes, unknown, a decimal point', async () => {
    const lines = ['"age";"job";"marital";"balance";"pdays";"euribor3m";"poutcome";"y"'];
    for (let i = 0; i < 1500; ++i) {
      const age = Math.round(between(18, 80));
      const balance = Math.round(between(-800, 9000));
      const isYes = random() < 1 / (1 + Math.exp(2 - balance / 3000 - (age > 60 ? 1 : 0)));
      lines.push(
        [
          age,
          `"${pick(['admin.', 'blue-collar', 'unknown', 'student'])}"`,
          `"${pick(['married', 'single'])}"`,
          balance,
          pick(['999', '3', '6']),
          between(0.6, 5).toFixed(3),
          `"${pick(['nonexistent', 'failure'])}"`,
          `"${isYes ? 'yes' : 'no'}"`
        ].join(';')
      );
    }
    const data = file('bank.csv', `${lines.join('\r\n')}\r\n`);
    await goRound({ data, target: 'y', rocAuc: 0.6 });
  });

  test('churn modelling: a row number, an identifier of eight digits, surnames', async () => {
    const lines = ['RowNumber,CustomerId,Surname,CreditScore,Geography,Age,Balance,Exited'];
    for (let i = 0; i < 1500; ++i) {
      const age = Math.round(between(18, 80));
      const isGone = random() < 1 / (1 + Math.exp(4 - age / 15));
      lines.push(
        [
          i + 1,
          15_000_000 + ((i * 7919) % 600_011),
          `Name${Math.floor(400 * random() ** 2)}`,
          Math.round(between(350, 850)),
          pick(['France', 'Spain', 'Germany']),
          age,
          (random() < 0.3 ? 0 : between(1000, 200_000)).toFixed(2),
          isGone ? 1 : 0
        ].join(',')
      );
    }
    const data = file('Churn_Modelling.csv', `${lines.join('\n')}\n`);
    await goRound({ data, target: 'Exited', rocAuc: 0.6 });
    const known = await readSpec(data.replace('.csv', '.yaml'));
    expect(known.ignore).toEqual(['RowNumber', 'CustomerId']);
    // Surnames are too many to be declared, and are never shown.
    const { url } = await serve(['--bundle', `${data}.model`]);
    const told = await Promise.all([
      ...['dataset.yaml', 'manifest.json', 'report.html'].map(name =>
        readFile(join(`${data}.model`, name), 'utf8')
      ),
      ...['/openapi.json', '/docs', '/model'].map(async path =>
        (await fetch(`${url}${path}`)).text()
      )
    ]);
    for (const text of told) expect(text).not.toContain('Name12');
    const { json } = await post(`${url}/predict`, [
      { Surname: 'Nobody', CreditScore: 600, Geography: 'Spain', Age: 40, Balance: 0 }
    ]);
    expect(json['warnings']).toMatchObject([{ field: 'Surname' }]);
    expect(JSON.stringify(json)).not.toContain('Name1');
  });

  test('a file of a European spreadsheet: sep=, decimal commas, dates, a percent column', async () => {
    const lines = ['sep=;', 'Kunde;Umsatz;Rabatt;Seit;Aktiv'];
    for (let i = 0; i < 600; ++i) {
      const sales = between(1000, 90_000);
      const isActive = random() < sales / 90_000;
      const [whole, part] = sales.toFixed(2).split('.') as [string, string];
      lines.push(
        [
          `K-${String(i).padStart(5, '0')}`,
          `${whole.replaceAll(/\B(?=(\d{3})+$)/g, '.')},${part}`,
          `${between(0, 20).toFixed(1).replace('.', ',')} %`,
          `${1 + (i % 28)}.${1 + (i % 12)}.20${10 + (i % 15)}`,
          isActive ? '1' : '0'
        ].join(';')
      );
    }
    const data = file('kunden.csv', `\uFEFF${lines.join('\r\n')}\r\n`);
    await goRound({ data, target: 'Aktiv', rocAuc: 0.65 });
    const known = await readSpec(data.replace('.csv', '.yaml'));
    expect(known.features).toMatchObject({
      Umsatz: { decimal: ',', thousands: '.' },
      Rabatt: { decimal: ',', unit: '%' }
    });
    expect(known.ignore).toEqual(['Kunde', 'Seit']);
  });
});

test('a table that is refused leaves its spec, which trains once it is edited', async () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    [i % 7 === 0 ? 'not asked' : (i * 13) % 90, ['a', 'b'][i % 2], (i * 7) % 3 === 0 ? 1 : 0].join()
  );
  const data = file('asked.csv', `income,kind,y\n${rows.join('\n')}\n`);
  const outdir = `${data}.model`;
  const refused = await run('train', '--data', data, '--target', 'y', '--outdir', outdir);
  expect(refused.exitCode).toBe(65);
  const kept = join(outdir, 'asked.inferred.yaml');
  expect(refused.stderr).toContain(kept);
  const text = await readFile(kept, 'utf8');
  await writeFile(
    kept,
    text.replace('income: {kind: number', 'income: {missing_values: [not asked], kind: number')
  );
  const trained = await run('train', '--data', data, '--spec', kept, '--outdir', outdir);
  expect({ ...trained, stderr: trained.exitCode === 0 ? '' : trained.stderr }).toMatchObject({
    exitCode: 0,
    stderr: ''
  });
});
