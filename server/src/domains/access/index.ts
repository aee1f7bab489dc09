export * from './actor.ts';
export * from './context.ts';
export * as grants from './grants.ts';
export * as idempotency from './idempotency.ts';
export {
  actorOf,
  createUser,
  ensureRoles,
  forgetEnded,
  keepAlive,
  newSetupToken,
  readSession,
  scopeOfUser,
  type Session,
} from './service.ts';
