import { fill } from '../cast.ts';
import type { Shape } from '../rules/rule.ts';
import { fillFacts, processId, type Scene, type SourceParts } from './body.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time stamp of classic syslog, in UTC: `Nov 24 11:52:01`. */
export function syslogTime(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${months[date.getUTCMonth()] ?? 'Jan'} ${day} ${date.toISOString().slice(11, 19)}`;
}

/** A line of a Linux log with the fields that a decoder takes out of it. */
export function syslogParts(shape: Extract<Shape, { kind: 'syslog' }>, scene: Scene): SourceParts {
  const time = syslogTime(scene.at);
  const host = scene.stream.host.name;
  const isAfterFailures = scene.fired > Number(scene.stream.value ?? Number.POSITIVE_INFINITY);
  const line = fill((isAfterFailures ? shape.success : undefined) ?? shape.log, scene.cast);
  return {
    decoder: { name: shape.decoder },
    predecoder: { program_name: shape.program, timestamp: time, hostname: host },
    location: shape.file,
    input: { type: 'log' },
    full_log: `${time} ${host} ${shape.program}[${processId(scene.random)}]: ${line}`,
    data: fillFacts(shape.data, scene.cast),
  };
}
