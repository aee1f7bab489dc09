import type { ParkReason } from '@watchfloor/contract';

/** What to do about parked events of a reason. */
export const adviceOf: Readonly<Record<ParkReason, string>> = {
  customer_unknown: 'Add the name as an alias of its customer; the events are tried again by themselves.',
  time_invalid: 'The event has no time that can be true. Correct its source, then replay.',
  title_missing: 'The event names no rule. Check what writes into this index.',
  not_an_object: 'The document is not an event. Check what writes into this index.',
  too_large: 'The document is larger than is read. Look at it in its index.',
  unreadable: 'The document is not valid JSON. Look at it in its index.',
  refused_by_database: 'A value could not be stored. Please report it with the body.',
};
