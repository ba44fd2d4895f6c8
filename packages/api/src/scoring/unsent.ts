import type { AppDeps } from '../app-deps.ts';
import type { Exchange } from '../exchange.ts';

/** Smaller responses fit the buffers of the connection. */
const SMALL_BYTES = 16_384;

/** Count a response as held until its client has taken it, and cut a client that takes nothing for too long. */
export function watchUnsent(deps: AppDeps, exchange: Exchange, numBytes: number): void {
  const { request, response } = exchange;
  if (numBytes < SMALL_BYTES || response.writableFinished) return;
  const { held, serving, sinks } = deps;
  held.add(numBytes);
  const { socket } = request;
  let isStalled = false;
  const stall = (): void => {
    isStalled = true;
  };
  // The HTTP server destroys a connection that times out.
  socket.setTimeout(serving.limits.writeTimeoutMs).once('timeout', stall);
  response.once('close', () => {
    held.remove(numBytes);
    socket.removeListener('timeout', stall);
    // `writableFinished` is true even if the connection broke.
    if (!isStalled && socket.errored === null) return;
    sinks.metrics.unsent();
    sinks.log.warn(
      { request_id: exchange.requestId },
      isStalled
        ? 'the client did not read its response: connection closed'
        : 'the client disconnected before it had read its response'
    );
  });
}
