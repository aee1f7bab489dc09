import { createServer } from 'node:net';
import { codeOf } from '../lib/error-code.ts';
import { Failure } from '../lib/failure.ts';

/** Says what a failure to listen means, and what to do about it. */
export function explainListen(error: unknown, host: string, port: number): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return new Failure(
      'internal',
      `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`,
      { cause: error },
    );
  if (code === 'EACCES')
    return new Failure(
      'internal',
      `Port ${port} needs more rights than this account has. Choose one above 1023 with --port.`,
      { cause: error },
    );
  if (code === 'EADDRNOTAVAIL')
    return new Failure('internal', `${host} is not an address of this machine. Choose another with --host.`, {
      cause: error,
    });
  return error;
}

/** Tries the port before anything is opened, so that a second start ends here and touches nothing. */
export function assertPortFree(host: string, port: number): Promise<void> {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(explainListen(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
