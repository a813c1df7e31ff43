import type { ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';

/** Ways in which an answer goes wrong. None of them waits by itself, except `drip` and `delay`. */
export type Misanswer =
  /** The connection ends without an answer. */
  | { do: 'destroy' }
  /** Nothing comes, for ever. */
  | { do: 'hang' }
  /** The usual answer, later. */
  | { do: 'delay'; milliseconds: number }
  /** One byte at a time. */
  | { do: 'drip'; body: string; everyMilliseconds: number }
  /** Any answer: an odd status, header, body or type. */
  | {
      do: 'answer';
      status: number;
      headers?: Record<string, string | string[]>;
      body?: string | Uint8Array;
    }
  | { do: 'redirect'; status: number; location: string }
  /** The body ends early: fewer bytes than announced, a chunked body without its end, or a bare end of the connection, which HTTP can't tell from the true end. */
  | { do: 'truncate'; body: string; framing: 'length' | 'chunked' | 'close' }
  /** This many zeros, as gzip, although nobody asked for gzip. */
  | { do: 'gzip-bomb'; bytes: number }
  /** This many bytes of JSON, without an announced length. */
  | { do: 'flood'; bytes: number }
  /** These bytes instead of an HTTP answer; then the connection ends. */
  | { do: 'raw'; bytes: string | Uint8Array };

/** Gives the wrong answer. `usual` gives the right one. */
export async function misanswer(
  fault: Misanswer,
  response: ServerResponse,
  usual: () => void,
): Promise<void> {
  switch (fault.do) {
    case 'destroy':
      response.destroy();
      return;
    case 'hang':
      return;
    case 'delay':
      await passing(fault.milliseconds);
      usual();
      return;
    case 'drip':
      response.writeHead(200, { 'content-type': 'application/json' });
      for (const byte of Buffer.from(fault.body)) {
        if (response.destroyed) return;
        response.write(Buffer.of(byte));
        await passing(fault.everyMilliseconds);
      }
      response.end();
      return;
    case 'answer':
      response.writeHead(fault.status, fault.headers ?? {});
      response.end(fault.body);
      return;
    case 'redirect':
      response.writeHead(fault.status, { location: fault.location });
      response.end();
      return;
    case 'truncate':
      truncate(fault.body, fault.framing, response);
      return;
    case 'gzip-bomb':
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      flood(
        createGzip().on('error', () => {}),
        fault.bytes,
        '\0',
        response,
      );
      return;
    case 'flood':
      response.writeHead(200, { 'content-type': 'application/json' });
      flood(undefined, fault.bytes, ' ', response);
      return;
    case 'raw':
      response.socket?.end(fault.bytes);
  }
}

function truncate(body: string, framing: 'length' | 'chunked' | 'close', response: ServerResponse): void {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
  const bytes = Buffer.byteLength(body);
  const sent = {
    length: `${head}content-length: ${bytes + 10}\r\n\r\n${body}`,
    chunked: `${head}transfer-encoding: chunked\r\n\r\n${bytes.toString(16)}\r\n${body}\r\n`,
    close: `${head}connection: close\r\n\r\n${body}`,
  };
  response.socket?.end(sent[framing]);
}

/** Writes as fast as the other side reads, until it stops reading. */
function flood(
  through: ReturnType<typeof createGzip> | undefined,
  bytes: number,
  fill: string,
  response: ServerResponse,
): void {
  const chunk = Buffer.alloc(64 * 1024, fill);
  const to = through ?? response;
  through?.pipe(response);
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.byteLength;
      if (!to.write(chunk)) {
        to.once('drain', more);
        return;
      }
    }
    if (!response.destroyed) to.end();
  };
  more();
}

function passing(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
