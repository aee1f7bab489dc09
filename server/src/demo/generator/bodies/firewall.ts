import { fill } from '../cast.ts';
import { customerOf } from '../customers.ts';
import type { Shape } from '../rules/rule.ts';
import { fillFacts, type Scene, type SourceParts } from './body.ts';

/** A FortiGate log line as syslog brings it, with its pairs as fields. */
export function firewallParts(shape: Extract<Shape, { kind: 'firewall' }>, scene: Scene): SourceParts {
  const stamp = new Date(scene.at).toISOString();
  const { host, customerCode } = scene.stream;
  const data: Record<string, unknown> = {
    date: stamp.slice(0, 10),
    time: stamp.slice(11, 19),
    devname: host.name,
    devid: `FGDEMO${customerOf(customerCode).mark}01`,
    type: shape.type,
    subtype: shape.subtype,
    action: shape.action,
    level: shape.type === 'traffic' ? 'notice' : 'warning',
    vd: 'root',
    msg: fill(shape.message, scene.cast),
    ...fillFacts(shape.data, scene.cast),
  };
  const line = Object.entries(data).map(([name, value]) => `${name}="${String(value)}"`);
  return {
    decoder: { name: 'fortigate-firewall-v5' },
    location: host.ip,
    input: { type: 'log' },
    full_log: line.join(' '),
    data,
  };
}
