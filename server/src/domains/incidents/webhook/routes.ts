import * as contract from '@watchfloor/contract';
import { type Binding, on } from '../../../http/binding.ts';
import { receiveWebhook, type WebhookParts } from './service.ts';

/** The one address that takes events from outside. */
export const webhookRoutes = (parts: WebhookParts): Binding[] => [
  on(contract.receiveWebhook, (context, { params }, exchange) =>
    receiveWebhook(context, parts, {
      key: params.key,
      rawBody: exchange.rawBody,
      header: (name) => exchange.header(name),
    }),
  ),
];
