import type { Verb } from './verb.ts';
import { customerVerbs } from './verbs/customers.ts';
import { databaseVerbs } from './verbs/database.ts';
import { eventVerbs } from './verbs/events.ts';
import { jobVerbs } from './verbs/jobs.ts';
import { listVerbs } from './verbs/lists.ts';
import { programVerbs } from './verbs/program.ts';
import { sourceVerbs } from './verbs/sources.ts';
import { tagVerbs } from './verbs/tags.ts';
import { userVerbs } from './verbs/users.ts';

/** Every verb of the command line, in the order of the help. */
export const verbs: readonly Verb[] = [
  ...sourceVerbs,
  ...listVerbs,
  ...eventVerbs,
  ...jobVerbs,
  ...userVerbs,
  ...tagVerbs,
  ...customerVerbs,
  ...databaseVerbs,
  ...programVerbs,
];
