import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import type { Scope } from '../../db/scope.ts';
import { customerRefs, findCustomerByCode, lensScope, listRefs, loadDirectory, nextNumbers } from './index.ts';

let app: TestApp;
let one: { id: number; code: string };
let two: { id: number; code: string };
beforeAll(async () => {
  app = await startTestApp();
  one = await app.given.customer({ code: 'harbor', name: 'Harbor Dental', aliases: ['HD'] });
  two = await app.given.customer({ code: 'kestrel', name: 'Kestrel Logistics' });
});
afterAll(() => app.close());

const all: Scope = { customers: { kind: 'all' }, tags: { kind: 'all' } };
const only = (...ids: number[]): Scope => ({ customers: { kind: 'these', ids }, tags: { kind: 'all' } });

test.each([
  ['no lens leaves the scope as it is', undefined, 'all', ['all']],
  ['a blank lens too', ' , ', 'all', ['all']],
  ['a code narrows', 'kestrel', 'all', ['kestrel']],
  ['codes are read without case and blanks', ' KESTREL , harbor', 'all', ['harbor', 'kestrel']],
  ['a foreign code narrows to nothing of it', 'kestrel', 'harbor', []],
  ['an unknown code narrows to nothing', 'nobody', 'all', []],
  ['own and foreign together leave the own', 'kestrel,harbor', 'harbor', ['harbor']],
  ['a lens never widens', "harbor,kestrel,%,') or true --", 'harbor', ['harbor']],
] as const)('%s', async (_name, lens, who, codes) => {
  const scope = who === 'all' ? all : only(one.id);
  const narrowed = await app.db.read(scope, (tx) => lensScope(tx, scope, lens));
  const named =
    narrowed.kind === 'all' ? ['all'] : narrowed.ids.map((id) => (id === one.id ? 'harbor' : 'kestrel')).sort();
  expect(named).toEqual(codes);
});

test('numbers are handed out in runs without gap or overlap, also when many ask at once', async () => {
  const takes = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      app.system.write((tx) =>
        nextNumbers(
          tx,
          'alert',
          new Map([
            [one.id, n + 1],
            [two.id, 2],
          ]),
        ),
      ),
    ),
  );
  const used = takes
    .flatMap((numbers, n) => Array.from({ length: n + 1 }, (_, k) => (numbers.get(one.id) ?? 0) + k))
    .sort((a, b) => a - b);
  expect(used).toEqual(Array.from({ length: 78 }, (_, n) => n + 1));
  expect(takes.map((numbers) => numbers.get(two.id)).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 12 }, (_, n) => n * 2 + 1),
  );
});

test('each kind of number counts by itself, and a rolled-back run is given again', async () => {
  const take = () => app.system.write((tx) => nextNumbers(tx, 'finding', new Map([[one.id, 3]])));
  expect((await take()).get(one.id)).toBe(1);
  await expect(
    app.system.write(async (tx) => {
      await nextNumbers(tx, 'finding', new Map([[one.id, 100]]));
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  expect((await take()).get(one.id)).toBe(4);
  expect(await app.system.write((tx) => nextNumbers(tx, 'finding', new Map()))).toEqual(new Map());
});

test('short forms are of the customers asked for, each once', async () => {
  const refs = await app.system.read((tx) => customerRefs(tx, [one.id, one.id, 999_999]));
  expect([...refs.values()].map((ref) => ref.code)).toEqual(['harbor']);
  expect(await app.system.read((tx) => customerRefs(tx, []))).toEqual(new Map());
  expect(
    (await app.db.read(only(two.id), (tx) => listRefs(tx, only(two.id).customers))).map((ref) => ref.code),
  ).toEqual(['kestrel']);
});

test('the directory knows codes and aliases of all customers', async () => {
  const directory = await app.system.read(loadDirectory);
  expect(directory.byKey('hd')).toEqual({ id: one.id, code: 'harbor' });
  expect(directory.defaultId).toBeGreaterThan(0);
});

test('a customer is found by its code only inside the scope', async () => {
  expect((await app.system.read((tx) => findCustomerByCode(tx, all.customers, 'KESTREL')))?.id).toBe(two.id);
  expect(await app.system.read((tx) => findCustomerByCode(tx, only(one.id).customers, 'kestrel'))).toBeNull();
});
