import type { Clock } from '../src/lib/clock.ts';

/** A clock that stands still until a test turns it. */
export class TestClock implements Clock {
  #now: number;

  constructor(start = '2026-08-20T12:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  set(at: string | Date): void {
    this.#now = new Date(at).getTime();
  }
}
