import type { Duplex } from 'node:stream';
import { EspalierError, isSystemError } from '@espalier/core';
import { errorBody } from '../errors/error-body.ts';
import { type Exchange, latestExchange } from '../exchange.ts';

/** Answers a malformed request that belongs to no exchange; its connection ends. */
export type AnswerStray = (failure: EspalierError) => { readonly requestId: string };

/**
 * Answer an error of the HTTP parser: as part of the exchange whose body it breaks, else by itself, once the exchange before it
 * on the connection has been answered.
 */
export function answerWireError(error: unknown, socket: Duplex, answerStray: AnswerStray): void {
  const exchange = latestExchange(socket);
  const isGone = isSystemError(error, 'ECONNRESET', 'EPIPE');
  if (exchange !== undefined && !exchange.request.complete) {
    const isCut = isGone || isSystemError(error, 'HPE_INVALID_EOF_STATE');
    exchange.interrupt?.(isCut ? aborted() : readWireError(error));
    return;
  }
  if (isGone) {
    socket.destroy();
    return;
  }
  const refuse = (): void => {
    if (!socket.writable) return;
    const failure = readWireError(error);
    writeRefusal(socket, failure, answerStray(failure).requestId);
  };
  if (isUnanswered(exchange)) exchange.response.once('finish', refuse);
  else refuse();
}

function isUnanswered(exchange: Exchange | undefined): exchange is Exchange {
  return exchange !== undefined && !exchange.response.writableFinished;
}

/** Convert an error of the HTTP parser. */
function readWireError(error: unknown): EspalierError {
  if (isSystemError(error, 'ERR_HTTP_REQUEST_TIMEOUT'))
    return new EspalierError(
      'E_REQUEST_TIMEOUT',
      'Cannot read the request: it did not arrive in time',
      'Send the whole request at once'
    );
  if (isSystemError(error, 'HPE_HEADER_OVERFLOW'))
    return new EspalierError(
      'E_HEADERS_TOO_LARGE',
      'Cannot read the request: its headers are too large',
      'Send fewer or shorter headers'
    );
  return new EspalierError(
    'E_BODY_MALFORMED',
    'Cannot read the request: it is not valid HTTP',
    'Send an HTTP/1.1 request'
  );
}

/** The client disconnected before its body was complete. */
export function aborted(): EspalierError {
  return new EspalierError(
    'E_REQUEST_ABORTED',
    'Cannot read the request: the client disconnected before its end',
    'Send the whole request again'
  );
}

/** Write an error response to a connection that has no response object, and end it. */
function writeRefusal(socket: Duplex, failure: EspalierError, requestId: string): void {
  const body = JSON.stringify(errorBody(failure, requestId));
  socket.end(
    `HTTP/1.1 ${failure.status} ${STATUS_TEXTS[failure.status] ?? ''}\r\nx-request-id: ${requestId}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  );
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large'
};
