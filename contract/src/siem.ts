import { z } from 'zod';
import { CustomerRef, Instant, PageQuery, ParkedId, pageOf, SourceId } from './common.ts';
import { defineRoute } from './route.ts';

/** Why a document could not become part of an alert. */
export const parkReasons = [
  'time_invalid',
  'title_missing',
  'not_an_object',
  'too_large',
  'unreadable',
  'customer_unknown',
  'refused_by_database',
] as const;
export type ParkReason = (typeof parkReasons)[number];

export const ParkedEvent = z
  .object({
    id: ParkedId,
    sourceId: SourceId,
    sourceName: z.string(),
    customer: CustomerRef.nullable(),
    index: z.string(),
    documentId: z.string(),
    reason: z.enum(parkReasons),
    error: z.string(),
    attempts: z.int(),
    occurredAt: Instant.nullable(),
    parkedAt: Instant,
    body: z.unknown(),
  })
  .meta({ id: 'ParkedEvent' });
export type ParkedEvent = z.infer<typeof ParkedEvent>;

export const listParked = defineRoute({
  method: 'GET',
  path: '/api/v1/parked',
  operationId: 'listParked',
  summary: 'Events that could not become part of an alert, newest first, with the reason.',
  access: { permission: 'health:read' },
  query: z.object({ reason: z.enum(parkReasons).optional(), ...PageQuery }),
  reply: pageOf(ParkedEvent),
  errors: ['cursor.invalid'],
});

export const exportParked = defineRoute({
  method: 'GET',
  path: '/api/v1/parked/export.csv',
  operationId: 'exportParked',
  summary: 'Parked events as CSV, newest first, without their bodies.',
  access: { permission: 'health:read' },
  query: z.object({ reason: z.enum(parkReasons).optional() }),
  stream: 'csv',
  errors: [],
});

export const replayParked = defineRoute({
  method: 'POST',
  path: '/api/v1/parked/replay',
  operationId: 'replayParked',
  summary: 'Tries parked events again: those named, or all of a reason.',
  access: { permission: 'health:update' },
  body: z.union([z.object({ ids: z.array(ParkedId).min(1).max(1_000) }), z.object({ reason: z.enum(parkReasons) })]),
  reply: z.object({ tried: z.int(), replayed: z.int(), stillParked: z.int() }),
  errors: ['parked.not_found'],
});

export const parkedRoutes = { listParked, exportParked, replayParked };
