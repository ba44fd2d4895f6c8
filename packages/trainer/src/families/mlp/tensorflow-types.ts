/** The part of TensorFlow.js that training uses. Its own types would need the package wherever this one is compiled. */
export interface Tensorflow {
  readonly train: { adam(learningRate: number): Optimizer };
  tidy<Value>(action: () => Value): Value;
  tensor2d(values: Float32Array, shape: readonly [number, number]): Tensor;
  zeros(shape: readonly number[]): Tensor;
  /** Copies its initial values. */
  variable(initial: Tensor): Tensor;
  /** Keeps it from printing advice. */
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
}

export interface Tensor {
  matMul(other: Tensor): Tensor;
  add(other: Tensor): Tensor;
  sub(other: Tensor): Tensor;
  mul(other: Tensor | number): Tensor;
  div(other: number): Tensor;
  relu(): Tensor;
  abs(): Tensor;
  neg(): Tensor;
  exp(): Tensor;
  log1p(): Tensor;
  square(): Tensor;
  sum(): Tensor;
  dataSync(): Float32Array;
  arraySync(): unknown;
  dispose(): void;
}

interface Optimizer {
  minimize(objective: () => Tensor): unknown;
  dispose(): void;
}
