import { EspalierError } from '@espalier/core';
import { decode } from '../read-body.ts';
import { wrongBody } from './contract.ts';
import type { Datatype } from './datatypes.ts';

/** The header that says where the JSON of a request or an answer ends and the bytes of its tensors begin. */
export const HEADER_LENGTH = 'inference-header-content-length';
const SHOWN_HEADER = 'Inference-Header-Content-Length';

interface FixedType {
  readonly size: number;
  readonly read: (view: DataView, at: number) => number | boolean | null;
}

/** Datatypes whose values all have the same size, in the byte order of the protocol. */
const FIXED_TYPES: Readonly<Record<Exclude<Datatype, 'BYTES'>, FixedType>> = {
  BOOL: { size: 1, read: (view, at) => readBoolean(view.getUint8(at)) },
  INT8: { size: 1, read: (view, at) => view.getInt8(at) },
  UINT8: { size: 1, read: (view, at) => view.getUint8(at) },
  INT16: { size: 2, read: (view, at) => view.getInt16(at, true) },
  UINT16: { size: 2, read: (view, at) => view.getUint16(at, true) },
  INT32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  UINT32: { size: 4, read: (view, at) => view.getUint32(at, true) },
  INT64: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  UINT64: { size: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  FP16: { size: 2, read: (view, at) => missingIfNaN(halfToNumber(view.getUint16(at, true))) },
  BF16: { size: 2, read: (view, at) => missingIfNaN(brainToNumber(view.getUint16(at, true))) },
  FP32: { size: 4, read: (view, at) => missingIfNaN(view.getFloat32(at, true)) },
  FP64: { size: 8, read: (view, at) => missingIfNaN(view.getFloat64(at, true)) }
};

function missingIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Null marks a byte that is not a boolean: a tensor of booleans has no missing cells. */
function readBoolean(byte: number): boolean | null {
  return byte > 1 ? null : byte === 1;
}

/** Convert a half-precision number: 5 bits of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** Convert a number whose bits are the upper half of a single-precision one. */
function brainToNumber(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

/** Split a body into its JSON and the bytes behind it. Neither is copied. */
export function splitBody(
  body: Uint8Array,
  given: string
): { readonly json: string; readonly tail: Uint8Array } {
  const length = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
  if (Number.isNaN(length))
    throw wrongBody(`the header ${SHOWN_HEADER} must be a whole number of bytes`);
  if (length > body.length)
    throw wrongBody(`the header ${SHOWN_HEADER} is greater than the length of the body`);
  if (length === 0)
    throw wrongBody(`the header ${SHOWN_HEADER} is 0, expected JSON in front of the tensors`);
  const json = decode(body.subarray(0, length));
  if (json instanceof EspalierError) throw json;
  return { json, tail: body.subarray(length) };
}

/** Read the values of a tensor from its bytes. Throws a problem by `wrong`. */
export function readBinaryValues(
  datatype: Datatype,
  numValues: number,
  bytes: Uint8Array,
  wrong: (what: string) => never
): unknown[] {
  if (datatype === 'BYTES') return readTexts(numValues, bytes, wrong);
  const { size, read } = FIXED_TYPES[datatype];
  if (numValues * size !== bytes.length)
    return wrong(
      `has ${bytes.length} bytes of binary data, expected ${numValues * size} for its shape and datatype`
    );
  const view = viewOf(bytes);
  const values: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) values.push(read(view, at));
  if (datatype === 'BOOL' && values.includes(null)) return wrong('holds values that are not BOOL');
  return values;
}

/** A mark in front of a cell is part of it. */
const cellDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Read texts, each behind its length in four bytes. */
function readTexts(
  numValues: number,
  bytes: Uint8Array,
  wrong: (what: string) => never
): unknown[] {
  const view = viewOf(bytes);
  const values: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + 4;
    const end = start <= bytes.length ? start + view.getUint32(at, true) : Infinity;
    if (end > bytes.length) return wrong('has binary data that ends within a value');
    try {
      values.push(cellDecoder.decode(bytes.subarray(start, end)));
    } catch {
      return wrong('holds a value that is not UTF-8');
    }
    at = end;
  }
  if (values.length !== numValues)
    return wrong(
      `has ${values.length} values in its binary data, expected ${numValues} for its shape`
    );
  return values;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Write the values of an output. */
export function writeBinaryValues(
  datatype: 'FP64' | 'INT64' | 'BYTES',
  values: readonly unknown[]
): Buffer {
  if (datatype === 'BYTES')
    return Buffer.concat(
      values.flatMap(value => {
        const text = Buffer.from(String(value));
        const length = Buffer.alloc(4);
        length.writeUInt32LE(text.length);
        return [length, text];
      })
    );
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => {
    if (datatype === 'FP64') bytes.writeDoubleLE(value as number, 8 * i);
    else bytes.writeBigInt64LE(BigInt(value as number), 8 * i);
  });
  return bytes;
}
