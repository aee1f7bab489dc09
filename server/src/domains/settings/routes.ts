import { settingsRoutes as contract } from '@watchfloor/contract';
import { type Binding, on } from '../../http/binding.ts';
import { getSettings, updateSettings } from './service.ts';

export const settingsRoutes = (): Binding[] => [
  on(contract.getSettings, (context) => getSettings(context)),
  on(contract.updateSettings, (context, { body }) => updateSettings(context, body)),
];
