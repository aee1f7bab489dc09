import { hex } from '../random.ts';
import type { Shape } from '../rules/rule.ts';
import { fillFacts, type Scene, type SourceParts } from './body.ts';

/** A record of the Microsoft 365 audit log, as the manager's module fetches it. */
export function cloudParts(shape: Extract<Shape, { kind: 'cloud' }>, scene: Scene): SourceParts {
  const user = scene.stream.rule.vary === 'person' ? scene.cast('value') : scene.cast('person');
  return {
    decoder: { name: 'json' },
    location: 'office365',
    input: { type: 'log' },
    data: {
      integration: 'office365',
      office365: {
        CreationTime: new Date(scene.at - 40_000).toISOString().slice(0, 19),
        Id: `${hex(scene.random, 8)}-${hex(scene.random, 4)}-4${hex(scene.random, 3)}-a${hex(scene.random, 3)}-${hex(scene.random, 12)}`,
        Operation: shape.operation,
        Workload: shape.workload,
        UserId: `${user}@${scene.cast('mailDomain')}`,
        ...fillFacts(shape.data, scene.cast),
      },
    },
  };
}
