import assert from 'node:assert/strict';
import { systemClock } from '../lib/clock.ts';
import { Failure } from '../lib/failure.ts';
import type { Capabilities, Connected, Connector, ProbeStep } from './connector.ts';

/** How the server behind the connector answers during one case. */
export type Behaviour =
  | { kind: 'well' }
  | { kind: 'silent' }
  /** 503 for the first request of each path. */
  | { kind: 'busyOnce' }
  /** 400 for everything, with words that must not reach a person. */
  | { kind: 'refusing'; words: string }
  /** 400 from some request on. */
  | { kind: 'refusingAfter'; count: number }
  /** Right answers with unknown fields in every object. */
  | { kind: 'odd' };

export type Subject = {
  connector: Connector;
  /** What a person enters for a server at this address. */
  input(url: string): { config: Record<string, unknown>; secrets: Record<string, unknown> };
  /** The secret of `input`, to look for in everything that is said. */
  secret: string;
  server: { url: string; behave(behaviour: Behaviour): void; asked(): readonly string[] };
  /** Long readings; each reads to its end and returns how many things it read. */
  readings: Record<string, (can: Capabilities, signal: AbortSignal) => Promise<number>>;
};

export type Case = { name: string; run(): Promise<void> };

/** The tests that every connector passes, for any test runner. */
export function conformance(subject: Subject): Case[] {
  const readings = Object.entries(subject.readings);
  return [
    { name: 'refuses a bad form with the path of each field', run: () => refusesBadForms(subject) },
    { name: 'has the abilities that it lists', run: () => keepsItsList(subject) },
    { name: 'names every check of its probe', run: () => namesChecks(subject) },
    ...readings.flatMap(([name, read]): Case[] => [
      { name: `${name}: ends in time when nobody answers`, run: () => timesOut(subject, read) },
      { name: `${name}: asks a busy server again`, run: () => asksAgain(subject, read) },
      { name: `${name}: does not repeat what was refused`, run: () => takesNo(subject, read) },
      { name: `${name}: survives fields that it does not know`, run: () => survivesOddity(subject, read) },
      { name: `${name}: stops on cancel with the reason given`, run: () => stopsOnCancel(subject, read) },
      { name: `${name}: says on which page it failed`, run: () => saysThePage(subject, read) },
    ]),
    { name: 'never prints a secret', run: () => keepsSecrets(subject) },
  ];
}

type Read = Subject['readings'][string];

async function withConnection<T>(
  subject: Subject,
  changes: object,
  work: (connected: Connected) => Promise<T>,
): Promise<T> {
  const input = subject.input(subject.server.url);
  const config = { ...input.config, ...changes };
  const connected = subject.connector.connect({ ...input, config }, { clock: systemClock, pause: async () => {} });
  try {
    return await work(connected);
  } finally {
    await connected.close();
    subject.server.behave({ kind: 'well' });
  }
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Failure, `not a failure: ${String(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: 'nothing failed' });
}

const read = (connected: Connected, reading: Read, signal = new AbortController().signal): Promise<number> =>
  reading(connected.can, signal);

async function refusesBadForms({ connector, input }: Subject): Promise<void> {
  const good = input('https://product.example:1234');
  const pointers = (config: object, secrets: object): readonly string[] => {
    try {
      void connector.connect({ config, secrets }, { clock: systemClock }).close();
    } catch (error) {
      if (error instanceof Failure && error.code === 'request.invalid')
        return (error.fields ?? []).map((field) => field.pointer);
      throw error;
    }
    return [];
  };
  assert.deepEqual(pointers(good.config, good.secrets), []);
  for (const url of ['product', 'ftp://product.example', 'https://user:password@product.example']) {
    assert.deepEqual(pointers({ ...good.config, url }, good.secrets), ['/config/url']);
  }
  assert.deepEqual(pointers({ ...good.config, pinSha256: 'ab', timeoutMs: 1 }, good.secrets), [
    '/config/pinSha256',
    '/config/timeoutMs',
  ]);
  for (const name of Object.keys(connector.secrets.shape)) {
    assert.deepEqual(pointers(good.config, { ...good.secrets, [name]: '' }), [`/secrets/${name}`]);
  }
}

async function keepsItsList(subject: Subject): Promise<void> {
  await withConnection(subject, {}, async ({ can }) => {
    assert.deepEqual(Object.keys(can).toSorted(), [...subject.connector.abilities].toSorted());
  });
}

async function collectSteps({ can }: Connected): Promise<ProbeStep[]> {
  const steps: ProbeStep[] = [];
  for await (const step of can.probe?.() ?? []) steps.push(step);
  return steps;
}

async function namesChecks(subject: Subject): Promise<void> {
  const steps = await withConnection(subject, {}, collectSteps);
  assert.deepEqual(
    steps.slice(0, 4).map((step) => step.id),
    ['dns', 'tcp', 'tls', 'login'],
  );
  assert.equal(new Set(steps.map((step) => step.id)).size, steps.length);
  for (const step of steps) {
    assert.notEqual(step.title, '');
    assert.notEqual(step.evidence, '');
    assert.notEqual(step.state, 'failed', `${step.id}: ${step.evidence}`);
  }
  subject.server.behave({ kind: 'refusing', words: 'x' });
  const refused = await withConnection(subject, {}, collectSteps);
  assert.deepEqual(
    refused.map((step) => step.id),
    steps.map((step) => step.id),
    'the same steps, whatever happens',
  );
}

async function timesOut(subject: Subject, reading: Read): Promise<void> {
  subject.server.behave({ kind: 'silent' });
  const failure = await withConnection(subject, { timeoutMs: 100 }, (connected) => failureOf(read(connected, reading)));
  assert.equal(failure.code, 'connection.timeout');
}

async function asksAgain(subject: Subject, reading: Read): Promise<void> {
  const calm = await withConnection(subject, {}, (connected) => read(connected, reading));
  subject.server.behave({ kind: 'busyOnce' });
  assert.equal(await withConnection(subject, {}, (connected) => read(connected, reading)), calm);
}

async function takesNo(subject: Subject, reading: Read): Promise<void> {
  subject.server.behave({ kind: 'refusing', words: 'x' });
  await withConnection(subject, {}, async (connected) => {
    const failure = await failureOf(read(connected, reading));
    assert.equal(failure.code, 'connection.refused');
    assert.equal(subject.server.asked().length, 1);
  });
}

async function survivesOddity(subject: Subject, reading: Read): Promise<void> {
  const known = await withConnection(subject, {}, (connected) => read(connected, reading));
  subject.server.behave({ kind: 'odd' });
  assert.equal(await withConnection(subject, {}, (connected) => read(connected, reading)), known);
}

async function stopsOnCancel(subject: Subject, reading: Read): Promise<void> {
  const reason = new Error('cancelled by a person');
  await withConnection(subject, {}, async (connected) => {
    await assert.rejects(read(connected, reading, AbortSignal.abort(reason)), reason);
  });
  subject.server.behave({ kind: 'silent' });
  await withConnection(subject, {}, async (connected) => {
    const controller = new AbortController();
    const call = read(connected, reading, controller.signal);
    // Only once the server was asked, so that the request is under way and none arrives late.
    const watch = (): void => {
      if (subject.server.asked().length > 0) controller.abort(reason);
      else setImmediate(watch);
    };
    watch();
    await assert.rejects(call, reason);
  });
}

async function saysThePage(subject: Subject, reading: Read): Promise<void> {
  subject.server.behave({ kind: 'well' });
  const input = subject.input(subject.server.url);
  const connected = subject.connector.connect(input, { clock: systemClock });
  try {
    await read(connected, reading);
  } finally {
    await connected.close();
  }
  const count = subject.server.asked().length;
  // The last request may be a courtesy whose failure is nobody's loss; then the one before it is the last page.
  for (const allowed of [count - 1, count - 2]) {
    subject.server.behave({ kind: 'refusingAfter', count: allowed });
    const message = await withConnection(subject, {}, (again) =>
      read(again, reading).then(
        () => null,
        (error: unknown) => String(error),
      ),
    );
    if (message !== null) return assert.match(message, /Page \d+ of the \w+/);
  }
  assert.fail('no request of this reading matters');
}

async function keepsSecrets(subject: Subject): Promise<void> {
  subject.server.behave({ kind: 'refusing', words: subject.secret });
  const said = await withConnection(subject, {}, async (connected) => {
    const steps = await collectSteps(connected);
    const failures = [];
    for (const reading of Object.values(subject.readings)) failures.push(await failureOf(read(connected, reading)));
    return [
      JSON.stringify(steps),
      ...failures.flatMap((failure) => [String(failure), JSON.stringify(failure), String(failure.cause)]),
    ];
  });
  const spelled = [subject.secret, encodeURIComponent(subject.secret), Buffer.from(subject.secret).toString('base64')];
  for (const text of said) for (const secret of spelled) assert.ok(!text.includes(secret), text);
}
