import type { QueryClient } from '@tanstack/react-query';
import { addressOf } from './api.ts';
import { type OperationName, streamReload, streamTopics } from './contract.ts';

export type Topic = (typeof streamTopics)[number];
/** What changed: whose rows, and which when they are few. */
export type Change = { topic: Topic; customerId: string | null; ids: readonly string[] };
export type LinkState = 'connecting' | 'open' | 'lost';

/** Answers that a topic makes stale at once. Lists of alerts and findings are not here: rows never move by themselves. */
const stale: Record<Topic, readonly OperationName[]> = {
  alerts: ['countAlerts'],
  findings: ['countFindings'],
  customers: ['listCustomers', 'getCustomer', 'getSession'],
  connections: ['listConnections', 'getConnection', 'getHealth'],
  runs: ['listRuns', 'getRun', 'getHealth'],
  parked: ['listParked', 'getHealth'],
  settings: ['getSettings'],
};

const everyMs = 2_000;

/** Listens to the server's stream: marks answers stale, at most every 2 s for a topic, and tells whoever asked. */
export class Live {
  #listeners = new Map<Topic, Set<(change: Change) => void>>();
  #states = new Set<() => void>();
  #state: LinkState = 'connecting';
  #waiting = new Map<Topic, ReturnType<typeof setTimeout>>();

  /** Opens the stream; the returned function closes it. */
  start(
    client: QueryClient,
    open: (address: string) => EventSource = (address) => new EventSource(address),
  ): () => void {
    const source = open(addressOf('streamChanges', {}));
    this.#become('connecting');
    source.onopen = () => {
      // The browser resumes with Last-Event-ID; what was asked for in between and failed is asked for again.
      if (this.#state === 'lost') for (const topic of streamTopics) this.#spoil(client, topic);
      this.#become('open');
    };
    source.onerror = () => this.#become('lost');
    for (const topic of streamTopics) {
      source.addEventListener(topic, (event) => {
        const change = read(topic, event.data);
        this.#spoil(client, topic);
        for (const listener of this.#listeners.get(topic) ?? []) listener(change);
      });
    }
    // We were away for longer than changes are kept: anything may be another by now, rows of lists too.
    source.addEventListener(streamReload, () => void client.invalidateQueries());
    return () => {
      source.close();
      for (const timer of this.#waiting.values()) clearTimeout(timer);
      this.#waiting.clear();
    };
  }

  on(topic: Topic, listener: (change: Change) => void): () => void {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(listener));
    return () => set.delete(listener);
  }

  state = (): LinkState => this.#state;

  onState = (listener: () => void): (() => void) => {
    this.#states.add(listener);
    return () => this.#states.delete(listener);
  };

  #become(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#states) listener();
  }

  #spoil(client: QueryClient, topic: Topic): void {
    if (this.#waiting.has(topic)) return;
    const spoil = () => {
      for (const name of stale[topic]) void client.invalidateQueries({ queryKey: [name] });
    };
    this.#waiting.set(
      topic,
      setTimeout(() => {
        this.#waiting.delete(topic);
        spoil();
      }, everyMs),
    );
  }
}

/** The page's stream. */
export const live = new Live();

function read(topic: Topic, data: unknown): Change {
  const empty: Change = { topic, customerId: null, ids: [] };
  try {
    const parsed: unknown = JSON.parse(String(data));
    if (typeof parsed !== 'object' || parsed === null) return empty;
    const { customerId, ids } = parsed as { customerId?: unknown; ids?: unknown };
    return {
      topic,
      customerId: typeof customerId === 'string' ? customerId : null,
      ids: Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [],
    };
  } catch {
    // A message that cannot be read still says that something changed.
    return empty;
  }
}
