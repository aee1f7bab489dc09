export { type AgentJobParts, agentJobs, syncAgentsNow } from './jobs.ts';
export {
  type AgentSource,
  type AgentsOutcome,
  type AssetMove,
  instanceOf,
  type OnMove,
  type ResolvedAsset,
  resolveAssets,
  type StatedAgent,
} from './service.ts';
export {
  type AgentName,
  type AssetLink,
  countAssets,
  type FindingCounter,
  findAssets,
  refreshOpenAlerts,
  setOpenFindings,
} from './store.ts';
