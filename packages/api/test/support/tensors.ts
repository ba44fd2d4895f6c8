/** A tensor of a request as a test describes it: its bytes, or its data. */
export interface SentTensor {
  readonly name: string;
  readonly shape: readonly unknown[];
  readonly datatype: string;
  readonly bytes?: Uint8Array;
  readonly data?: unknown;
  readonly parameters?: unknown;
}

export interface BinaryRequest {
  readonly body: Uint8Array;
  readonly jsonLength: number;
}

/** Put the bytes of tensors behind the JSON of a request, as the protocol's binary extension says. */
export function binaryRequest(
  tensors: readonly SentTensor[],
  further: Record<string, unknown> = {}
): BinaryRequest {
  const inputs = tensors.map(({ bytes, ...tensor }) =>
    bytes === undefined ? tensor : { parameters: { binary_data_size: bytes.length }, ...tensor }
  );
  const json = Buffer.from(JSON.stringify({ ...further, inputs }));
  const parts = tensors.flatMap(({ bytes }) => bytes ?? []);
  return { body: Buffer.concat([json, ...parts]), jsonLength: json.length };
}

/** Texts, each behind its length in four bytes. */
export function textBytes(...texts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    texts.flatMap(text => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    })
  );
}

/** The outputs of an answer with bytes behind its JSON, by name. */
export function readBinaryAnswer(bytes: Buffer, jsonLength: number): Record<string, unknown> {
  const { outputs } = JSON.parse(bytes.subarray(0, jsonLength).toString()) as {
    outputs: {
      name: string;
      datatype: string;
      shape: number[];
      data?: unknown[];
      parameters?: { binary_data_size: number };
    }[];
  };
  let at = jsonLength;
  const read = outputs.map(({ name, datatype, shape, data, parameters }) => {
    if (parameters === undefined) return [name, data];
    const part = bytes.subarray(at, (at += parameters.binary_data_size));
    return [name, readOutput(datatype, shape[0]!, part)];
  });
  if (at !== bytes.length) throw new RangeError('Cannot read the answer: bytes are left over');
  return Object.fromEntries(read) as Record<string, unknown>;
}

function readOutput(datatype: string, numValues: number, part: Buffer): unknown[] {
  let at = 0;
  return Array.from({ length: numValues }, (_, i) => {
    if (datatype === 'FP64') return part.readDoubleLE(8 * i);
    if (datatype === 'INT64') return Number(part.readBigInt64LE(8 * i));
    const length = part.readUInt32LE(at);
    at += 4 + length;
    return part.subarray(at - length, at).toString();
  });
}
