export type Login = { user: string; password: string };
/** Logins that a Wazuh installer wrote down; `null` where the file holds none. */
export type InstallerFile = { indexer: Login | null; api: Login | null };

const unquoted = (text: string): string => /^(['"])(.*)\1$/.exec(text)?.[2] ?? text;

/** Reads `wazuh-passwords.txt` of Wazuh 4 and `credentials.env` of Wazuh 5. The first login of a kind is the administrator's. */
export function readInstallerFile(text: string): InstallerFile {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]+)\s*[:=]\s*(.+?)\s*$/.exec(line);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, unquoted(value));
  }
  const login = (user: string | undefined, password: string | undefined): Login | null =>
    user && password ? { user, password } : null;
  return {
    indexer:
      login(found.get('indexer_username'), found.get('indexer_password')) ??
      login('admin', found.get('wazuh_indexer_admin_password')),
    api:
      login(found.get('api_username'), found.get('api_password')) ??
      login('wazuh', found.get('wazuh_manager_api_password')),
  };
}

/** The login that fits the address: the manager's API listens on port 55000, anything else is taken for the indexer. */
export function loginFor(file: InstallerFile, address: string): Login | null {
  const isApi = /:55000(\/|$)/.test(address);
  return isApi ? (file.api ?? file.indexer) : (file.indexer ?? file.api);
}
