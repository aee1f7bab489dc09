/** The domains from the bottom up; one imports sideways or down. */
export const layers: readonly (readonly string[])[] = [
  ['access', 'customers', 'files', 'jobs', 'settings', 'workspace'],
  ['integrations', 'siem', 'agents'],
  ['detections', 'incidents', 'vulnerabilities', 'audits'],
  ['notifications', 'reports', 'ai', 'provisioning'],
];

/** The domain of a path, or `null` outside of them. */
export const domainOf = (path: string): string | null => /^server\/src\/domains\/([^/]+)\//.exec(path)?.[1] ?? null;

/** 0 = bottom; `null` for a name that no layer has. */
export function layerOf(domain: string): number | null {
  const found = layers.findIndex((names) => names.includes(domain));
  return found < 0 ? null : found;
}

/** The folder of a connector, or `null`; folders without a `connector.ts` are shared parts. */
export function vendorOf(path: string, files: ReadonlySet<string>): string | null {
  const folder = /^server\/src\/connectors\/([^/]+)\//.exec(path)?.[1];
  return folder !== undefined && files.has(`server/src/connectors/${folder}/connector.ts`) ? folder : null;
}
