import type { EventDocument } from './port.ts';

type Example = Omit<EventDocument, 'index'>;

function example(id: string, at: string, customerId: number | null, body: Record<string, unknown>): Example {
  // Wazuh writes the time twice, once without a colon in the offset.
  const times = { timestamp: at.replace('Z', '+0000'), '@timestamp': at };
  return { id, time: new Date(at), customerId, sourceId: 7, body: { ...times, ...body } };
}

/** Seven events of two customers and of nobody, in the order of time; the last three share an instant. */
export const examples: readonly Example[] = [
  example('a', '2025-01-10T08:00:00.000Z', 1, {
    rule: {
      id: '5710',
      level: 5,
      description: 'sshd: Attempt to login using a non-existent user',
      groups: ['syslog', 'sshd'],
    },
    agent: { id: '001', name: 'web-01', ip: '10.0.0.1' },
    data: { srcip: '203.0.113.5', srcuser: 'admin' },
    full_log:
      'Jan 10 08:00:00 web-01 sshd[1234]: Failed password for invalid user admin from 203.0.113.5 port 4711 ssh2',
    location: '/var/log/auth.log',
  }),
  example('b', '2025-01-10T09:30:00.500Z', 1, {
    rule: { id: '5715', level: 3, description: 'sshd: authentication success.', groups: ['syslog', 'sshd'] },
    agent: { id: '002', name: 'web-02', ip: '10.0.0.2' },
    data: { srcip: '203.0.113.77', dstuser: 'ada' },
    full_log: 'Jan 10 09:30:00 host sshd[99]: Accepted publickey for ada from 203.0.113.77',
  }),
  example('c', '2025-01-12T23:59:59.999Z', 2, {
    rule: { id: '31151', level: 12, description: 'Multiple web server 400 error codes', groups: ['web'], mail: true },
    agent: { id: '003', name: 'db-01' },
    data: { url: '/admin/../../etc/passwd' },
    full_log: 'GET /admin/../../etc/passwd 404',
  }),
  example('d', '2025-01-15T06:00:00.000Z', null, {
    rule: { id: '530', level: 7, description: 'Command output', groups: ['syslog'] },
    agent: { id: '004', name: 'db-02' },
    data: { path: 'C:\\Windows\\System32\\cmd.exe', title: 'Said "hello" (twice)', nothing: null, empty: [] },
  }),
  example('e', '2025-01-15T10:00:00.000Z', null, { 'rule.id': '900', 'data.kind': 'flat key' }),
  example('f', '2025-01-15T10:00:00.000Z', 1, {
    rule: { id: '5712', level: 5, groups: ['sshd'] },
    agent: { id: '001', name: 'web-01', ip: '10.0.0.1' },
    data: {
      extra: [
        { name: 'first', n: 1 },
        { name: 'second', n: 3 },
      ],
    },
  }),
  example('g', '2025-01-15T10:00:00.000Z', 2, {
    rule: { id: '5763', level: 10, groups: ['attack'], firedtimes: 8 },
    agent: { id: '005', name: 'Über-host' },
    data: { vulnerability: { cve: 'CVE-2024-0001', published: '2024-06-15T00:00:00Z' } },
  }),
];

/** @throws when there is no such example. */
export function exampleOf(id: string): Example {
  const found = examples.find((one) => one.id === id);
  if (!found) throw new Error(`There is no example ${id}.`);
  return found;
}

export const descriptionOf = (id: string): unknown => {
  const { rule } = exampleOf(id).body;
  return typeof rule === 'object' && rule !== null && 'description' in rule ? rule.description : undefined;
};

/** Queries, and the ids of the examples they find. */
export const queries: readonly [query: string, ids: string][] = [
  ['', 'abcdefg'],
  ['*', 'abcdefg'],
  // Words without a field: a word of the prose, or a whole value anywhere.
  ['sshd', 'abf'],
  ['failed', 'a'],
  ['FAILED', 'a'],
  ['"failed password"', 'a'],
  ['"password failed"', ''],
  ['failed accepted', ''],
  ['failed OR accepted', 'ab'],
  ['failed sshd', 'a'],
  ['203.0.113.5', 'a'],
  ['web-01', 'af'],
  ['web*', 'abcf'],
  ['CVE-2024-0001', 'g'],
  // Keywords are whole values with case.
  ['rule.id:5710', 'a'],
  ['rule.id:571', ''],
  ['rule.id:57*', 'abfg'],
  ['rule.id:57??', 'abfg'],
  ['rule.id:900', 'e'],
  ['rule.id:(5710 OR 31151)', 'ac'],
  ['rule.id:[5710 TO 5715]', 'abf'],
  ['rule.id:/57[0-9]+/', 'abfg'],
  ['rule.id:/57/', ''],
  ['rule.groups:ssh', ''],
  ['rule.groups:(syslog AND sshd)', 'ab'],
  ['rule.groups:(syslog sshd)', 'ab'],
  ['agent.name:WEB-01', ''],
  ['agent.name:web-0?', 'abf'],
  ['agent.name:Über*', 'g'],
  ['agent.name:über*', ''],
  ['agent.name:/web-0[12]/', 'abf'],
  ['agent.name:web-03~1', 'abf'],
  ['data.srcuser:<b', 'a'],
  ['data.srcuser:>b', ''],
  ['data.url:*passwd', 'c'],
  ['data.url:\\/admin*', 'c'],
  ['location:"/var/log/auth.log"', 'a'],
  ['location:\\/var\\/log\\/auth.log', 'a'],
  ['data.path:"C:\\\\Windows\\\\System32\\\\cmd.exe"', 'd'],
  ['data.path:C\\:\\\\Windows*', 'd'],
  ['data.title:"Said \\"hello\\" (twice)"', 'd'],
  ['data.kind:"flat key"', 'e'],
  ['data.extra.name:second', 'f'],
  ['data.\\*:ada', 'b'],
  ['no.such.field:x', ''],
  ['-no.such.field:x', 'abcdefg'],
  ['_id:(a OR b)', 'ab'],
  // Prose is split and lower-cased.
  ['full_log:failed', 'a'],
  ['full_log:fail', ''],
  ['full_log:fail*', 'a'],
  ['full_log:FAIL*', 'a'],
  ['full_log:/fail.*/', 'a'],
  ['full_log:passwrod~1', 'a'],
  ['full_log:(accepted ada)', 'b'],
  ['full_log:"failed admin"~5', 'a'],
  ['full_log:"failed admin"~2', ''],
  ['full_log:203.0.113.77', 'b'],
  ['rule.description:sshd*', 'ab'],
  ['rule.description:"sshd: authentication success."', 'b'],
  // Numbers, booleans, presence.
  ['rule.level:5', 'af'],
  ['rule.level:>=7', 'cdg'],
  ['rule.level:>7', 'cg'],
  ['rule.level:<5', 'b'],
  ['rule.level:[3 TO 7]', 'abdf'],
  ['rule.level:{3 TO 7}', 'af'],
  ['rule.level:[3 TO 7}', 'abf'],
  ['rule.level:[10 TO *]', 'cg'],
  ['rule.level:(>=5 AND <12)', 'adfg'],
  ['rule.level:many', ''],
  ['data.extra.n:>2', 'f'],
  ['rule.mail:true', 'c'],
  ['rule.mail:false', ''],
  ['data.srcip:*', 'ab'],
  ['_exists_:data.srcip', 'ab'],
  ['_exists_:agent', 'abcdfg'],
  ['_exists_:data.nothing', ''],
  ['_exists_:data.empty', ''],
  ['NOT _exists_:data.srcip', 'cdefg'],
  // Time.
  ['timestamp:2025-01-10', 'ab'],
  ['timestamp:"2025-01-10T08:00:00Z"', 'a'],
  ['@timestamp:>=2025-01-12', 'cdefg'],
  ['timestamp:>2025-01-12', 'defg'],
  ['timestamp:<=2025-01-12', 'abc'],
  ['timestamp:[2025-01-10 TO 2025-01-12}', 'ab'],
  ['timestamp:[now-12h TO now]', 'defg'],
  ['timestamp:<now-1d/d', 'abc'],
  ['timestamp:<=9999-12-31', 'abcdefg'],
  ['age:<4h', 'efg'],
  ['age:>=2d', 'abc'],
  ['data.vulnerability.published:>=2024-06-01', 'g'],
  ['data.vulnerability.published:>2024-06-20', ''],
  ['data.vulnerability.published:[2024-06-15 TO 2024-06-16]', 'g'],
  // Together.
  ['-rule.groups:sshd', 'cdeg'],
  ['rule.groups:sshd -rule.id:5710', 'bf'],
  ['NOT (rule.groups:sshd OR rule.groups:web)', 'deg'],
  ['NOT NOT rule.id:5710', 'a'],
  ['rule.groups:sshd OR -agent.name:*', 'abef'],
  ['rule.level:5 OR rule.level:3 AND agent.name:web-02', 'abf'],
  ['(rule.level:5 OR rule.level:3) AND agent.name:web-02', 'b'],
  ['rule.id:5710^3 OR rule.id:530', 'ad'],
  ['+rule.groups:sshd +agent.name:web\\-01', 'af'],
  ['age:<4h rule.level:>=10', 'g'],
];
