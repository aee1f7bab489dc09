import type { Connection } from '@watchfloor/contract';
import { connectorsText } from '../../lib/text/connectors.ts';

/** How a connection is doing, as a dot and a word. A webhook does not answer; it listens. */
export function stateOf(connection: Connection): { dot: string; word: string } {
  const words = connectorsText.states;
  if (!connection.isEnabled) return { dot: ' wait', word: words.paused };
  if (connection.status === 'failing') return { dot: ' fail', word: words.failing };
  if (connection.kind === 'webhook') return { dot: ' done', word: words.waits };
  return connection.status === 'ok' ? { dot: ' done', word: words.ok } : { dot: '', word: words.unknown };
}

/** How far the slowest source that is read is behind, in seconds; `null` when none was read yet. */
export function worstLagS(connection: Connection): number | null {
  const lags = connection.sources.flatMap((source) => (source.isEnabled && source.lagS !== null ? [source.lagS] : []));
  return lags.length === 0 ? null : Math.max(...lags);
}

/** Events of all its sources that are parked. */
export const parkedOf = (connection: Connection): number =>
  connection.sources.reduce((sum, source) => sum + source.parked, 0);

/** The name of a product by its kind, as people call it. */
export const productOf = (kind: string): string => connectorsText.kinds[kind] ?? kind;
