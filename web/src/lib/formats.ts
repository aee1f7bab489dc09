const minute = 60;
const hour = 3_600;
const day = 86_400;

/** Age in the shortest words of a row: `12s`, `4m`, `3h`, `9d`. A time ahead of ours counts as now. */
export function age(at: string, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 1_000));
  if (seconds < minute) return `${seconds}s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < day) return `${Math.floor(seconds / hour)}h`;
  return `${Math.floor(seconds / day)}d`;
}

/** Age in a sentence: `1 min ago`, `3 h ago`, `9 d ago`, `just now`. */
export function ago(at: string, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 1_000));
  return seconds < 10 ? 'just now' : `${span(seconds)} ago`;
}

/** A length of time in one unit: `40 s`, `12 min`, `2 h`, `9 d`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min`;
  if (whole < day) return `${Math.floor(whole / hour)} h`;
  return `${Math.floor(whole / day)} d`;
}

/** A length of time in two units where the second says something: `2 h 23 min`. */
export function exactSpan(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < hour) return span(whole);
  const [large, small, largeName, smallName] =
    whole < day
      ? [Math.floor(whole / hour), Math.floor((whole % hour) / minute), 'h', 'min']
      : [Math.floor(whole / day), Math.floor((whole % day) / hour), 'd', 'h'];
  return small === 0 ? `${large} ${largeName}` : `${large} ${largeName} ${small} ${smallName}`;
}

const thousands = new Intl.NumberFormat('en-US');

/** A number with its thousands set apart: `11,642`. */
export const count = (value: number): string => thousands.format(value);

/** A count that may have stopped counting: `10,000+`. */
export const cappedCount = (value: { value: number; isCapped: boolean }): string =>
  `${count(value.value)}${value.isCapped ? '+' : ''}`;

/** One word or the other by number, with the number before it: `1 alert`, `12 alerts`. */
export const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A size in the unit that keeps it short: `14 kB`, `2.3 GB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const shown = value / 1_000 ** step;
  return `${shown < 10 && step > 0 ? shown.toFixed(1) : Math.round(shown)} ${units[step]}`;
}

const parts = new Map<string, Intl.DateTimeFormat>();

function partsOf(zone: string, withZone: boolean): Intl.DateTimeFormat {
  const key = `${zone}|${withZone}`;
  const known = parts.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(withZone ? { timeZoneName: 'short' as const } : {}),
  });
  parts.set(key, made);
  return made;
}

const pieces = (at: string | Date, zone: string, withZone = true) =>
  Object.fromEntries(
    partsOf(zone, withZone)
      .formatToParts(new Date(at))
      .map((part) => [part.type, part.value]),
  );

/** An instant that cannot be misread, with its zone: `2026-11-24 14:03:21 CET`. */
export function instant(at: string | Date, zone: string): string {
  const p = pieces(at, zone);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second} ${p.timeZoneName}`;
}

/** An instant in the reader's zone and in UTC, for hover and for readers: nobody has to count hours. */
export const bothZones = (at: string | Date, zone: string): string =>
  zone === 'UTC' ? instant(at, zone) : `${instant(at, zone)} · ${instant(at, 'UTC')}`;

/** Time of day with seconds: `14:03:21`. */
export function clock(at: string | Date, zone: string): string {
  const p = pieces(at, zone, false);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** Time of day without seconds: `14:03`. */
export const shortClock = (at: string | Date, zone: string): string => clock(at, zone).slice(0, 5);

/** The city of a zone, for beside a clock: `Berlin` of `Europe/Berlin`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** The zone if the browser knows it, else UTC: a stored name may be newer than the browser. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

/** Whether a zone is UTC by any of its names; London is not, though its clock may agree. */
export const isUtc = (zone: string): boolean => /^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu|GMT|Greenwich)$/.test(zone);

/** Initials for a small disc: `AR` of `Ana Ruiz`, `MK` of `mk`. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ''}${words.at(-1)?.[0] ?? ''}` : (words[0] ?? '').slice(0, 2);
  return letters.toUpperCase();
}

/** Shortens in the middle, where a path or a hash says least: `9f2c41d0…7be1a6`. */
export function middle(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}
