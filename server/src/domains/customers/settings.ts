import { Settings } from '@watchfloor/contract';
import type { Context } from '../access/index.ts';
import * as store from './settings.store.ts';

/** The settings in force: what was set, else the defaults of the contract. */
export async function getSettings(context: Context): Promise<Settings> {
  return Settings.parse((await context.read((tx) => store.findSetting(tx, 'installation'))) ?? {});
}

/** Changes the settings given; the others stay. */
export async function updateSettings(
  context: Context,
  change: { [Key in keyof Settings]?: Settings[Key] | undefined },
): Promise<Settings> {
  return context.asSystem().write(async (tx) => {
    const before = Settings.parse((await store.findSetting(tx, 'installation')) ?? {});
    const after = Settings.parse({
      ...before,
      ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    });
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
