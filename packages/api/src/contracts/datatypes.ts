/** The datatypes of the Open Inference Protocol that are read, and BF16, which NVIDIA's client sends. */
export const DATATYPES = [
  'BOOL',
  'BYTES',
  'FP16',
  'BF16',
  'FP32',
  'FP64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64'
] as const;

export type Datatype = (typeof DATATYPES)[number];
