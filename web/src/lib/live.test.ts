import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Change, Live } from './live.ts';

class Source {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;
  listeners = new Map<string, (event: { data: string }) => void>();
  addEventListener(topic: string, listener: (event: { data: string }) => void) {
    this.listeners.set(topic, listener);
  }
  close() {
    this.isClosed = true;
  }
  emit(topic: string, data: string) {
    this.listeners.get(topic)?.({ data });
  }
}

function begin() {
  const source = new Source();
  const client = new QueryClient();
  const spoiled: unknown[] = [];
  client.invalidateQueries = async (filter) => {
    spoiled.push(filter?.queryKey?.[0]);
  };
  const live = new Live();
  const addresses: string[] = [];
  const stop = live.start(client, (address) => {
    addresses.push(address);
    return source as unknown as EventSource;
  });
  return { source, spoiled, live, stop, addresses };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a change makes counts stale, but never the rows of a list', () => {
  const { source, spoiled, addresses } = begin();
  source.emit('alerts', '{"ids":["alr_1"]}');
  vi.advanceTimersByTime(2_000);
  expect(addresses).toEqual(['/api/v1/stream']);
  expect(spoiled).toEqual(['countAlerts']);
});

test('a storm of changes asks again once in two seconds', () => {
  const { source, spoiled } = begin();
  for (let at = 0; at < 100; at += 1) source.emit('alerts', '{}');
  vi.advanceTimersByTime(2_000);
  expect(spoiled).toHaveLength(1);
});

test('who listens hears what changed and whose it is', () => {
  const { source, live } = begin();
  const heard: Change[] = [];
  const leave = live.on('alerts', (change) => heard.push(change));
  source.emit('alerts', '{"customerId":"cus_1","ids":["alr_1",7]}');
  leave();
  source.emit('alerts', '{}');
  expect(heard).toEqual([{ topic: 'alerts', customerId: 'cus_1', ids: ['alr_1'] }]);
});

test('a message that cannot be read still says that something changed', () => {
  const { source, live } = begin();
  const heard: Change[] = [];
  live.on('findings', (change) => heard.push(change));
  source.emit('findings', 'not json');
  source.emit('findings', 'null');
  expect(heard).toEqual([
    { topic: 'findings', customerId: null, ids: [] },
    { topic: 'findings', customerId: null, ids: [] },
  ]);
});

test('a lost stream is told, and after it came back everything is asked again', () => {
  const { source, live, spoiled } = begin();
  const states: string[] = [];
  live.onState(() => states.push(live.state()));
  source.onopen?.();
  source.onerror?.();
  source.onerror?.();
  source.onopen?.();
  vi.advanceTimersByTime(2_000);
  expect(states).toEqual(['open', 'lost', 'open']);
  expect(spoiled).toContain('countFindings');
  expect(spoiled).toContain('listConnections');
});

test('when the server no longer keeps what we missed, every answer is asked for again at once, lists too', () => {
  const { source, spoiled } = begin();
  source.emit('reload', '{}');
  // One request to forget that names no operation: all of them.
  expect(spoiled).toEqual([undefined]);
});

test('a stopped stream is closed and spoils nothing more', () => {
  const { source, stop, spoiled } = begin();
  source.emit('alerts', '{}');
  stop();
  vi.advanceTimersByTime(5_000);
  expect(source.isClosed).toBe(true);
  expect(spoiled).toEqual([]);
});
