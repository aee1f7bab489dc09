import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoleName } from '@watchfloor/contract';
import type { Page } from 'playwright-core';
import { startProgram } from '../../src/app/program.ts';
import { readConfig } from '../../src/config.ts';
import { createDatabase, type Database } from '../../src/db/database.ts';
import { type Context, createUser, grants, systemContext } from '../../src/domains/access/index.ts';
import { type EventStore, postgresEventStore } from '../../src/domains/siem/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { cloneDatabase } from '../database.ts';

export type Console = {
  address: string;
  /** The link of the first administrator; `null` where `asta` is one. */
  setupLink: string | null;
  /** The owner's address of its database. */
  url: string;
  db: Database;
  system: Context;
  events: EventStore;
  /** Adds a person with the password of all; customers by row number. */
  addUser(username: string, role: RoleName, customers?: readonly number[]): Promise<void>;
  /** Signs in by the form with the keyboard, as a person does. */
  signIn(page: Page, username?: string): Promise<void>;
  close(): Promise<void>;
};

export const password = 'seven green lanterns hum';

/** The whole program with its console on a database of its own, and an administrator `asta` unless told otherwise. */
export async function openConsole(options: { withoutAdmin?: boolean } = {}): Promise<Console> {
  const own = await cloneDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'wf-journey-'));
  const args = ['--data', dataDir, '--port', '0', '--demo', 'off'];
  const program = await startProgram(readConfig(args, { DATABASE_URL: own.url, WF_LOG: 'silent' }, dataDir));
  const db = createDatabase(own.url, { max: 4 });
  const system = systemContext({ db, clock: systemClock, log: createLog('silent') });
  const addUser = async (username: string, role: RoleName, customers: readonly number[] = []) => {
    await createUser(system, {
      username,
      email: `${username}@harbor-dental.example`,
      password,
      role,
      timeZone: 'Europe/Berlin',
    });
    for (const id of customers) await grants.grantCustomer(system, username, id);
  };
  if (options.withoutAdmin !== true) await addUser('asta', 'admin');
  return {
    address: program.address,
    setupLink: program.setupLink,
    url: own.url,
    db,
    system,
    events: postgresEventStore(db, systemClock),
    addUser,
    signIn: async (page, username = 'asta') => {
      await page.goto(`${program.address}/login`);
      await page.getByLabel(/user name/i).waitFor();
      await page.keyboard.type(username);
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
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
