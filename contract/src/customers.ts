import { z } from 'zod';
import { AliasId, CustomerId, Instant } from './common.ts';
import { defineRoute } from './route.ts';

/** Twelve hues of equal lightness; a customer shows as a 3 px rail and its mark. */
export const customerHues = [
  '#7fb685',
  '#c58fd6',
  '#5bb8c9',
  '#d6a25b',
  '#8f9fe0',
  '#d98f9d',
  '#a3b55b',
  '#5bc0a3',
  '#c9936b',
  '#7fa8d9',
  '#b59ad0',
  '#c4b04f',
] as const;

export const CustomerAlias = z.object({ id: AliasId, value: z.string() }).meta({ id: 'CustomerAlias' });

export const Customer = z
  .object({
    id: CustomerId,
    code: z.string(),
    name: z.string(),
    mark: z.string(),
    hue: z.string(),
    isDefault: z.boolean(),
    isDemo: z.boolean(),
    aliases: z.array(CustomerAlias),
    openAlerts: z.int(),
    openFindings: z.int(),
    assets: z.int(),
    lastEventAt: Instant.nullable(),
    version: z.int(),
    createdAt: Instant,
  })
  .meta({ id: 'Customer' });
export type Customer = z.infer<typeof Customer>;

const Code = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/,
    'A code has 3 to 32 small letters, digits and hyphens, with a letter or digit at both ends.',
  );
const Mark = z.string().regex(/^[A-Z]{2,8}$/, 'A mark has 2 to 8 capital letters.');
const Name = z
  .string()
  .trim()
  .min(1, 'A customer has a name.')
  .max(200, 'The name of a customer has at most 200 characters.');
const AliasValue = z.string().trim().min(1, 'An alias is not empty.').max(200, 'An alias has at most 200 characters.');
const Hue = z.string().regex(/^#[0-9a-f]{6}$/, 'A hue is written like #7fb685.');

const customerParams = z.object({ customerId: CustomerId });

export const listCustomers = defineRoute({
  method: 'GET',
  path: '/api/v1/customers',
  operationId: 'listCustomers',
  summary: 'Customers inside the scope, by name.',
  access: { permission: 'customer:read' },
  query: z.object({ q: z.string().max(200).optional() }),
  reply: z.object({ items: z.array(Customer) }),
  errors: [],
});

export const exportCustomers = defineRoute({
  method: 'GET',
  path: '/api/v1/customers/export.csv',
  operationId: 'exportCustomers',
  summary: 'Customers inside the scope, by name, as CSV.',
  access: { permission: 'customer:read' },
  query: listCustomers.query,
  stream: 'csv',
  errors: [],
});

export const getCustomer = defineRoute({
  method: 'GET',
  path: '/api/v1/customers/:customerId',
  operationId: 'getCustomer',
  summary: 'One customer.',
  access: { permission: 'customer:read' },
  params: customerParams,
  reply: Customer,
  errors: ['customer.not_found'],
});

export const createCustomer = defineRoute({
  method: 'POST',
  path: '/api/v1/customers',
  operationId: 'createCustomer',
  summary: 'Creates a customer; the mark and the hue are proposed when left out.',
  access: { permission: 'customer:update' },
  body: z.object({
    code: Code,
    name: Name,
    mark: Mark.optional(),
    hue: Hue.optional(),
    aliases: z.array(AliasValue).max(50).default([]),
  }),
  reply: Customer,
  errors: ['customer.exists', 'alias.exists'],
});

export const updateCustomer = defineRoute({
  method: 'PATCH',
  path: '/api/v1/customers/:customerId',
  operationId: 'updateCustomer',
  summary: 'Changes name or hue. The code never changes.',
  access: { permission: 'customer:update' },
  params: customerParams,
  body: z.object({ name: Name.optional(), hue: Hue.optional() }),
  reply: Customer,
  errors: ['customer.not_found', 'version.conflict'],
});

export const addAlias = defineRoute({
  method: 'POST',
  path: '/api/v1/customers/:customerId/aliases',
  operationId: 'addAlias',
  summary: 'Adds a value by which events name this customer, and replays the parked events that wait for it.',
  access: { permission: 'customer:update' },
  params: customerParams,
  body: z.object({ value: AliasValue }),
  reply: CustomerAlias,
  errors: ['customer.not_found', 'alias.exists'],
});

export const removeAlias = defineRoute({
  method: 'DELETE',
  path: '/api/v1/customers/:customerId/aliases/:aliasId',
  operationId: 'removeAlias',
  summary: 'Removes an alias; alerts that it brought stay.',
  access: { permission: 'customer:update' },
  params: z.object({ customerId: CustomerId, aliasId: AliasId }),
  errors: ['customer.not_found', 'alias.not_found'],
});

export const customerRoutes = {
  listCustomers,
  exportCustomers,
  getCustomer,
  createCustomer,
  updateCustomer,
  addAlias,
  removeAlias,
};
