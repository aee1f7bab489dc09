import { cleanText, cutText } from '../../../lib/text.ts';

export type TrimLimits = {
  /** Most bytes of the copy as JSON text. */
  maxBytes: number;
  /** Top-level fields that are kept before the others, most telling first. */
  tellingFirst: readonly string[];
};

export type Trimmed = { body: unknown; isTrimmed: boolean };

const deepest = 24;
const longestText = 2_000;
const longestKey = 300;
const mostItems = 50;

type State = {
  left: number;
  longest: number;
  items: number;
  isCut: boolean;
  stopsAtCut: boolean;
  first: readonly string[];
};

/** Stands for "left out"; `undefined` could not be told from a value that JSON has no word for. */
const dropped = Symbol('dropped');

/**
 * A copy that can be stored: at most `maxBytes` of JSON, no U+0000, no lone surrogates, at most 24 levels.
 * A body that fits is copied whole; of one that does not, the telling fields come first and long texts are cut.
 */
export function trimBody(body: unknown, limits: TrimLimits): Trimmed {
  const whole: State = {
    left: limits.maxBytes,
    longest: limits.maxBytes,
    items: Number.POSITIVE_INFINITY,
    isCut: false,
    stopsAtCut: true,
    first: limits.tellingFirst,
  };
  const copied = copy(body, 0, whole);
  if (!whole.isCut) return { body: copied === dropped ? null : copied, isTrimmed: false };
  const tight: State = {
    ...whole,
    left: limits.maxBytes,
    longest: longestText,
    items: mostItems,
    isCut: false,
    stopsAtCut: false,
  };
  const kept = copy(body, 0, tight);
  return { body: kept === dropped ? null : kept, isTrimmed: true };
}

function copy(value: unknown, depth: number, state: State): unknown {
  if (typeof value === 'string') return copyText(value, state);
  if (typeof value === 'object' && value !== null) {
    if (depth >= deepest) return cut(state);
    return Array.isArray(value) ? copyList(value, depth, state) : copyObject(value, depth, state);
  }
  const plain = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : null;
  return spend(state, String(plain).length) ? plain : dropped;
}

function copyText(value: string, state: State): unknown {
  if (value.length > state.longest) state.isCut = true;
  if (state.isCut && state.stopsAtCut) return dropped;
  const text = cutText(value, state.longest);
  return spend(state, Buffer.byteLength(JSON.stringify(text))) ? text : dropped;
}

function copyList(list: readonly unknown[], depth: number, state: State): unknown {
  if (!spend(state, 2)) return dropped;
  const copied: unknown[] = [];
  for (const item of list) {
    if (copied.length >= state.items) state.isCut = true;
    if (isOver(state) || copied.length >= state.items || !spend(state, 1)) break;
    const kept = copy(item, depth + 1, state);
    if (kept !== dropped) copied.push(kept);
  }
  return copied;
}

function copyObject(value: object, depth: number, state: State): unknown {
  if (!spend(state, 2)) return dropped;
  // Without a prototype `__proto__` is a key like any other.
  const copied: Record<string, unknown> = Object.create(null);
  for (const [key, child] of depth === 0 && !state.stopsAtCut
    ? tellingFirst(value, state.first)
    : Object.entries(value)) {
    if (isOver(state)) break;
    const name = key.length > longestKey ? cutText(key, longestKey) : cleanText(key);
    if (!spend(state, Buffer.byteLength(JSON.stringify(name)) + 2)) break;
    const kept = copy(child, depth + 1, state);
    if (kept !== dropped) copied[name] = kept;
  }
  return copied;
}

function tellingFirst(value: object, first: readonly string[]): [string, unknown][] {
  const entries = Object.entries(value);
  const place = (key: string) => {
    const at = first.indexOf(key);
    return at < 0 ? first.length : at;
  };
  return entries
    .map((entry) => ({ entry, at: place(entry[0]) }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}

function spend(state: State, bytes: number): boolean {
  if (bytes > state.left) {
    state.isCut = true;
    return false;
  }
  state.left -= bytes;
  return true;
}

function cut(state: State): typeof dropped {
  state.isCut = true;
  return dropped;
}

/** Below a few bytes nothing more fits, so thousands of further keys need no look. */
const isOver = (state: State): boolean => (state.isCut && state.stopsAtCut) || state.left < 8;
