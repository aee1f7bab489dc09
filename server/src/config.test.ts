import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const read = (args: string[] = [], environment: Record<string, string> = {}) =>
  readConfig(args, environment, '/srv/watchfloor');

test('without settings it serves this machine on 8080 from ./data, with the demo on', () => {
  expect(read()).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    dataDir: '/srv/watchfloor/data',
    keyFile: '/srv/watchfloor/data/keys/secrets.key',
    isDemo: true,
    role: 'all',
    publicUrl: 'http://127.0.0.1:8080',
    isSecure: false,
    trustProxy: false,
    log: 'info',
    databaseUrl: null,
    databaseReadUrl: null,
  });
});

test('the command line wins over the environment, which wins over the defaults', () => {
  const environment = { WF_PORT: '9000', WF_DATA_DIR: '/var/lib/watchfloor', WF_DEMO: 'off', WF_HOST: '0.0.0.0' };
  expect(read([], environment)).toMatchObject({
    port: 9000,
    dataDir: '/var/lib/watchfloor',
    isDemo: false,
    host: '0.0.0.0',
  });
  expect(read(['--port', '9001', '--data', 'here', '--demo', 'on', '--host', '::1'], environment)).toMatchObject({
    port: 9001,
    dataDir: resolve('/srv/watchfloor', 'here'),
    isDemo: true,
    publicUrl: 'http://[::1]:9001',
  });
});

test('a worker started beside a program that serves takes the next port, unless it is given one', () => {
  expect(read([], { WF_ROLE: 'worker' }).port).toBe(8081);
  expect(read([], { WF_ROLE: 'worker', WF_PORT: '9000' }).port).toBe(9000);
  expect(read(['--port', '9001'], { WF_ROLE: 'worker' }).port).toBe(9001);
  expect(read([], { WF_ROLE: 'api' }).port).toBe(8080);
});

test("the demo is off with a database of one's own, unless it is asked for", () => {
  const DATABASE_URL = 'postgresql://watch@db.example/floor';
  expect(read([], { DATABASE_URL }).isDemo).toBe(false);
  expect(read(['--demo', 'on'], { DATABASE_URL }).isDemo).toBe(true);
});

test('an empty variable is one that was not set', () => {
  expect(read([], { WF_PORT: '', DATABASE_URL: '', WF_KEY_FILE: '' })).toMatchObject({ port: 8080, databaseUrl: null });
});

test('a public address over https makes sessions secure, and its last slash is dropped', () => {
  expect(read([], { WF_PUBLIC_URL: 'https://soc.harbor-dental.example/' })).toMatchObject({
    publicUrl: 'https://soc.harbor-dental.example',
    isSecure: true,
  });
});

test.each([
  ['a port that is none', [], { WF_PORT: '70000' }, 'WF_PORT'],
  ['a port in words', ['--port', 'eighty'], {}, 'WF_PORT'],
  ['a role nobody knows', [], { WF_ROLE: 'boss' }, 'WF_ROLE'],
  ['a demo that is neither', ['--demo', 'maybe'], {}, 'WF_DEMO'],
  ['another kind of database', [], { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
  ['a public address without a scheme', [], { WF_PUBLIC_URL: 'soc.example' }, 'WF_PUBLIC_URL'],
  ['a log level nobody knows', [], { WF_LOG: 'loud' }, 'WF_LOG'],
] as [string, string[], Record<string, string>, string][])(
  '%s is refused by the name of the setting',
  (_name, args, environment, setting) => {
    expect(() => read(args, environment)).toThrow(ConfigError);
    expect(() => read(args, environment)).toThrow(new RegExp(`^The setting ${setting} is not right: .+\\.$`));
  },
);

test('a refusal never repeats the value, which may hold a password', () => {
  expect(() => read([], { DATABASE_URL: 'mysql://watch:hunter2@db' })).toThrow(/^(?!.*hunter2)/);
});

test('a word that nobody knows is refused with those that are known', () => {
  expect(() => read(['--prot', '80'])).toThrow(/Known are --port, --host, --data and --demo/);
  expect(() => read(['something'])).toThrow(ConfigError);
  expect(() => read(['--port'])).toThrow(ConfigError);
});

test('pushed events lie in the own database unless an OpenSearch is named', () => {
  expect(read().events).toBeNull();
  const named = read([], {
    WF_EVENTS_URL: 'https://search.example:9200',
    WF_EVENTS_USER: 'writer',
    WF_EVENTS_PASSWORD_FILE: 'secrets/events',
  });
  expect(named.events).toMatchObject({
    url: 'https://search.example:9200',
    user: 'writer',
    passwordFile: expect.stringContaining('secrets/events'),
    caFile: null,
  });
  expect(() => read([], { WF_EVENTS_URL: 'file:///etc/passwd' })).toThrow('The setting WF_EVENTS_URL is not right');
});
