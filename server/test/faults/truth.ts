import { type Opened, openForVerb } from '../../src/cli/open.ts';
import { readConfig } from '../../src/config.ts';
import { systemContext } from '../../src/domains/access/index.ts';
import { connectFromCli } from '../../src/domains/integrations/index.ts';
import { createWebhook } from '../../src/domains/integrations/webhooks/service.ts';
import type { IndexerEmulator } from '../emulators/wazuh-indexer/emulator.ts';
import type { Stored } from '../opensearch/load.ts';
import { signWebhook } from '../sign-webhook.ts';
import { alertOf, stateOf } from './indexer.ts';
import { rowsOf } from './tally.ts';

/** Opens a data folder or a database as the command line does. */
export function openTool(dataDir: string, databaseUrl?: string, keyFile?: string): Promise<Opened> {
  const environment = {
    WF_LOG: 'silent',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(keyFile === undefined ? {} : { WF_KEY_FILE: keyFile }),
  };
  return openForVerb(readConfig(['--data', dataDir], environment, dataDir));
}

/** Connects an emulated indexer that is read from the start and at every level. */
export async function connectAll(opened: Opened, emulator: IndexerEmulator, name: string): Promise<void> {
  const { user, password } = emulator.state;
  const tls = { verify: 'system' } as const;
  const wish = { kind: 'wazuh-indexer', url: emulator.url, user, password, tls, name, since: 'all', minLevel: 0 };
  const made = await connectFromCli(opened.system, opened.domains.integrations, { ...wish, isDryRun: false });
  if (made.connectionId === null) throw new Error(`not connected: ${JSON.stringify(made.steps)}`);
}

/** Loops of the jobs every second, so that little of a test is waiting. */
export const hurry = (url: string) =>
  rowsOf(url, "update schedules set cron = 'every 1 s', is_edited = true where cron like 'every %'");

/** Makes every source due now. */
export const makeDue = (url: string) => rowsOf(url, 'update sources set last_run_at = null');

/** Numbers between 0 and 1 that are the same for a seed in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** What an emulated indexer holds, growing: the truth that the program has to arrive at. */
export class Supply {
  readonly #emulator: IndexerEmulator;
  readonly #begin = Date.now() - 20 * 3_600_000;
  #alerts: Stored[] = [];
  #states: Stored[] = [];
  #scan = 0;

  constructor(emulator: IndexerEmulator) {
    this.#emulator = emulator;
  }

  /** Adds events a second apart, each title ten times, and replaces the snapshot by one that differs in a tenth. */
  grow(alerts: number, states: number): void {
    const from = this.#alerts.length;
    for (let place = from; place < from + alerts; place++)
      this.#alerts.push(alertOf(place, new Date(this.#begin + place * 1_000), {}, `Event ${place % 397}`));
    this.#scan += 1;
    const first = Math.floor((this.#scan * states) / 10);
    this.#states = ['001', '002', '003'].flatMap((agent) =>
      Array.from({ length: states }, (_, place) => stateOf(agent, first + place, { scan: this.#scan })),
    );
    this.#emulator.state.documents = [...this.#alerts, ...this.#states];
  }

  get events(): number {
    return this.#alerts.length;
  }

  /** The identities of the last snapshot, as `presentFindings` tells them. */
  get findings(): string[] {
    return this.#states
      .map(
        ({ _source }) =>
          `${Object(_source['agent']).id} ${Object(_source['vulnerability']).id} ${Object(_source['package']).name}`,
      )
      .sort();
  }
}

/** What is present by the program's word, one line for each finding. */
export async function presentFindings(url: string): Promise<string[]> {
  const rows = await rowsOf<{ line: string }>(
    url,
    `select s.external_id || ' ' || c.cve_id || ' ' || p.name as line from findings f join asset_sources s on s.asset_id = f.asset_id
      join cves c on c.id = f.cve_id join packages p on p.id = f.package_id where f.presence`,
  );
  return rows.map((row) => row.line).sort();
}

/** Sends signed messages one after the other and remembers those that were acknowledged. */
export class Poster {
  readonly acknowledged: string[] = [];
  readonly #key: string;
  readonly #secret: string;
  #sent = 0;
  #isOver = false;
  #posting: Promise<void> = Promise.resolve();

  constructor(key: string, secret: string) {
    this.#key = key;
    this.#secret = secret;
  }

  static async make(opened: Opened): Promise<Poster> {
    const input = { name: 'Truth', customerId: null, minLevel: 0 };
    const made = await createWebhook(opened.system, opened.domains.integrations, input, 'http://127.0.0.1');
    return new Poster(new URL(made.url).pathname, made.secret);
  }

  start(address: string): void {
    this.#posting = this.#post(address);
  }

  async #post(address: string): Promise<void> {
    while (!this.#isOver) {
      const id = `pushed-${++this.#sent}`;
      const at = new Date();
      const body = JSON.stringify({
        _id: id,
        _source: { timestamp: at.toISOString(), rule: { level: 9, description: `Pushed ${this.#sent % 20}` } },
      });
      const headers = { 'content-type': 'application/json', ...signWebhook(this.#secret, id, at, body) };
      const reply = await fetch(`${address}${this.#key}`, {
        method: 'POST',
        body,
        headers,
        signal: AbortSignal.timeout(3_000),
      }).catch(() => null);
      if (reply?.status === 200) this.acknowledged.push(id);
      await new Promise((resolve) => setTimeout(resolve, reply === null ? 60 : 15));
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#posting;
  }
}

/** Runs a job by name, as if it were so much later. */
export async function runLater(opened: Opened, name: string, laterMs: number): Promise<Record<string, unknown>> {
  const job = opened.domains.jobs.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job ${name}.`);
  const clock = { now: () => new Date(Date.now() + laterMs) };
  const quiet = async () => undefined;
  return job.run({
    context: systemContext({ ...opened.parts, clock }),
    params: {},
    signal: new AbortController().signal,
    checkpoint: null,
    progress: quiet,
    log: quiet,
    saveCheckpoint: quiet,
  });
}
