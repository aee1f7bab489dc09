import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { playLive } from '../../demo/live.ts';
import { loadDemo, removeDemo } from '../../demo/load.ts';
import { Failure } from '../../lib/failure.ts';
import { loadEvents } from '../load-events.ts';
import { interruption, oneOf, required, UsageError, type Verb, word } from '../verb.ts';

const eventsLoad: Verb = {
  name: 'events load',
  usage: 'FILE.ndjson --index NAME',
  summary: 'Puts documents, one JSON object a line, into the event store.',
  words: 1,
  options: { index: { type: 'string' } },
  run: async (shell, given) => {
    const file = word(given, 0, 'The file');
    const index = required(given, 'index');
    await access(file).catch(() => Promise.reject(new UsageError(`The file ${file} cannot be read.`)));
    const { domains } = await shell.open();
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    const counts = await loadEvents(domains.events, lines, index, shell.now());
    shell.say(counts);
    if (counts.read > 0 && counts.created + counts.exists === 0)
      throw new Failure(
        'request.invalid',
        `None of the ${counts.read} lines is kept. ${counts.reason ?? 'They are not JSON objects.'}`,
      );
  },
};

const demo: Verb = {
  name: 'demo',
  usage: 'load | remove | live',
  summary: 'Loads the demo customers, removes them, or keeps events coming until Ctrl-C.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const action = oneOf(given.words[0], ['load', 'remove', 'live'], 'The word after demo');
    const { system, domains } = await shell.open();
    if (action === 'remove') return shell.say(await removeDemo(system));
    if (action === 'live')
      return shell.say(
        await playLive(system, domains.demo, interruption(), (line) => shell.say({ event: line }, line)),
      );
    const showProgress = async (phase: string, percent: number) => {
      if (percent % 10 === 0) shell.say({ phase, percent }, `${String(percent).padStart(3)} %  ${phase}`);
    };
    const counts = await loadDemo(system, domains.demo, showProgress, interruption());
    shell.say(counts ?? { loaded: false }, counts ? undefined : 'The demo is loaded already.');
  },
};

/** Verbs that put events into the store themselves. */
export const eventVerbs: readonly Verb[] = [eventsLoad, demo];
