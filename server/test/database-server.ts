import pg from 'pg';

/** The same server, another database; a socket address has no host, which `URL` alone cannot hold. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url.replace('@/', '@localhost/'));
  changed.pathname = `/${name}`;
  return url.includes('@/') ? changed.href.replace('@localhost/', '@/') : changed.href;
}

/** Runs one statement as the owner of the test server. */
export async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
