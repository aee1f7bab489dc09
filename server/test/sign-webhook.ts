import { createHmac } from 'node:crypto';

/** The headers that an honest sender makes by Standard Webhooks. */
export function signWebhook(secret: string, id: string, at: Date, body: string | Buffer): Record<string, string> {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
