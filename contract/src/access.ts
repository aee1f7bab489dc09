import { z } from 'zod';
import { CustomerRef, Instant, UserId } from './common.ts';
import { allPermissions, roleNames } from './permissions.ts';
import { defineRoute } from './route.ts';

export const Password = z
  .string()
  .min(12, 'A password has at least 12 characters.')
  .max(128, 'A password has at most 128 characters.');

/** A tag by which alerts are shown to some and not to others. */
export const TagName = z.string().trim().min(1, 'A tag has a name.').max(64, 'A tag has at most 64 characters.');

/** Who is signed in, what they may do, and which customers they see. */
export const Me = z
  .object({
    id: UserId,
    username: z.string(),
    email: z.string(),
    role: z.enum(roleNames),
    permissions: z.array(z.enum(allPermissions as [string, ...string[]])),
    seesAllCustomers: z.boolean(),
    customers: z.array(CustomerRef).describe('Customers inside the scope, by name; at most 1,000.'),
    timeZone: z.string(),
    expiresAt: Instant,
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const getSetup = defineRoute({
  method: 'GET',
  path: '/api/v1/setup',
  operationId: 'getSetup',
  summary: 'Whether the first administrator is still to be made, and whether a setup token is good.',
  access: { public: 'nobody can sign in before the first administrator exists' },
  query: z.object({ token: z.string().max(200).optional() }),
  reply: z.object({ isNeeded: z.boolean(), isTokenGood: z.boolean() }),
  errors: [],
});

export const completeSetup = defineRoute({
  method: 'POST',
  path: '/api/v1/setup',
  operationId: 'completeSetup',
  summary: 'Makes the first administrator with the single-use token and signs in.',
  access: { public: 'the single-use token is the proof' },
  body: z.object({
    token: z.string().max(200),
    username: z.string().trim().min(1, 'A user has a name.').max(50, 'A user name has at most 50 characters.'),
    email: z.email('An address looks like ines@example.org.').max(255, 'An address has at most 255 characters.'),
    password: Password,
    organisation: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .describe('Name of your own organisation; it becomes the default customer.'),
    timeZone: z.string().max(64).default('UTC'),
  }),
  reply: Me,
  isSecret: true,
  errors: ['setup.refused', 'password.weak', 'user.exists', 'throttle.exceeded'],
});

export const login = defineRoute({
  method: 'POST',
  path: '/api/v1/session',
  operationId: 'login',
  summary: 'Signs in with user name or e-mail and password; sets the session cookie.',
  access: { public: 'this is how a session begins' },
  body: z.object({ username: z.string().trim().min(1).max(255), password: z.string().min(1).max(1_000) }),
  reply: Me,
  isSecret: true,
  errors: ['session.refused', 'throttle.exceeded', 'session.forged'],
});

export const getSession = defineRoute({
  method: 'GET',
  path: '/api/v1/session',
  operationId: 'getSession',
  summary: 'Who is signed in.',
  access: { signedIn: true },
  reply: Me,
  errors: ['session.missing'],
});

export const logout = defineRoute({
  method: 'DELETE',
  path: '/api/v1/session',
  operationId: 'logout',
  summary: 'Ends the session.',
  access: { signedIn: true },
  errors: ['session.missing'],
});

export const changePassword = defineRoute({
  method: 'PUT',
  path: '/api/v1/session/password',
  operationId: 'changePassword',
  summary: 'Changes your own password and ends every other session of the user.',
  access: { signedIn: true },
  body: z.object({ current: z.string().min(1).max(1_000), next: Password }),
  errors: ['session.missing', 'session.refused', 'password.weak', 'throttle.exceeded'],
});

export const listUsers = defineRoute({
  method: 'GET',
  path: '/api/v1/users',
  operationId: 'listUsers',
  summary: 'People an alert can be assigned to, by name.',
  access: { permission: 'alert:update' },
  reply: z.object({ items: z.array(z.object({ id: UserId, name: z.string() })) }),
  errors: [],
});

export const accessRoutes = { getSetup, completeSetup, login, getSession, logout, changePassword, listUsers };
