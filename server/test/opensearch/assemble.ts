import { access, chmod, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

const version = '2.19.1';
const pom = join(import.meta.dirname, 'pom.xml');

/** Built-in modules that the tests need: the artifact that carries each and the class that starts it. */
const modules = [
  ['transport-netty4', 'transport-netty4-client', 'org.opensearch.transport.Netty4Plugin'],
  ['analysis-common', 'analysis-common', 'org.opensearch.analysis.common.CommonAnalysisPlugin'],
  ['lang-painless', 'lang-painless', 'org.opensearch.painless.PainlessPlugin'],
  ['reindex', 'reindex-client', 'org.opensearch.index.reindex.ReindexPlugin'],
  ['parent-join', 'parent-join-client', 'org.opensearch.join.ParentJoinPlugin'],
  ['mapper-extras', 'mapper-extras-client', 'org.opensearch.index.mapper.MapperExtrasPlugin'],
  ['ingest-common', 'ingest-common', 'org.opensearch.ingest.common.IngestCommonPlugin'],
] as const;

/** Root's own cache is closed to others, and the server must run as another user than root. */
export function cacheFolder(): string {
  const base = process.getuid?.() === 0 ? '/var/cache' : (process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base, 'watchfloor', `opensearch-${version}`);
}

/** Collects the jars once and returns the home folders without and with the security plugin. */
export async function assembleHomes(): Promise<{ plain: string; secure: string }> {
  const cache = cacheFolder();
  const homes = { plain: join(cache, 'plain'), secure: join(cache, 'secure') };
  if (await exists(join(cache, 'complete'))) return homes;
  await mkdir(dirname(cache), { recursive: true, mode: 0o755 });
  // Built beside and renamed, so that a half-made home is never found and two test files may do it at once.
  const work = await mkdtemp(`${cache}.part-`);
  try {
    await chmod(work, 0o755);
    await buildHomes(work);
    await moveInto(work, cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return homes;
}

async function buildHomes(work: string): Promise<void> {
  const home = join(work, 'plain');
  await collect('copy-dependencies', ['-Dpart=core', `-DoutputDirectory=${join(home, 'lib')}`]);
  const core = new Set(await readdir(join(home, 'lib')));
  for (const [name, artifact, className] of modules) {
    const folder = join(home, 'modules', name);
    await collect('copy-dependencies', ['-Dpart=module', `-Dmodule=${artifact}`, `-DoutputDirectory=${folder}`]);
    // A jar in both places stops the node ("jar hell").
    for (const jar of await readdir(folder)) if (core.has(jar)) await rm(join(folder, jar));
    await describeModule(folder, name, className);
  }
  for (const folder of ['plugins', 'bin']) await mkdir(join(home, folder), { recursive: true });
  await cp(home, join(work, 'secure'), { recursive: true });
  const plugin = join(work, 'secure', 'plugins', 'opensearch-security');
  await collect('unpack-dependencies', ['-Dpart=security', `-DoutputDirectory=${plugin}`]);
  await writeFile(join(work, 'complete'), '');
}

async function collect(goal: string, args: readonly string[]): Promise<void> {
  // Maven looks for its repository in the home of the account, which for some accounts does not exist, whatever HOME says.
  const repository = `-Dmaven.repo.local=${join(homedir(), '.m2', 'repository')}`;
  await run('mvn', ['-q', '-B', repository, '-f', pom, `dependency:${goal}`, ...args]);
}

async function describeModule(folder: string, name: string, className: string): Promise<void> {
  const facts = {
    name,
    description: name,
    version,
    'opensearch.version': version,
    'java.version': '11',
    classname: className,
    'custom.foldername': '',
    'extended.plugins': '',
    'has.native.controller': 'false',
  };
  const lines = Object.entries(facts).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(folder, 'plugin-descriptor.properties'), lines.join(''));
  await writeFile(join(folder, 'plugin-security.policy'), 'grant { permission java.security.AllPermission; };\n');
}

/** Renames a folder into place; when another process was first, its folder stays and ours is dropped. */
export async function moveInto(work: string, place: string): Promise<void> {
  try {
    await rename(work, place);
  } catch (error) {
    if (!(await exists(join(place, 'complete')))) throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
