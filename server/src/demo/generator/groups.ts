import { chooseOpen, openAlerts, openGroup, startedAlerts, takeSome } from './backlog.ts';
import { minuteMs } from './calendar.ts';
import { historyDays, pastGroups } from './past.ts';
import { between, type Random, randomFrom, seedFrom } from './random.ts';
import { ruleOf } from './rules/list.ts';
import { habits, type Scripted, story } from './script.ts';
import { drawStreams, reporterOf, streamKey, streamOf } from './streams.ts';
import type { AlertKey, Group, Stream } from './types.ts';
import { decisions } from './verdicts.ts';

/** About this many alerts in the whole world; open ones included. */
export const allAlerts = 12_000;

type Loose = Omit<Group, 'serial'>;

/** The key under which the pipeline groups the events of a stream. */
export const alertKey = (stream: Stream): AlertKey => ({
  customerCode: stream.customerCode,
  ruleId: stream.rule.id,
  agentId: stream.host.agentId,
  title: stream.title,
});

const place = (stream: Stream): string => `${stream.customerCode}|${stream.rule.id}`;

function scriptedGroups(seed: number, row: Scripted, now: number): Loose[] {
  const stream = streamOf(ruleOf(row.ruleId), reporterOf(row.customerCode, row.host), row.value ?? null, row.cast);
  const random = randomFrom(seedFrom(seed, 'script', streamKey(stream)));
  const firstAt = Math.floor(now - row.firstAgoMin * minuteMs);
  const open: Loose = {
    stream,
    firstAt,
    lastAt: row.events === 1 ? firstAt : Math.floor(now - row.lastAgoMin * minuteMs),
    events: row.events,
    closure: null,
    taken: null,
  };
  const made = decisions(random, stream.rule.profile, 0, row.past).map((decision) => ({
    ...decision,
    note: decision.verdict === 'false_positive' && row.note !== undefined ? row.note : decision.note,
    reason:
      decision.verdict === 'false_positive' && row.note !== undefined
        ? ('known_application' as const)
        : decision.reason,
  }));
  return [...pastGroups(random, stream, made, now, firstAt), open];
}

function drawnCounts(seed: number, streams: readonly Stream[], total: number): Map<Stream, number> {
  const wished = new Map(
    streams.map((stream) => {
      const random: Random = randomFrom(seedFrom(seed, 'often', streamKey(stream)));
      const [least, most] = stream.rule.often;
      return [stream, random() < 0.06 ? 0 : between(random, least, most)];
    }),
  );
  const sum = [...wished.values()].reduce((all, one) => all + one, 0);
  // Scaled to the total, so that another seed tells another story of the same size.
  return new Map(
    [...wished].map(([stream, count]) => [stream, Math.min(historyDays - 5, Math.round((count * total) / sum))]),
  );
}

/** A duplicate names the alert of the same rule and customer that was read before it; without one it is inconclusive. */
function nameOriginals(groups: readonly Group[]): void {
  const before = new Map<string, Stream>();
  for (const group of groups) {
    const original = before.get(place(group.stream));
    if (group.closure?.verdict === 'duplicate') {
      if (original === undefined || original === group.stream) group.closure.verdict = 'inconclusive';
      else group.closure.duplicateOf = alertKey(original);
    }
    before.set(place(group.stream), group.stream);
  }
}

/** Every alert of the demo, ordered by first event, and the streams that they come from. */
export function drawGroups(seed: number, now: number): { groups: Group[]; streams: Stream[] } {
  const scripted = [...story, ...habits].flatMap((row) => scriptedGroups(seed, row, now));
  // What was decided before is told per rule and customer, so nothing is drawn where the script tells it.
  const written = new Set(scripted.map(({ stream }) => place(stream)));
  const streams = drawStreams(seed).filter((stream) => !written.has(place(stream)));
  const scriptedOpen = scripted.filter(({ closure }) => closure === null).length;
  const openCount = openAlerts + startedAlerts - scriptedOpen;

  const random = randomFrom(seedFrom(seed, 'backlog'));
  const open = new Map(
    chooseOpen(random, streams, openCount).map((stream) => [stream, openGroup(random, stream, now)]),
  );
  const counts = drawnCounts(seed, streams, allAlerts - scripted.length - open.size);
  const drawn = streams.flatMap((stream) => {
    const own = randomFrom(seedFrom(seed, 'past', streamKey(stream)));
    const current = open.get(stream);
    const made = decisions(own, stream.rule.profile, counts.get(stream) ?? 0);
    const past = pastGroups(own, stream, made, now, current?.firstAt ?? null);
    return current === undefined ? past : [...past, current];
  });

  const groups = [...scripted, ...drawn]
    .sort((a, b) => a.firstAt - b.firstAt)
    .map((group, serial): Group => ({ ...group, serial }));
  nameOriginals(groups);
  const drawnOpen = groups.filter(({ closure, stream }) => closure === null && !written.has(place(stream)));
  takeSome(random, drawnOpen, now);
  return { groups, streams: [...new Set(groups.map(({ stream }) => stream))] };
}
