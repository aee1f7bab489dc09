import type { Verb } from './verb.ts';
import { dataVerbs } from './verbs/data.ts';
import { databaseVerbs } from './verbs/database.ts';
import { jobVerbs } from './verbs/jobs.ts';
import { peopleVerbs } from './verbs/people.ts';
import { programVerbs } from './verbs/program.ts';

/** Every verb of the command line. */
export const verbs: readonly Verb[] = [...dataVerbs, ...jobVerbs, ...peopleVerbs, ...databaseVerbs, ...programVerbs];
