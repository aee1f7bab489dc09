import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startProgram } from '../../src/app/program.ts';
import { readConfig } from '../../src/config.ts';
import { createDatabase, type Database } from '../../src/db/database.ts';
import { type Context, createUser, systemContext } from '../../src/domains/access/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { cloneDatabase } from '../database.ts';

export type Console = {
  address: string;
  db: Database;
  system: Context;
  /** Signs in by the form, as a person does. */
  signIn(page: Page, username?: string): Promise<void>;
  close(): Promise<void>;
};

export const password = 'seven green lanterns hum';

/** The whole program with its console on a database of its own, and an administrator `asta`. */
export async function openConsole(): Promise<Console> {
  const own = await cloneDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'wf-journey-'));
  const program = await startProgram(
    readConfig(
      ['--data', dataDir, '--port', '0', '--demo', 'off'],
      { DATABASE_URL: own.url, WF_LOG: 'silent' },
      dataDir,
    ),
  );
  const db = createDatabase(own.url, { max: 4 });
  const system = systemContext({ db, clock: systemClock, log: createLog('silent') });
  await createUser(system, {
    username: 'asta',
    email: 'asta@harbor-dental.example',
    password,
    role: 'admin',
    timeZone: 'Europe/Berlin',
  });
  return {
    address: program.address,
    db,
    system,
    signIn: async (page, username = 'asta') => {
      await page.goto(`${program.address}/login`);
      await page.getByLabel(/user name/i).fill(username);
      await page.getByLabel(/password/i).fill(password);
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    },
    close: async () => {
      await db.close();
      await program.stop();
      await own.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
