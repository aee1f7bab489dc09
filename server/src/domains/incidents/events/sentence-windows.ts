import { and, type Piece, type Teller, type Told } from './piece.ts';

const data = (name: string) => `data.win.eventdata.${name}`;
const account = (event: Told, of: 'target' | 'subject') =>
  event.value(data(`${of}UserName`), data(of === 'target' ? 'user' : 'sourceUser'));

const logonWords: ReadonlyMap<string, string> = new Map([
  ['2', 'at the console'],
  ['3', 'over the network'],
  ['5', 'as a service'],
  ['10', 'by remote desktop'],
]);

function tellLogon(event: Told, words: string): Piece[] | null {
  const who = account(event, 'target');
  if (!who) return null;
  const kind = event.value(data('logonType'));
  const how = typeof kind === 'object' && kind !== null ? logonWords.get(kind.text) : undefined;
  return [
    who,
    how ? `${words} ${how}` : words,
    ...and('from', event.value(data('ipAddress'), data('workstationName'))),
  ];
}

function tellStart(event: Told): Piece[] | null {
  const program = event.file(data('image'), data('newProcessName'));
  if (!program) return null;
  const parent = event.file(data('parentImage'), data('parentProcessName'));
  const who = event.value(data('user'), data('subjectUserName'));
  return [...(parent ? [parent, 'started', program] : [program, 'started']), ...and('as', who)];
}

const tellNetwork: Teller = (event) => {
  const target = event.value(data('destinationHostname'), data('destinationIp'));
  const program = event.file(data('image'));
  return target && program
    ? [program, 'connected to', target, ...and('port', event.value(data('destinationPort')))]
    : null;
};

const tellAbout =
  (words: string, field: string, by: string = data('image')): Teller =>
  (event) => {
    const thing = event.value(data(field));
    const who = event.file(by);
    return thing ? [who ?? 'A program', words, thing] : null;
  };

const tellAccount =
  (words: string): Teller =>
  (event) => {
    const target = account(event, 'target');
    return target ? [account(event, 'subject') ?? 'Somebody', words, target] : null;
  };

const byEvent: Readonly<Record<string, Teller>> = {
  '1': tellStart,
  '4688': tellStart,
  '3': tellNetwork,
  '7': tellAbout('loaded', 'imageLoaded'),
  '8': tellAbout('started a thread in', 'targetImage', data('sourceImage')),
  '10': tellAbout('opened', 'targetImage', data('sourceImage')),
  '11': tellAbout('wrote', 'targetFilename'),
  '12': tellAbout('changed', 'targetObject'),
  '13': tellAbout('set', 'targetObject'),
  '22': tellAbout('looked up', 'queryName'),
  '23': tellAbout('deleted', 'targetFilename'),
  '4624': (event) => tellLogon(event, 'signed in'),
  '4625': (event) => tellLogon(event, 'failed to sign in'),
  '4648': (event) => tellLogon(event, 'was signed in with given credentials'),
  '4697': (event) => and('A new service:', event.value(data('serviceName'))),
  '7045': (event) => and('A new service:', event.value(data('serviceName'))),
  '4698': (event) => and('A new scheduled task:', event.value(data('taskName'))),
  '4720': tellAccount('created account'),
  '4722': tellAccount('enabled account'),
  '4724': tellAccount('reset the password of'),
  '4726': tellAccount('deleted account'),
  '4740': (event) => and('Locked out:', account(event, 'target')),
  '1102': (event) => [account(event, 'subject') ?? 'Somebody', 'cleared the audit log'],
};

/** Events of the Windows event channel, by their number. */
export const tellWindows: Teller = (event) => {
  const id = event.value('data.win.system.eventID');
  if (typeof id !== 'object' || id === null || !Object.hasOwn(byEvent, id.text)) return null;
  const pieces = byEvent[id.text]?.(event) ?? null;
  return pieces && pieces.length > 0 ? pieces : null;
};
