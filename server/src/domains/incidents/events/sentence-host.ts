import { and, type Piece, type Teller } from './piece.ts';

const fileWords: ReadonlyMap<string, string> = new Map([
  ['added', 'was added'],
  ['deleted', 'was deleted'],
  ['modified', 'was changed'],
]);

const tellFile: Teller = (event) => {
  const path = event.value('syscheck.path');
  const what = event.value('syscheck.event');
  if (!path || typeof what !== 'object' || what === null) return null;
  const who = event.value('syscheck.audit.login_user.name', 'syscheck.audit.user.name', 'syscheck.uname_after');
  return [path, fileWords.get(what.text) ?? what.text, ...and('by', who)];
};

const tellVulnerability: Teller = (event) => {
  const cve = event.value('data.vulnerability.cve');
  if (!cve) return null;
  return [
    cve,
    ...and('affects', event.value('data.vulnerability.package.name')),
    ...and('version', event.value('data.vulnerability.package.version')),
  ];
};

const tellCommand: Teller = (event) => {
  const command = event.value('data.command', 'data.audit.command', 'data.audit.exe');
  if (!command || !(event.has('sudo') || event.has('audit') || event.has('audit_command'))) return null;
  const who = event.value('data.srcuser', 'data.audit.auid', 'data.audit.uid');
  return [who ?? 'Somebody', 'ran', command, ...and('as', event.value('data.dstuser'))];
};

const tellLogin: Teller = (event) => {
  const failed = [
    'authentication_failed',
    'authentication_failures',
    'invalid_login',
    'win_authentication_failed',
  ].some((group) => event.has(group));
  if (!failed && !event.has('authentication_success')) return null;
  const who = event.value('data.dstuser', 'data.srcuser', 'data.user');
  const from = event.value('data.srcip', 'data.src_ip');
  if (!who && !from) return null;
  const many = event.has('authentication_failures');
  const words = failed ? (many ? 'failed to log in several times' : 'failed to log in') : 'logged in';
  return [who ?? 'Somebody', words, ...and('from', from)];
};

const actions: ReadonlyMap<string, string> = new Map([
  ...['deny', 'denied', 'block', 'blocked', 'drop', 'dropped'].map((word) => [word, 'blocked'] as const),
  ...['accept', 'allow', 'allowed', 'pass'].map((word) => [word, 'let through'] as const),
]);

const tellTraffic: Teller = (event) => {
  const from = event.value('data.srcip', 'data.src_ip');
  const to = event.value('data.dstip', 'data.dest_ip', 'data.dst_ip');
  if (!from || !to) return null;
  const action = event.value('data.action');
  const word = typeof action === 'object' && action !== null ? actions.get(action.text.toLowerCase()) : undefined;
  const port = event.value('data.dstport', 'data.dest_port');
  const target: Piece[] = [to, ...and('port', port)];
  return word ? [from, 'was', word, 'to', ...target] : [from, 'reached', ...target];
};

const tellRequest: Teller = (event) => {
  const url = event.value('data.url');
  const from = event.value('data.srcip');
  return url && from ? [from, 'asked for', url, ...and('with answer', event.value('data.id', 'data.status'))] : null;
};

/** Files, logins, commands, packages and traffic, as Wazuh's decoders name them on any system. */
export const tellHost: Teller = (event) => {
  for (const tell of [tellFile, tellVulnerability, tellCommand, tellLogin, tellTraffic, tellRequest]) {
    const pieces = tell(event);
    if (pieces) return pieces;
  }
  return null;
};
