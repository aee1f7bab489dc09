import { hourMs, minuteMs } from './calendar.ts';
import { analystAt, type CustomerCode } from './customers.ts';
import { eventCount } from './past.ts';
import { pick, type Random, shuffled } from './random.ts';
import { bandOf, type LevelBand } from './severity.ts';
import type { Group, Stream } from './types.ts';

/** How many alerts wait, and how many are being worked on, when the demo starts. */
export const openAlerts = 380;
export const startedAlerts = 22;
const assignedAlerts = 17;

const bandShare: Readonly<Record<LevelBand, number>> = { critical: 0, high: 0.115, medium: 0.34, low: 0.545 };
const customerShare: Readonly<Record<CustomerCode, number>> = { kestrel: 0.45, harbor: 0.33, aurora: 0.22 };

/** The oldest that an open alert of a band may be. */
const oldestMs: Readonly<Record<LevelBand, number>> = {
  critical: hourMs,
  high: 8 * hourMs,
  medium: 30 * hourMs,
  low: 66 * hourMs,
};

function ageMs(random: Random, band: LevelBand): number {
  if (random() < 0.14) return 8000 * Math.exp(random() * Math.log(400));
  return 6 * minuteMs + random() ** 1.3 * oldestMs[band];
}

/** Chooses which streams have an alert open now, so that severities and customers keep their shares. */
export function chooseOpen(random: Random, streams: readonly Stream[], count: number): Stream[] {
  const bands = new Map<string, number>(
    Object.entries(bandShare).map(([band, share]) => [band, Math.round(share * count)]),
  );
  const perCustomer = new Map<string, number>(
    Object.entries(customerShare).map(([code, share]) => [code, Math.ceil(share * count)]),
  );
  const chosen: Stream[] = [];
  const rest: Stream[] = [];
  for (const stream of shuffled(random, streams)) {
    const band = bandOf(stream.rule.level);
    const bandLeft = bands.get(band) ?? 0;
    const customerLeft = perCustomer.get(stream.customerCode) ?? 0;
    if (chosen.length < count && bandLeft > 0 && customerLeft > 0) {
      chosen.push(stream);
      bands.set(band, bandLeft - 1);
      perCustomer.set(stream.customerCode, customerLeft - 1);
    } else if (band === 'low' || band === 'medium') rest.push(stream);
  }
  return [...chosen, ...rest.slice(0, count - chosen.length)];
}

/** The alert of a stream that is open now, with its age drawn by severity; never younger than 8 seconds. */
export function openGroup(random: Random, stream: Stream, now: number): Omit<Group, 'serial'> {
  const firstAt = Math.floor(now - ageMs(random, bandOf(stream.rule.level)));
  const events = eventCount(random, stream.rule.events);
  const room = (now - 4000 - firstAt) * (0.3 + 0.7 * random());
  const lastAt = events === 1 ? firstAt : Math.floor(firstAt + Math.min(room, events * 90_000 * (0.5 + random())));
  return { stream, firstAt, lastAt, events, closure: null, taken: null };
}

/** Marks some of the open alerts as taken: most of those are being worked on, the others only have an owner. */
export function takeSome(random: Random, open: readonly Group[], now: number): void {
  const settled = open.filter(
    (group) => now - group.lastAt > 10 * minuteMs && bandOf(group.stream.rule.level) !== 'critical',
  );
  const taken = shuffled(random, settled).slice(0, startedAlerts + assignedAlerts);
  for (const [at, group] of taken.entries()) {
    const moment = Math.floor(group.lastAt + (now - group.lastAt) * (0.2 + 0.6 * random()));
    group.taken = {
      at: moment,
      by: at % 3 === 0 ? pick(random, ['ar', 'mk', 'it'] as const) : analystAt(new Date(moment).getUTCHours()),
      isStarted: at < startedAlerts,
    };
  }
}
