import { Settings } from '@watchfloor/contract';
import { Failure } from '../../lib/failure.ts';
import type { Context } from '../access/index.ts';
import * as store from './store.ts';

/** The settings in force: what was set, else the defaults of the contract. */
export async function getSettings(context: Context): Promise<Settings> {
  return Settings.parse((await context.read((tx) => store.findSetting(tx, 'installation'))) ?? {});
}

/** Changes the settings given; the others stay. @throws {Failure} `request.invalid`: a value is out of its bounds. */
export async function updateSettings(
  context: Context,
  change: { [Key in keyof Settings]?: Settings[Key] | undefined },
): Promise<Settings> {
  return context.asSystem().write(async (tx) => {
    await store.lockSettings(tx);
    const before = Settings.parse((await store.findSetting(tx, 'installation')) ?? {});
    const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const checked = Settings.safeParse({ ...before, ...wanted });
    if (!checked.success) throw outOfBounds(checked.error.issues);
    const after = checked.data;
    await store.saveSetting(tx, 'installation', after, context.clock.now());
    await context.record(tx, {
      type: 'config_change',
      description: 'Changed settings.',
      customerId: null,
      resource: { type: 'settings', id: 'installation' },
      before,
      after,
      topic: 'settings',
    });
    return after;
  });
}

function outOfBounds(issues: readonly { path: readonly PropertyKey[]; message: string }[]): Failure {
  const fields = issues.map(({ path, message }) => ({ pointer: `/${path.map(String).join('/')}`, message }));
  return new Failure('request.invalid', 'A setting is out of its bounds. Nothing was changed.', { fields });
}
