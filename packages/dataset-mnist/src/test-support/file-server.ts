import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A server on loopback that has some files, and a record of what it was asked. */
export interface FileServer {
  readonly address: string;
  /** One entry a request: `/path`, or `/path bytes=0-99`. */
  readonly requests: readonly string[];
  /** How many bytes of bodies it has handed to its sockets. */
  readonly sent: () => number;
  readonly stop: () => Promise<void>;
}

/** How it answers, where it does not just send the file. */
export interface FileServerOptions {
  /** Answers `Range` with 206 and Content-Range. */
  readonly ranges?: boolean;
  /** Replaces the answer to a path; `false` leaves it as it is. */
  readonly answer?: (path: string, request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

/** Starts a server of `files`, by path. Bodies are sent in pieces of 64 KiB, as fast as they are taken. */
export async function startFileServer(
  files: ReadonlyMap<string, Uint8Array>,
  { ranges = false, answer }: FileServerOptions = {},
): Promise<FileServer> {
  const requests: string[] = [];
  let sent = 0;
  const send = async (response: ServerResponse, body: Uint8Array): Promise<void> => {
    const closed = new Promise((resolve) => response.once('close', resolve));
    for (let at = 0; at < body.length && !response.destroyed; at += 1 << 16) {
      const piece = body.subarray(at, at + (1 << 16));
      sent += piece.length;
      await Promise.race([closed, new Promise((resolve) => response.write(piece, resolve))]);
    }
    response.end();
  };
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const { range } = request.headers;
    requests.push(range === undefined ? path : `${path} ${range}`);
    if ((await answer?.(path, request, response)) === true) return;
    const file = files.get(path);
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
      return;
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (!ranges || from === undefined || to === undefined) {
      response.writeHead(200, { 'content-length': file.length });
      await send(response, file);
      return;
    }
    const part = file.subarray(Number(from), Number(to) + 1);
    if (part.length === 0) {
      response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
      return;
    }
    response.writeHead(206, {
      'content-length': part.length,
      'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`,
    });
    await send(response, part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return {
    address: `http://127.0.0.1:${bound.port}`,
    requests,
    sent: () => sent,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
