import type { Bench } from './bench.ts';
import { findingsList } from './cases/findings-list.ts';
import { queueCases } from './cases/queue.ts';
import type { Row } from './row.ts';

export type Case = { id: string; title: string; run(bench: Bench): Promise<Row[]> };

export const cases: readonly Case[] = [...queueCases, findingsList];
