/** Tables that belong to no customer, each with the reason. */
export const globalTables: Readonly<Record<string, string>> = {
  customers: 'is the customer; walled by its own id',
  roles: 'the same for all',
  role_permissions: 'the same for all',
  role_tags: 'grants of a role',
  users: 'a person may work for several customers',
  user_tags: 'grants of a person',
  tags: 'one dictionary for the installation',
  sessions: 'of a person',
  setup_tokens: 'before the first person',
  throttle: 'counts tries by name and address',
  idempotency_keys: 'kept apart by caller',
  settings: 'of the installation',
  schedules: 'of the installation',
  saved_views: 'of a person',
  operations: 'of a person; its items are walled',
  connector_catalogue: 'the same for all',
  verdict_reasons: 'one dictionary for the installation',
  cves: 'public knowledge',
  packages: 'names of software, the same for all',
  package_versions: 'names of software, the same for all',
  package_paths: 'names of places, the same for all',
};

/** Routes that anybody may call; each was looked at. At most eight. */
export const reviewedPublic = ['getSetup', 'completeSetup', 'login', 'receiveWebhook'] as const;

/** Breaches that are known, by rule; the lists may only shrink. */
export const known: Readonly<Record<string, readonly string[]>> = {};
