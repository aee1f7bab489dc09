import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, exists, moveInto } from './assemble.ts';
import { run } from './run.ts';

/** Logins of a secure node: `reader` reads wazuh-*, `alerts` only wazuh-alerts-*, `nobody` may log in and nothing else. */
export const users = {
  admin: { username: 'admin', password: 'admin-password' },
  reader: { username: 'reader', password: 'reader-password' },
  alerts: { username: 'alerts', password: 'alerts-password' },
  nobody: { username: 'nobody', password: 'nobody-password' },
} as const;

export const storePassword = 'test-store';

/** Rights as a careful administrator would give them; the same that docs/connectors/wazuh-indexer.md prints. */
const roles = {
  reader: {
    cluster_permissions: ['cluster_composite_ops_ro', 'cluster:monitor/main', 'cluster:monitor/health'],
    index_permissions: [
      {
        index_patterns: ['wazuh-*'],
        allowed_actions: [
          'read',
          'indices_monitor',
          'indices:admin/mappings/get',
          'indices:admin/get',
          'indices:admin/resolve/index',
        ],
      },
    ],
  },
  alerts: {
    cluster_permissions: ['cluster_composite_ops_ro', 'cluster:monitor/main'],
    index_permissions: [{ index_patterns: ['wazuh-alerts-*'], allowed_actions: ['read'] }],
  },
};

const mapping = { all_access: { users: ['admin'] }, reader: { users: ['reader'] }, alerts: { users: ['alerts'] } };

/** Settings of the security plugin: the stores are beside opensearch.yml. */
export const securitySettings: Record<string, unknown> = {
  ...Object.fromEntries(
    ['transport', 'http'].flatMap((layer) =>
      ['keystore', 'truststore'].flatMap((store) => [
        [`plugins.security.ssl.${layer}.${store}_type`, 'PKCS12'],
        [`plugins.security.ssl.${layer}.${store}_filepath`, store === 'keystore' ? 'node.p12' : 'trust.p12'],
        [`plugins.security.ssl.${layer}.${store}_password`, storePassword],
      ]),
    ),
  ),
  'plugins.security.ssl.http.enabled': true,
  'plugins.security.ssl.transport.enforce_hostname_verification': false,
  'plugins.security.allow_default_init_securityindex': true,
  'plugins.security.restapi.roles_enabled': ['all_access'],
};

/** Makes certificates and password hashes once (they cost ten Java starts) and returns the folder to copy from. */
export async function prepareSecurity(secureHome: string): Promise<string> {
  const cache = `${cacheFolder()}-security-1`;
  if (await exists(join(cache, 'complete'))) return cache;
  const work = await mkdtemp(`${cache}.part-`);
  try {
    await chmod(work, 0o755);
    await makeCertificates(work);
    await writeUsers(join(work, 'opensearch-security'), secureHome);
    await writeFile(join(work, 'complete'), '');
    await moveInto(work, cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return cache;
}

/** An authority of its own and a certificate for localhost; keytool comes with Java, openssl may be absent. */
async function makeCertificates(folder: string): Promise<void> {
  const store = (name: string): string[] => [
    ...['-keystore', join(folder, name), '-storetype', 'PKCS12', '-storepass', storePassword],
  ];
  const pair = ['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '3650'];
  const ca = join(folder, 'ca.pem');
  const request = join(folder, 'node.csr');
  const signed = join(folder, 'node.pem');
  await run('keytool', [
    ...pair,
    '-alias',
    'ca',
    '-dname',
    'CN=Watchfloor test authority',
    '-ext',
    'bc:c',
    ...store('ca.p12'),
  ]);
  await run('keytool', ['-exportcert', '-rfc', '-alias', 'ca', '-file', ca, ...store('ca.p12')]);
  await run('keytool', [...pair, '-alias', 'node', '-dname', 'CN=Watchfloor test node', ...store('node.p12')]);
  await run('keytool', ['-certreq', '-alias', 'node', '-file', request, ...store('node.p12')]);
  const names = ['-ext', 'san=dns:localhost,ip:127.0.0.1', '-validity', '3650', '-rfc'];
  await run('keytool', [
    '-gencert',
    '-alias',
    'ca',
    '-infile',
    request,
    '-outfile',
    signed,
    ...names,
    ...store('ca.p12'),
  ]);
  for (const name of ['node.p12', 'trust.p12']) {
    await run('keytool', ['-importcert', '-noprompt', '-alias', 'ca', '-file', ca, ...store(name)]);
  }
  await run('keytool', ['-importcert', '-noprompt', '-alias', 'node', '-file', signed, ...store('node.p12')]);
}

async function writeUsers(folder: string, secureHome: string): Promise<void> {
  await mkdir(folder);
  const plugin = join(secureHome, 'plugins', 'opensearch-security');
  for (const name of ['config', 'action_groups', 'tenants', 'nodes_dn', 'allowlist', 'audit']) {
    await cp(join(plugin, 'config', `${name}.yml`), join(folder, `${name}.yml`));
  }
  const classPath = `${join(secureHome, 'lib', '*')}:${join(plugin, '*')}`;
  const internal: Record<string, unknown> = {};
  for (const { username, password } of Object.values(users)) {
    const printed = await run('java', ['-cp', classPath, 'org.opensearch.security.tools.Hasher', '-p', password]);
    internal[username] = { hash: printed.trim().split('\n').at(-1) };
  }
  // JSON is YAML, so that no second format is written by hand.
  const write = (name: string, type: string, content: object): Promise<void> =>
    writeFile(join(folder, name), JSON.stringify({ _meta: { type, config_version: 2 }, ...content }));
  await write('internal_users.yml', 'internalusers', internal);
  await write('roles.yml', 'roles', roles);
  await write('roles_mapping.yml', 'rolesmapping', mapping);
}

export const readAuthority = (folder: string): Promise<string> => readFile(join(folder, 'ca.pem'), 'utf8');
