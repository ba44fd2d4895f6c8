import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import { syntheticParts } from '../../../../test/support/synthetic.ts';
import { sha256Text } from '../../src/io/crypto.ts';
import { readBinaryValues } from '../../src/contracts/binary-tensors.ts';
import { post, serveFolders, type Serving } from '../support/serving.ts';
import {
  type BinaryRequest,
  binaryRequest,
  readBinaryAnswer,
  type SentTensor,
  textBytes
} from '../support/tensors.ts';

const RULES = fileURLToPath(new URL('../../../../data/risk_triad', import.meta.url));

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-binary-'));
  await writeBundle(folder, syntheticParts(), {});
  serving = await serveFolders([folder, RULES]);
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

const doubles = (...values: number[]): Uint8Array =>
  new Uint8Array(Float64Array.from(values).buffer);

const AGE: SentTensor = { name: 'num_age', shape: [2], datatype: 'FP64', bytes: doubles(40, 61) };
const INCOME: SentTensor = {
  name: 'num_income',
  shape: [2, 1],
  datatype: 'FP64',
  bytes: doubles(55.5, NaN)
};
const PLAN: SentTensor = {
  name: 'cat_plan',
  shape: [2],
  datatype: 'BYTES',
  bytes: textBytes('pro', 'team')
};
const CITY: SentTensor = { name: 'cat_city', shape: [2], datatype: 'BYTES', data: ['Bern', null] };
const TENSORS = [AGE, INCOME, PLAN, CITY];
const ROWS = [
  { num_age: 40, num_income: 55.5, cat_plan: 'pro', cat_city: 'Bern' },
  { num_age: 61, num_income: null, cat_plan: 'team', cat_city: null }
];

interface BinaryAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly outputs: Record<string, unknown>;
}

async function send(
  { body, jsonLength }: BinaryRequest,
  headers: Record<string, string> = {},
  name = 'synthetic'
): Promise<BinaryAnswer> {
  const response = await fetch(`${serving.url}/v2/models/${name}/infer`, {
    method: 'POST',
    headers: { 'inference-header-content-length': String(jsonLength), ...headers },
    body: new Uint8Array(body)
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const length = response.headers.get('inference-header-content-length') ?? bytes.length;
  const { status } = response;
  const outputs = status === 200 ? readBinaryAnswer(bytes, Number(length)) : {};
  return { status, headers: response.headers, bytes, outputs };
}

async function expected(): Promise<{ probability: number[]; class: number[] }> {
  const { json } = await post(serving, '/predict', ROWS);
  const { predictions } = json as { predictions: { probability: number; class: number }[] };
  return {
    probability: predictions.map(({ probability }) => probability),
    class: predictions.map(one => one.class)
  };
}

describe('binary tensors', () => {
  test('in: the answer is that of /predict, NaN a missing cell, with no content type at all', async () => {
    const { status, outputs, headers } = await send(binaryRequest(TENSORS));
    expect(status).toBe(200);
    expect(outputs).toEqual(await expected());
    expect(headers.get('content-type')).toContain('application/json');
  });

  test('out: where the request asks for them, all or one by one', async () => {
    const all = await send(binaryRequest(TENSORS, { parameters: { binary_data_output: true } }));
    expect(all.headers.get('content-type')).toBe('application/octet-stream');
    expect(all.outputs).toEqual(await expected());
    const one = await send(
      binaryRequest(TENSORS, {
        parameters: { binary_data_output: true },
        outputs: [{ name: 'class', parameters: { binary_data: false } }, { name: 'probability' }]
      })
    );
    expect(one.outputs).toEqual(await expected());
    const json = JSON.parse(
      one.bytes.subarray(0, Number(one.headers.get('inference-header-content-length'))).toString()
    ) as { outputs: unknown[] };
    expect(json.outputs).toEqual([
      { name: 'probability', shape: [2], datatype: 'FP64', parameters: { binary_data_size: 16 } },
      { name: 'class', shape: [2], datatype: 'INT64', data: expect.any(Array) as unknown }
    ]);
  });

  test('the audit line has the checksum of the bytes', async () => {
    const { bytes } = await send(
      binaryRequest(TENSORS, { id: 'bin-1', parameters: { binary_data_output: true } })
    );
    const line = (await serving.audit()).find(({ request_id }) => request_id === 'bin-1');
    expect(line).toMatchObject({
      num_inputs: 2,
      status: 'success',
      response_checksum_sha256: sha256Text(bytes)
    });
  });

  test('packed with gzip; the length is that of the unpacked JSON', async () => {
    const { body, jsonLength } = binaryRequest(TENSORS);
    const packed = { body: gzipSync(body), jsonLength };
    const { outputs } = await send(packed, { 'content-encoding': 'gzip' });
    expect(outputs).toEqual(await expected());
  });

  test('labels and reasons are texts', async () => {
    const text = {
      name: 'text',
      shape: [2],
      datatype: 'BYTES',
      bytes: textBytes('hi', 'a refund')
    };
    const rules = await send(
      binaryRequest([text], { parameters: { binary_data_output: true } }),
      {},
      'risk_triad_classifier'
    );
    expect(rules.outputs['label']).toEqual(['low_risk', 'low_risk']);
    const { outputs } = await send(
      binaryRequest(TENSORS, { parameters: { binary_data_output: true, explain: true } })
    );
    const [first] = outputs['reasons'] as string[];
    expect(JSON.parse(first!)).toEqual(
      expect.arrayContaining([
        { feature: 'num_age', contribution: expect.any(Number) }
      ] as unknown[])
    );
  });

  const age = (changed: Partial<SentTensor>): SentTensor[] => [
    { ...AGE, ...changed },
    INCOME,
    PLAN,
    CITY
  ];
  test.each<[string, SentTensor[], RegExp]>([
    ['too few bytes for the shape', age({ shape: [3] }), /"num_age" has 16 bytes .* expected 24/],
    ['too many', age({ shape: [1] }), /has 16 bytes of binary data, expected 8/],
    ['a shape beyond all memory', age({ shape: [1e300] }), /has 16 bytes of binary data/],
    ['a negative shape', age({ shape: [-2] }), /must have a shape/],
    ['two columns', age({ shape: [1, 2] }), /more than one column/],
    ['another datatype', age({ datatype: 'INT32' }), /expected 8 for its shape and datatype/],
    ['an unknown datatype', age({ datatype: 'FP128' }), /unknown datatype/],
    ['a negative size', age({ parameters: { binary_data_size: -8 } }), /whole number of bytes/],
    ['a fraction', age({ parameters: { binary_data_size: 8.5 } }), /whole number of bytes/],
    ['a size in text', age({ parameters: { binary_data_size: '16' } }), /whole number of bytes/],
    ['a size without end', age({ parameters: { binary_data_size: 2 ** 53 } }), /whole number/],
    [
      'more than the body',
      age({ parameters: { binary_data_size: 2 ** 40 } }),
      /announces more binary data than the body holds/
    ],
    ['data twice', age({ data: [1, 2] }), /both a list of data and binary data/],
    ['no parameters', age({ parameters: [] }), /parameters that are not an object/],
    [
      'shared memory',
      age({ parameters: { shared_memory_region: 'r', shared_memory_byte_size: 8 } }),
      /shared memory, which is not supported/
    ],
    [
      'bytes without a tensor',
      age({ parameters: {}, data: [1, 2] }),
      /16 bytes of binary data that no tensor announces|within a value/
    ],
    ['infinity', age({ bytes: doubles(Infinity, 1) }), /row 0, num_age: not finite/],
    [
      'a cut text',
      [AGE, INCOME, { ...PLAN, bytes: textBytes('pro', 'team').subarray(0, 12) }, CITY],
      /ends within a value/
    ],
    [
      'a cut length',
      [AGE, INCOME, { ...PLAN, bytes: textBytes('pro', 'team').subarray(0, 9) }, CITY],
      /ends within a value/
    ],
    [
      'a length without end',
      [AGE, INCOME, { ...PLAN, bytes: Buffer.from('ffffffff61', 'hex') }, CITY],
      /ends within a value/
    ],
    [
      'too few texts',
      [AGE, INCOME, { ...PLAN, bytes: textBytes('pro') }, CITY],
      /has 1 values .* expected 2/
    ],
    [
      'text that is not UTF-8',
      [AGE, INCOME, { ...PLAN, bytes: textBytes('pro', Buffer.from('ff', 'hex')) }, CITY],
      /not UTF-8/
    ],
    [
      'other lengths',
      [AGE, { ...INCOME, shape: [1], bytes: doubles(1) }, PLAN, CITY],
      /equal lengths/
    ]
  ])('%s: 400 that names it', async (_what, tensors, message) => {
    const { status, bytes } = await send(binaryRequest(tensors));
    expect([status, JSON.parse(bytes.toString())]).toEqual([
      400,
      { error: expect.stringMatching(message) }
    ]);
  });

  test('more rows than the limit: refused before they are read', async () => {
    const flags = { name: 'num_age', shape: [900], datatype: 'BOOL', bytes: new Uint8Array(900) };
    const { status, bytes } = await send(binaryRequest([flags]));
    expect([status, bytes.toString()]).toEqual([400, expect.stringContaining('E_TOO_MANY_ROWS')]);
  });

  test.each(['abc', '-1', '1e3', '0x10', '3.0', '99999', '0', '9'.repeat(40)])(
    'a header of %s: 400 that names it',
    async length => {
      const { status, bytes } = await send(binaryRequest(TENSORS), {
        'inference-header-content-length': length
      });
      expect([status, bytes.toString()]).toEqual([
        400,
        expect.stringContaining('the header Inference-Header-Content-Length')
      ]);
    }
  );

  test('a length inside the JSON: 400', async () => {
    const { body, jsonLength } = binaryRequest(TENSORS);
    const { status, bytes } = await send({ body, jsonLength: jsonLength - 3 });
    expect([status, bytes.toString()]).toEqual([400, expect.stringContaining('it is not JSON')]);
  });

  test('binary data without the header: 400', async () => {
    const inputs = [{ ...AGE, bytes: undefined, parameters: { binary_data_size: 16 } }];
    const { status, text } = await post(serving, '/v2/models/synthetic/infer', { inputs });
    expect([status, text]).toEqual([
      400,
      expect.stringContaining('the header Inference-Header-Content-Length is missing')
    ]);
  });

  test.each([
    [{ binary_data: 'yes' }, /"binary_data\\?" must be true or false/],
    [{ classification: 2 }, /asks for classification, which is not supported/],
    [{ shared_memory_region: 'r' }, /asks for shared_memory_region/],
    [[], /parameters that are not an object/]
  ])('an output with %j: 400', async (parameters, message) => {
    const outputs = [{ name: 'class', parameters }];
    const { status, bytes } = await send(binaryRequest(TENSORS, { outputs }));
    expect([status, bytes.toString()]).toEqual([400, expect.stringMatching(message)]);
  });

  test('a request without a content type, or as bytes, may be JSON alone', async () => {
    const inputs = TENSORS.map(({ bytes: _bytes, ...tensor }) => ({
      ...tensor,
      data: tensor.data ?? ROWS.map(row => row[tensor.name as 'num_age'])
    }));
    const json = Buffer.from(JSON.stringify({ inputs }));
    for (const type of [undefined, 'application/octet-stream']) {
      const response = await fetch(`${serving.url}/v2/models/synthetic/infer`, {
        method: 'POST',
        headers: type === undefined ? {} : { 'content-type': type },
        body: new Uint8Array(json)
      });
      expect(response.status).toBe(200);
    }
  });
});

describe('readBinaryValues()', () => {
  const wrong = (what: string): never => {
    throw new RangeError(what);
  };
  test.each<[Parameters<typeof readBinaryValues>[0], string, unknown[]]>([
    ['BOOL', '0100', [true, false]],
    ['INT8', 'ff7f', [-1, 127]],
    ['UINT8', 'ff00', [255, 0]],
    ['INT16', 'feff0100', [-2, 1]],
    ['UINT16', 'feff0100', [65534, 1]],
    ['INT32', 'ffffffff', [-1]],
    ['UINT32', 'ffffffff', [4294967295]],
    ['INT64', 'ffffffffffffffff', [-1]],
    ['UINT64', '0100000000000000', [1]],
    ['FP16', '003c00c001000080ff7b007c007e', [1, -2, 2 ** -24, -0, 65504, Infinity, null]],
    ['BF16', '803f0000c07f49c0', [1, 0, null, -3.140625]],
    ['FP32', '0000803f0000c07f', [1, null]],
    ['FP64', '000000000000f03f000000000000f87f', [1, null]],
    ['BYTES', '020000006162000000000300000020e282', ['ab', '', '']]
  ])('%s of %s', (datatype, hex, values) => {
    const bytes = Buffer.from(hex, 'hex');
    if (datatype === 'BYTES') {
      expect(() => readBinaryValues(datatype, 3, bytes, wrong)).toThrow('not UTF-8');
      expect(readBinaryValues(datatype, 2, bytes.subarray(0, 10), wrong)).toEqual(['ab', '']);
      return;
    }
    // At an odd place in its memory, as it lies behind the JSON of a request.
    const moved = Buffer.concat([Buffer.from('x'), bytes]).subarray(1);
    expect(readBinaryValues(datatype, values.length, moved, wrong)).toEqual(values);
  });

  test('a byte that is no boolean', () => {
    expect(() => readBinaryValues('BOOL', 1, Uint8Array.of(2), wrong)).toThrow('not BOOL');
  });
});
