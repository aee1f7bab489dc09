export * from './actor.ts';
export * from './context.ts';
export * as grants from './grants.ts';
export * as idempotency from './idempotency.ts';
export { ensureRoles } from './roles.ts';
export { sessionLifeMs } from './rules.ts';
export { actorOf, forgetEnded, keepAlive, readSession, type Session, scopeOfUser } from './session.ts';
export { newSetupToken } from './setup.ts';
export { createUser } from './users.ts';
