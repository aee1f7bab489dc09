import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** Pages 1 to `count`; notes what is asked, fails at `failsAt`. */
function pagesOf(count: number, failsAt = Number.POSITIVE_INFINITY) {
  const notes: string[] = [];
  async function* pages() {
    try {
      for (let page = 1; page <= count; page++) {
        notes.push(`asked ${page}`);
        if (page === failsAt) throw new Error(`page ${page} is broken`);
        yield page;
      }
    } finally {
      notes.push('let go');
    }
  }
  return { notes, pages: pages() };
}

test('every page comes once and in order, and the next is asked while one is worked on', async () => {
  const { notes, pages } = pagesOf(3);
  for await (const page of readAhead(pages)) notes.push(`worked ${page}`);
  expect(notes).toEqual(['asked 1', 'asked 2', 'worked 1', 'asked 3', 'worked 2', 'let go', 'worked 3']);
});

test('a page that fails is told after the ones before it were worked on', async () => {
  const { notes, pages } = pagesOf(3, 3);
  const work = async () => {
    for await (const page of readAhead(pages)) notes.push(`worked ${page}`);
  };
  await expect(work()).rejects.toThrow('page 3 is broken');
  expect(notes.filter((note) => note.startsWith('worked'))).toEqual(['worked 1', 'worked 2']);
});

test('whoever stops in the middle lets go of the source', async () => {
  const { notes, pages } = pagesOf(9);
  for await (const _page of readAhead(pages)) break;
  expect(notes).toEqual(['asked 1', 'asked 2', 'let go']);
});
