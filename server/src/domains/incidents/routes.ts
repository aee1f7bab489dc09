import type { Binding } from '../../http/binding.ts';
import type { Clock } from '../../lib/clock.ts';
import { alertRoutes } from './alerts/routes.ts';
import { webhookRoutes } from './webhook/routes.ts';
import type { WebhookParts } from './webhook/service.ts';

/** Every route of the domain: the queue, and the webhook that feeds it. */
export const incidentRoutes = (parts: WebhookParts & { clock: Clock }): Binding[] => [
  ...alertRoutes(parts),
  ...webhookRoutes(parts),
];
