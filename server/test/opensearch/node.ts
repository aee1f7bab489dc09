import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { assembleHomes } from './assemble.ts';
import { findMissing } from './run.ts';
import { prepareSecurity, readAuthority, securitySettings, users } from './security.ts';

export type SearchNode = {
  url: string;
  /** PEM of the authority that signed the certificate; only in secure mode. */
  ca?: string;
  users?: typeof users;
  stop(): Promise<void>;
};

type Options = { secure?: boolean; port?: number; heap?: string };

/** The server refuses to run as root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const readyWithinMs = 120_000;

/**
 * Starts a real OpenSearch node with an empty, temporary data folder on 127.0.0.1; about 15 s.
 * The first call on a machine collects the jars (100 MB, half a minute).
 * @returns `unavailable` with one sentence where Java or Maven is missing, or Maven cannot get the jars.
 */
export async function startOpenSearch(options: Options = {}): Promise<SearchNode | { unavailable: string }> {
  const missing = await findMissing();
  if (missing !== null) return { unavailable: `OpenSearch cannot run here: ${missing}` };
  const homes = await assembleHomes().catch((error: unknown) => String(error));
  if (typeof homes === 'string') return { unavailable: `OpenSearch cannot be put together here: ${homes}` };
  const home = options.secure === true ? homes.secure : homes.plain;
  const port = options.port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'wf-opensearch-'));
  const conf = join(folder, 'conf');
  for (const name of ['conf', 'data', 'logs', 'tmp', 'snapshots']) await mkdir(join(folder, name));
  const security = options.secure === true ? await prepareSecurity(homes.secure) : null;
  if (security !== null) await cp(security, conf, { recursive: true });
  await writeSettings(folder, port, security === null ? {} : securitySettings);
  await giveAway(folder);

  const child = launch(home, folder, options.heap ?? '512m');
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const ca = security === null ? undefined : await readAuthority(security);
  const url = `${ca === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  try {
    await waitUntilReady(child, url, ca);
  } catch (error) {
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`${String(error)}\n${log.split('\n').slice(-30).join('\n')}`, { cause: error });
  }
  return ca === undefined ? { url, stop } : { url, ca, users, stop };
}

async function writeSettings(folder: string, port: number, more: Record<string, unknown>): Promise<void> {
  const settings = {
    'cluster.name': 'watchfloor-test',
    'node.name': 'watchfloor-test',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': await freePort(),
    'discovery.type': 'single-node',
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'path.repo': [join(folder, 'snapshots')],
    ...more,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  await writeFile(join(folder, 'conf', 'opensearch.yml'), lines.join(''));
  const log = {
    status: 'error',
    'appender.console.type': 'Console',
    'appender.console.name': 'console',
    'appender.console.layout.type': 'PatternLayout',
    'appender.console.layout.pattern': '[%d{ISO8601}][%p][%c{1}] %m%n',
    'rootLogger.level': 'info',
    'rootLogger.appenderRef.console.ref': 'console',
  };
  const logLines = Object.entries(log).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(folder, 'conf', 'log4j2.properties'), logLines.join(''));
}

async function giveAway(folder: string): Promise<void> {
  const { uid, gid } = unprivileged;
  if (uid === undefined || gid === undefined) return;
  const entries = await readdir(folder, { recursive: true });
  for (const path of [folder, ...entries.map((entry) => join(folder, entry))]) await chown(path, uid, gid);
}

/** The shell stands by to kill the server when this process dies without saying goodbye: then the pipe just closes. */
const guard = '(read -r _ <&3 || kill -9 $$) & exec java "$@" 3<&-';

function launch(home: string, folder: string, heap: string): ChildProcess {
  const temporary = join(folder, 'tmp');
  const flags = [
    ...[`-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djava.io.tmpdir=${temporary}`],
    ...['-Djava.security.manager=allow', '-Dio.netty.noUnsafe=true', '-Dio.netty.allocator.numDirectArenas=0'],
    ...['-Dlog4j2.disable.jmx=true', '-Dlog4j.shutdownHookEnabled=false'],
    ...[`-Dopensearch.path.home=${home}`, `-Dopensearch.path.conf=${join(folder, 'conf')}`],
    ...['-Dopensearch.distribution.type=tar', '-Dopensearch.bundled_jdk=false'],
    ...['-cp', join(home, 'lib', '*'), 'org.opensearch.bootstrap.OpenSearch'],
  ];
  const child = spawn('sh', ['-c', guard, 'java', ...flags], {
    cwd: folder,
    env: { ...process.env, HOME: temporary },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...unprivileged,
  });
  const log = createWriteStream(join(folder, 'log'), { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once('exit', () => log.end());
  return child;
}

async function waitUntilReady(child: ChildProcess, url: string, ca: string | undefined): Promise<void> {
  const agent = new Agent(ca === undefined ? {} : { connect: { ca } });
  const login = Buffer.from(`${users.admin.username}:${users.admin.password}`).toString('base64');
  const health = `${url}/_cluster/health?wait_for_status=yellow&timeout=1s`;
  try {
    for (const end = Date.now() + readyWithinMs; Date.now() < end; await pause(200)) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error('The search node ended while starting.');
      const headers = ca === undefined ? {} : { authorization: `Basic ${login}` };
      // Refused connections and 503 are the normal way up.
      const reply = await request(health, { dispatcher: agent, headers }).catch(() => null);
      await reply?.body.dump();
      if (reply?.statusCode === 200) return;
    }
    throw new Error(`The search node was not ready within ${readyWithinMs / 1000} s.`);
  } finally {
    await agent.close();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Its data are thrown away with it, so an orderly end would only cost seconds.
  child.kill('SIGKILL');
  await ended;
  for (const pipe of child.stdio) pipe?.destroy();
}

/** A port that nobody listens on now; another program could take it before the node does, which then fails to start. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}
