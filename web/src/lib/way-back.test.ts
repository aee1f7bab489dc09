import { expect, test } from 'vitest';
import { placeOf } from './way-back.ts';

const kept = (value: object) => JSON.stringify({ by: 'usr_1', slug: null, search: {}, ...value });

test.each([
  [
    'a view with edits',
    kept({ slug: 'night', search: { q: 'host:a', lens: 'kestrel' } }),
    'night',
    { q: 'host:a', lens: 'kestrel' },
  ],
  ['the plain queue', kept({}), null, {}],
  ['nothing kept', null, null, {}],
  ['no JSON', 'not json', null, {}],
  ['JSON of another kind', '"text"', null, {}],
  ["somebody else's place", kept({ by: 'usr_2', slug: 'secret', search: { q: 'host:theirs' } }), null, {}],
  ['a search of another kind', kept({ slug: 7, search: ['a'] }), null, { 0: 'a' }],
  ['values that are no text', kept({ search: { q: 'a', sel: 7, sort: null } }), null, { q: 'a' }],
  ['no search', kept({ search: null }), null, {}],
])('the way back leads where the list was left: %s', (_, text, slug, search) => {
  expect(placeOf(text, 'usr_1')).toEqual({ slug, search });
});
