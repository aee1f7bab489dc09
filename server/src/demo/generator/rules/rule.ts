import { z } from 'zod';
import { hostRoles } from '../hosts.ts';

/** Everything that a `{placeholder}` in a rule may stand for. */
export const Cast = z.strictObject({
  person: z.string(),
  account: z.string(),
  domain: z.string(),
  mailDomain: z.string(),
  outside: z.string(),
  inside: z.string(),
  ip: z.string(),
  port: z.string(),
  file: z.string(),
  machine: z.string(),
  programFiles: z.string(),
  sha256: z.string(),
  base64: z.string(),
  value: z.string(),
});
export type Cast = z.infer<typeof Cast>;

/** The values that the script insists on; the others are drawn. */
export const CastPart = Cast.partial();
export type CastPart = z.infer<typeof CastPart>;

/** Nested texts with `{placeholders}`; filled per event. */
export type Facts = { readonly [field: string]: string | Facts };
const Facts: z.ZodType<Facts> = z.lazy(() => z.record(z.string(), z.union([z.string(), Facts])));

/** Lists a `{value}` in a title is drawn from, so that one rule makes several alerts on one host. */
const ValueList = z.enum([
  ...(['person', 'machine', 'service', 'package', 'unit', 'outside', 'listen', 'program', 'policy', 'runKey'] as const),
  ...(['etcPath', 'binPath', 'category', 'signature', 'document', 'cloudApp', 'site', 'update'] as const),
  ...(['minutes', 'listCount', 'attempts'] as const),
]);
export type ValueList = z.infer<typeof ValueList>;
/** Lists of which each customer has its own: nobody's sites or files are told of at somebody else. */
export type OwnList = Extract<ValueList, 'person' | 'machine' | 'site' | 'document'>;

const WindowsChannel = z.enum(['sysmon', 'security', 'system', 'defender', 'powershell']);
export type WindowsChannel = z.infer<typeof WindowsChannel>;

const Shape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('windows'),
    channel: WindowsChannel,
    event: z.string(),
    message: z.string(),
    data: Facts,
  }),
  z.strictObject({
    kind: z.literal('syslog'),
    program: z.string(),
    decoder: z.string(),
    file: z.string(),
    log: z.string(),
    success: z.string().optional().describe('The line of the event that follows as many failures as the title counts.'),
    data: Facts,
  }),
  z.strictObject({ kind: z.literal('syscheck'), event: z.enum(['modified', 'added']), path: z.string() }),
  z.strictObject({
    kind: z.literal('firewall'),
    type: z.enum(['traffic', 'utm', 'event']),
    subtype: z.string(),
    action: z.string(),
    message: z.string(),
    data: Facts,
  }),
  z.strictObject({ kind: z.literal('cloud'), operation: z.string(), workload: z.string(), data: Facts }),
]);
export type Shape = z.infer<typeof Shape>;

/** How often analysts found a rule right: picks the mix of verdicts. */
const Profile = z.enum(['noise', 'routine', 'mixed', 'telling']);
export type Profile = z.infer<typeof Profile>;

const Range = z.tuple([z.int().min(0), z.int().min(0)]).readonly();

/** One row of the rule tables (`*.json` beside this file). */
export const DemoRule = z.strictObject({
  id: z.string(),
  level: z.int().min(1).max(15),
  title: z.string().describe('The sentence of the alert; may hold `{value}`.'),
  groups: z.array(z.string()).readonly(),
  mitre: z.array(z.tuple([z.string(), z.string(), z.string()])).describe('Technique id, tactic, technique.'),
  shape: Shape,
  on: z.array(z.enum([...hostRoles, 'windows', 'linux'])).describe('Roles or families of hosts on which it can fire.'),
  share: z
    .number()
    .min(0)
    .max(1)
    .describe('Share of those hosts on which it fires; 0 = only where the script says so.'),
  often: Range.describe('Alerts per host and value in 90 days, least and most.'),
  events: Range.describe('Events in one alert, least and most.'),
  profile: Profile,
  vary: ValueList.optional(),
  variants: z.int().optional().describe('How many values of the list one host shows at most; 1 when absent.'),
});
export type DemoRule = z.infer<typeof DemoRule>;
