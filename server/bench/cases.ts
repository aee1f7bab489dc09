import type { Bench } from './bench.ts';
import { inBrowser } from './cases/browser.ts';
import { findingsList } from './cases/findings-list.ts';
import { ingestCases } from './cases/ingest.ts';
import { memory } from './cases/memory.ts';
import { queueCases } from './cases/queue.ts';
import { resyncCases } from './cases/resync.ts';
import { starting } from './cases/start.ts';
import type { Row } from './row.ts';

export type Case = { id: string; title: string; run(bench: Bench): Promise<Row[]> };

export const cases: readonly Case[] = [
  ...ingestCases,
  ...queueCases,
  ...resyncCases,
  findingsList,
  inBrowser,
  starting,
  memory,
];
