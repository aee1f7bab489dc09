/** What ingestion needs to know of a source. */
export type IngestSource = {
  id: number;
  /** Whose events they are when no key names a customer; `null` = the default customer. */
  customerId: number | null;
  product: string;
  /** Documents below it are counted and left. */
  minLevel: number;
  connectionId?: number;
  /** Name of the Wazuh cluster, for documents that do not say. */
  instance: string | null;
};
