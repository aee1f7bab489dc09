import { verdicts } from '@watchfloor/contract';
import { z } from 'zod';
import { customerCodes } from './customers.ts';
import habitRows from './habits.json' with { type: 'json' };
import { CastPart } from './rules/rule.ts';
import storyRows from './story.json' with { type: 'json' };

/** An alert that is written, not drawn: where, which rule, when (minutes before now) and what was decided before. */
const Scripted = z.strictObject({
  customerCode: z.enum(customerCodes),
  host: z.string(),
  ruleId: z.string(),
  value: z.string().optional(),
  firstAgoMin: z.number().positive(),
  lastAgoMin: z.number().positive(),
  events: z.int().min(1),
  past: z.partialRecord(z.enum(verdicts), z.int().min(1)),
  note: z.string().optional(),
  cast: CastPart.optional(),
});
export type Scripted = z.infer<typeof Scripted>;

/** The intrusion at Kestrel, from the first mail to the data leaving; every step is open when the demo starts. */
export const story: readonly Scripted[] = z.array(Scripted).parse(storyRows);

/** Alerts of other customers and hosts that have a history worth reading. */
export const habits: readonly Scripted[] = z.array(Scripted).parse(habitRows);

/** The rule that an analyst should want to tune: one harmless vendor script, again and again. */
export const noisyRuleId = '100104';
