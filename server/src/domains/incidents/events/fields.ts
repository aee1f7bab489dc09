import { cleanText, cutText } from '../../../lib/text.ts';
import type { Body } from '../ingest/fields.ts';

export type ShownField = { name: string; value: string };

const mostFields = 400;
const longestValue = 8_192;

/** What people look at first, in this order; all else follows by name. */
const tellingFirst = [
  ...[
    'rule.id',
    'rule.level',
    'rule.groups',
    'rule.mitre.technique',
    'rule.mitre.tactic',
    'agent.name',
    'agent.id',
    'agent.ip',
  ],
  ...[
    'data.win.eventdata.image',
    'data.win.eventdata.commandLine',
    'data.win.eventdata.parentImage',
    'data.win.eventdata.parentCommandLine',
    'data.win.eventdata.user',
  ],
  ...[
    'data.win.eventdata.targetUserName',
    'data.win.eventdata.ipAddress',
    'data.win.eventdata.targetFilename',
    'data.win.eventdata.hashes',
    'data.win.system.eventID',
  ],
  ...[
    'data.srcip',
    'data.srcuser',
    'data.dstip',
    'data.dstport',
    'data.dstuser',
    'data.command',
    'data.url',
    'data.action',
  ],
  ...['syscheck.path', 'syscheck.event', 'syscheck.sha256_after', 'full_log', 'location', 'decoder.name'],
];
const places = new Map(tellingFirst.map((name, place) => [name, place]));

/** The document as dotted names and values: the telling fields first, the others by name; at most 400. */
export function listFields(body: Body): ShownField[] {
  const fields: ShownField[] = [];
  const visit = (value: unknown, name: string, depth: number): void => {
    if (fields.length >= mostFields || value === undefined) return;
    if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null))
      return add(name, value.map(String).join(', '));
    if (typeof value !== 'object' || value === null) return add(name, String(value));
    const entries = Object.entries(value);
    if (entries.length === 0 || depth >= 12) return add(name, JSON.stringify(value));
    for (const [key, child] of entries)
      visit(child, name === '' ? cleanText(key) : `${name}.${cleanText(key)}`, depth + 1);
  };
  const add = (name: string, value: string): void => {
    if (value !== '') fields.push({ name, value: cutText(value, longestValue) });
  };
  visit(body, '', 0);
  const place = (field: ShownField) => places.get(field.name) ?? tellingFirst.length;
  return fields
    .filter((field) => field.name !== '')
    .sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
