import { fill } from '../cast.ts';
import type { Shape } from '../rules/rule.ts';
import { drawnHash, type Scene, type SourceParts } from './body.ts';

/** A report of file integrity monitoring: what changed on a path, with sizes and hashes before and after. */
export function syscheckParts(shape: Extract<Shape, { kind: 'syscheck' }>, scene: Scene): SourceParts {
  const { random } = scene;
  const path = fill(shape.path, scene.cast);
  const isWindows = path.includes('\\');
  const size = 200 + Math.floor(random() * 9000);
  const changed = new Date(scene.at - 2000).toISOString().slice(0, 19);
  const after = {
    path,
    event: shape.event,
    mode: 'realtime',
    size_after: String(size),
    md5_after: drawnHash(random, 'md5'),
    sha1_after: drawnHash(random, 'sha1'),
    sha256_after: drawnHash(random, 'sha256'),
    uname_after: isWindows ? 'SYSTEM' : 'root',
    mtime_after: changed,
  };
  const before = {
    size_before: String(size - 40 + Math.floor(random() * 30)),
    md5_before: drawnHash(random, 'md5'),
    sha1_before: drawnHash(random, 'sha1'),
    sha256_before: drawnHash(random, 'sha256'),
    changed_attributes: ['size', 'mtime', 'md5', 'sha1', 'sha256'],
  };
  const word = shape.event === 'added' ? 'added' : 'modified';
  return {
    decoder: { name: word === 'added' ? 'syscheck_new_entry' : 'syscheck_integrity_changed' },
    location: 'syscheck',
    input: { type: 'log' },
    full_log: `File '${path}' ${word}\nMode: realtime\n`,
    syscheck: shape.event === 'added' ? after : { ...after, ...before },
  };
}
