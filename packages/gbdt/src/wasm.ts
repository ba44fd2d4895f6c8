// The part of WebAssembly that is used here: lib.es2023 has no types for it.

export interface Module {
  readonly module: unique symbol;
}

export interface Memory {
  readonly buffer: ArrayBufferLike;
}

interface Wasm {
  Module: new (bytes: Uint8Array) => Module;
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  Instance: new (
    module: Module,
    imports: { env: { memory: Memory } }
  ) => { readonly exports: unknown };
}

/** Undefined where the engine has no WebAssembly. */
export const wasm = (globalThis as unknown as { WebAssembly?: Wasm }).WebAssembly;
