import { EspalierError } from '../../packages/core/src/errors.ts';

/** The failure that a call ends in. */
export function failureOf(run: () => unknown): EspalierError {
  try {
    run();
  } catch (error) {
    if (error instanceof EspalierError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

/** The failure that a promise ends in. */
export async function rejectionOf(promise: Promise<unknown>): Promise<EspalierError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error
  );
  if (outcome instanceof EspalierError) return outcome;
  throw outcome instanceof Error ? outcome : new Error('expected a failure');
}

/** Everything of an error that a person or a program is told. */
export function toldBy({ code, message, hint, details }: EspalierError): string {
  return JSON.stringify({ code, message, hint, details });
}
