import type { JobDefinition } from '../../jobs/index.ts';
import { finishMessages, type WebhookParts } from './service.ts';

export const webhookJobs = (parts: WebhookParts): JobDefinition[] => [
  {
    name: 'finish-webhook-messages',
    description: 'Makes alerts of webhook messages that a process took and did not live to finish.',
    cron: null,
    everyS: 60,
    run: ({ context, signal }) => finishMessages(context, parts, signal),
  },
];
