import { accessRoutes as contract, type Me } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { type Binding, type Exchange, on } from '../../http/binding.ts';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import { type Context, type ContextParts, makeContext, systemContext } from './context.ts';
import { actorOf, login, logout, readSession, type Session } from './session.ts';
import { completeSetup, setupState } from './setup.ts';
import { listAssignees } from './users.store.ts';
import { changePassword } from './users.ts';

/** What access needs of the domains above it. */
export type AccessNeeds = {
  /** Customers inside the actor's scope, for the lens. */
  listCustomers(context: Context): Promise<Me['customers']>;
  /** Gives the default customer the organisation's own name. */
  nameDefaultCustomer(tx: Tx, name: string): Promise<void>;
};

const sessionOf = (exchange: Exchange) => {
  if (!exchange.session) throw new Failure('session.missing', 'Sign in first.');
  return exchange.session;
};

async function me(context: Context, session: Session, needs: AccessNeeds): Promise<Me> {
  const { row } = session;
  return {
    id: toId('user', row.userId),
    username: row.username,
    email: row.email,
    role: row.role,
    permissions: row.permissions,
    seesAllCustomers: context.actor.scope.customers.kind === 'all',
    customers: await needs.listCustomers(context),
    timeZone: row.timeZone,
    expiresAt: row.expiresAt.toISOString(),
  };
}

export function accessRoutes(parts: ContextParts, needs: AccessNeeds): Binding[] {
  const system = systemContext(parts);
  const begin = async (exchange: Exchange, token: string): Promise<Me> => {
    const session = await readSession(system, token);
    if (!session) throw new Failure('session.missing', 'The session ended at once. Sign in again.');
    exchange.setSession(token);
    return me(makeContext(parts, actorOf(session.row, exchange.ip, exchange.agent)), session, needs);
  };
  return [
    on(contract.getSetup, (_context, { query }) => setupState(system, query.token)),
    on(contract.completeSetup, async (_context, { body }, exchange) =>
      begin(
        exchange,
        await completeSetup(system, body, exchange, (tx) => needs.nameDefaultCustomer(tx, body.organisation)),
      ),
    ),
    on(contract.login, async (_context, { body }, exchange) => begin(exchange, await login(system, body, exchange))),
    on(contract.getSession, (context, _input, exchange) => me(context, sessionOf(exchange), needs)),
    on(contract.logout, async (context, _input, exchange) => {
      await logout(context, sessionOf(exchange).tokenHash);
      exchange.clearSession();
    }),
    on(contract.changePassword, (context, { body }, exchange) => changePassword(context, sessionOf(exchange), body)),
    on(contract.listUsers, async (context) => ({
      items: (await context.read(listAssignees)).map((user) => ({ id: toId('user', user.id), name: user.username })),
    })),
  ];
}
