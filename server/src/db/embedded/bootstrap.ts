import pg from 'pg';
import { codeOf } from '../../lib/error-code.ts';
import { socketUrl } from './socket.ts';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  return client;
}

/** Proves that the server answers, and makes the database `watchfloor` where a first start has not yet. */
export async function ensureDatabase(socketDir: string): Promise<void> {
  try {
    await (await connect(socketUrl(socketDir, 'watchfloor'))).end();
    return;
  } catch (error) {
    if (codeOf(error) !== '3D000') throw error;
  }
  const client = await connect(socketUrl(socketDir, 'postgres'));
  try {
    await client.query('create database watchfloor');
  } finally {
    await client.end();
  }
}
