import { z } from 'zod';

/** Status 200 says nothing: `error` is 0 for all, 1 for none, 2 for some. */
const envelope = { error: z.int().default(0), message: z.string().nullish() };

/** `POST /security/user/authenticate`. */
export const LoginAnswer = z.object({ data: z.object({ token: z.string().min(1) }) });

/** `GET /`. */
export const ApiInfo = z.object({
  ...envelope,
  data: z.object({
    title: z.string(),
    api_version: z.string(),
    hostname: z.string().nullish(),
    timestamp: z.string().nullish(),
  }),
});

export const ClusterStatus = z.object({ ...envelope, data: z.object({ enabled: z.string() }) });

export const ClusterInfo = z.object({
  ...envelope,
  data: z.object({ affected_items: z.array(z.object({ cluster: z.string().nullish() })) }),
});

export const AgentsSummary = z.object({
  ...envelope,
  data: z.object({ connection: z.object({ active: z.int(), total: z.int() }) }),
});

const Text = z.string().nullish().catch(null);

/** One agent; `os` is absent for one that never connected. A field of a wrong type reads as absent. */
export const Agent = z.object({
  id: z.string(),
  name: Text,
  ip: Text,
  status: Text,
  version: Text,
  node_name: Text,
  lastKeepAlive: Text,
  dateAdd: Text,
  group: z.array(z.string()).nullish().catch(null),
  os: z.object({ name: Text, version: Text, platform: Text, uname: Text }).nullish().catch(null),
});
export type Agent = z.infer<typeof Agent>;

/** The fields above, asked for by name. All are known to 4.3-4.14: an unknown one would be refused (1724). */
export const agentFields =
  'id,name,ip,status,version,node_name,lastKeepAlive,dateAdd,group,os.name,os.version,os.platform,os.uname';

export const AgentsPage = z.object({
  ...envelope,
  data: z.object({
    affected_items: z.array(z.unknown()),
    total_affected_items: z.int(),
  }),
});
