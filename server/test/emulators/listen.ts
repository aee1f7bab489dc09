import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Certificate } from './certificate.ts';

export type Listening = { url: string; port: number; stop(): Promise<void> };

/** Serves on a free port of 127.0.0.1, over TLS when a certificate is given. */
export async function listen(handler: RequestListener, certificate?: Certificate): Promise<Listening> {
  const server = certificate === undefined ? createServer(handler) : createSecureServer(certificate, handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    port: address.port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
