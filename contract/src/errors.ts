import { z } from 'zod';

/** Every error code with its HTTP status and what it tells the reader; raised through `Failure` in the server. */
export const errorCodes = {
  'request.invalid': [400, 'A field of the request is missing or wrong; `errors` names it.'],
  'request.too_large': [413, 'The body is larger than this route takes.'],
  'request.unsupported': [415, 'The body has a content type that this route does not take.'],
  'query.invalid': [400, 'The query cannot be read; `errors` says where and gives a hint.'],
  'cursor.invalid': [400, 'The cursor belongs to another query or was changed; start from the first page.'],
  'session.missing': [401, 'Sign in first.'],
  'session.refused': [401, 'The name or the password is wrong.'],
  'session.forged': [403, 'The request came from another origin.'],
  'permission.missing': [403, 'Your role does not include this right.'],
  'route.unknown': [404, 'There is no such address.'],
  'throttle.exceeded': [429, 'Too many tries; `Retry-After` says when to try again.'],
  'idempotency.mismatch': [409, 'This Idempotency-Key was used with another request.'],
  'version.conflict': [412, 'Somebody changed it since you read it.'],
  'password.weak': [400, 'The password does not meet the rules.'],
  'setup.refused': [403, 'The setup link is used, expired or wrong; `wf setup-link` prints a new one.'],
  'user.exists': [409, 'The user name or the address is taken.'],
  'user.not_found': [404, 'There is no such user.'],
  'customer.not_found': [404, 'There is no such customer.'],
  'customer.exists': [409, 'The code or the mark is taken.'],
  'alias.exists': [409, 'The alias already names a customer.'],
  'alias.not_found': [404, 'There is no such alias.'],
  'alert.not_found': [404, 'There is no such alert.'],
  'alert.already_closed': [409, 'The alert is closed already.'],
  'alert.not_closed': [409, 'The alert is not closed.'],
  'verdict.reason_required': [400, 'A false positive needs a reason.'],
  'bulk.too_many': [409, 'The selection holds more alerts than one action takes.'],
  'operation.not_found': [404, 'There is no such operation.'],
  'operation.undone': [409, 'It was undone already.'],
  'view.not_found': [404, 'There is no such view.'],
  'finding.not_found': [404, 'There is no such finding.'],
  'connector.unknown': [404, 'There is no such connector.'],
  'connection.not_found': [404, 'There is no such connection.'],
  'connection.exists': [409, 'This address is connected already.'],
  'connection.unreachable': [502, 'The product did not answer.'],
  'connection.timeout': [504, 'The product did not answer in time.'],
  'connection.tls': [502, 'The certificate of the product is not trusted.'],
  'connection.unauthorized': [502, 'The product refused the login.'],
  'connection.forbidden': [502, 'The login lacks a right in the product.'],
  'connection.throttled': [503, 'The product asks to slow down.'],
  'connection.refused': [502, 'The product refused the request.'],
  'connection.partial': [502, 'The product answered in part; nothing was concluded from it.'],
  'connection.too_large': [502, 'The answer of the product is larger than the limit.'],
  'connection.blocked': [403, 'The address may not be reached from here.'],
  'secret.unreadable': [500, 'A stored secret cannot be opened with the present key.'],
  'source.not_found': [404, 'There is no such source.'],
  'webhook.unknown': [404, 'There is no such webhook.'],
  'webhook.unsigned': [401, 'The signature is missing or wrong.'],
  'webhook.replayed': [409, 'This message was delivered before or is too old.'],
  'parked.not_found': [404, 'There is no such parked event.'],
  'run.not_found': [404, 'There is no such run.'],
  'run.ended': [409, 'The run has ended already.'],
  'job.unknown': [404, 'There is no such job.'],
  'database.unavailable': [503, 'The database does not answer; nothing was changed.'],
  'database.read_only': [503, 'The database takes no writes now, for example because the disk is full.'],
  'database.timeout': [503, 'The database needed too long for this; nothing was changed.'],
  internal: [500, 'Something failed on our side; the log names the trace id.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof errorCodes;

/** RFC 9457 problem document; `type` is the code as a path below /errors. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string().optional(),
    traceId: z.string().optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string(),
          message: z.string(),
          hint: z.string().optional(),
          position: z.int().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
