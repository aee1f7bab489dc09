const advice = new Map(
  Object.entries({
    customer_unknown: 'Add the name as an alias of its customer; the events are tried again by themselves.',
    time_invalid: 'The event has no time that can be true. Mend its source, then replay.',
    title_missing: 'The event names no rule. Check what writes into this index.',
    not_an_object: 'The document is no event. Check what writes into this index.',
    too_large: 'The document is larger than is read. Look at it in its index.',
    unreadable: 'The document is no valid JSON. Look at it in its index.',
    refused_by_database: 'A value could not be stored. Please report it with the body.',
  }),
);

/** What to do about parked events of a reason. */
export const adviceOf = (reason: string): string =>
  advice.get(reason) ?? 'Look at the body, mend the cause, then replay.';
