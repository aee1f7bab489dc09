import pino from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'sealed',
  '*.authorization',
  '*.cookie',
  '*.password',
  '*.token',
  '*.secret',
  '*.sealed',
];

/** A log of JSON lines on standard error; secrets are removed by name wherever they stand. */
export const createLog = (level: LogLevel) =>
  pino(
    {
      level,
      base: null,
      redact: { paths: secretPaths, censor: '[removed]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  );
