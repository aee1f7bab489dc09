export * from './actor.ts';
export * from './context.ts';
export * as grants from './grants.ts';
export * as idempotency from './idempotency.ts';
export { actorOf, createUser, ensureRoles, keepAlive, newSetupToken, readSession, type Session } from './service.ts';
