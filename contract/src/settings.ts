import { z } from 'zod';
import { defineRoute } from './route.ts';

const RetentionDays = z.int().min(1).max(3_650);
const Minutes = z.int().min(0).max(10_080);

/** Settings that people change, with their bounds and defaults; days and minutes as the names say. */
export const Settings = z
  .object({
    eventRetentionDays: RetentionDays.default(90).describe('Events in the embedded store.'),
    parkedRetentionDays: RetentionDays.default(30).describe('Parked events.'),
    runRetentionDays: RetentionDays.default(30).describe('History of job runs.'),
    clearedAfterMinutes: Minutes.default(60).describe(
      'How long a finding must be absent before a complete snapshot proves it patched.',
    ),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof Settings>;

export const getSettings = defineRoute({
  method: 'GET',
  path: '/api/v1/settings',
  operationId: 'getSettings',
  summary: 'Retention and other settings.',
  access: { permission: 'health:read' },
  reply: Settings,
  errors: [],
});

export const updateSettings = defineRoute({
  method: 'PATCH',
  path: '/api/v1/settings',
  operationId: 'updateSettings',
  summary: 'Changes settings; those left out stay.',
  access: { permission: 'settings:update' },
  body: z.object({
    eventRetentionDays: RetentionDays.optional(),
    parkedRetentionDays: RetentionDays.optional(),
    runRetentionDays: RetentionDays.optional(),
    clearedAfterMinutes: Minutes.optional(),
  }),
  reply: Settings,
  errors: [],
});

export const settingsRoutes = { getSettings, updateSettings };
