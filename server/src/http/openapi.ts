import { errorCodes, Problem, type Route } from '@watchfloor/contract';
import { z } from 'zod';

type Json = Record<string, unknown>;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any', reused: 'inline' }) as Json;

const statusTexts: Record<string, string> = {
  '400': 'The request is not right.',
  '401': 'Not signed in.',
  '403': 'Not permitted.',
  '404': 'Not there, or outside your scope.',
  '409': 'It does not fit the present state.',
  '412': 'Changed meanwhile.',
  '413': 'Too large.',
  '429': 'Too many requests.',
};

/** The OpenAPI 3.1 description of the routes; the same input gives the same text. */
export function describeApi(routes: Readonly<Record<string, Route>>): Json {
  const components: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  for (const route of Object.values(routes)) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components) };
  }
  const problem = hoist(jsonSchema(Problem, 'output'), components);
  components.Problem ??= problem;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Watchfloor API',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Times are RFC 3339 in UTC. Lists page by cursor. Unsafe requests may carry Idempotency-Key; changes may carry If-Match.',
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'wf' } },
    },
  };
}

function operation(route: Route, components: Record<string, Json>): Json {
  const isPublic = 'public' in route.access;
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...('permission' in route.access ? { 'x-permission': route.access.permission } : {}),
    security: isPublic ? [] : [{ session: [] }],
    parameters: [...parameters(route.params, 'path', components), ...parameters(route.query, 'query', components)],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: hoist(jsonSchema(route.body, 'input'), components, 'Input') } },
          },
        }
      : {}),
    responses: { ...success(route, components), ...failures(route, isPublic) },
  };
}

function parameters(
  schema: z.ZodObject | undefined,
  where: 'path' | 'query',
  components: Record<string, Json>,
): Json[] {
  if (!schema) return [];
  const described = hoist(jsonSchema(schema, 'input'), components, 'Input');
  const required = new Set(Array.isArray(described.required) ? described.required : []);
  return Object.entries((described.properties ?? {}) as Record<string, Json>).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: property,
  }));
}

function success(route: Route, components: Record<string, Json>): Json {
  if (route.stream === 'events')
    return {
      '200': { description: 'A stream of changes.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    };
  if (route.stream === 'csv')
    return {
      '200': {
        description: 'Rows below a head, in UTF-8 with a byte order mark.',
        content: { 'text/csv': { schema: { type: 'string' } } },
      },
    };
  if (!route.reply) return { '204': { description: 'Done.' } };
  const reply = hoist(jsonSchema(route.reply, 'output'), components);
  if (!route.progress) return { '200': { description: 'Done.', content: { 'application/json': { schema: reply } } } };
  const line = (name: string, schema: Json) => ({ type: 'object', required: [name], properties: { [name]: schema } });
  const lines = [
    line('progress', hoist(jsonSchema(route.progress, 'output'), components)),
    line('reply', reply),
    line('problem', { $ref: '#/components/schemas/Problem' }),
  ];
  return {
    '200': {
      description:
        'Done. As application/x-ndjson one object a line: `progress` when something happened, at the end `reply` or `problem`.',
      content: { 'application/json': { schema: reply }, 'application/x-ndjson': { schema: { oneOf: lines } } },
    },
  };
}

function failures(route: Route, isPublic: boolean): Json {
  const codes = [
    ...route.errors,
    'request.invalid' as const,
    ...(isPublic ? [] : (['session.missing', 'permission.missing'] as const)),
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => String(errorCodes[code][0]));
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([status, list]) => [
        status,
        {
          description: `${statusTexts[status] ?? 'It did not work.'} ${list.join(', ')}`,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}

/** Moves named schemas to the components and points to them. */
function hoist(schema: Json, components: Record<string, Json>, suffix = ''): Json {
  const definitions = (schema.$defs ?? {}) as Record<string, Json>;
  for (const [name, definition] of Object.entries(definitions))
    components[`${name}${suffix}`] ??= pointed(definition, suffix) as Json;
  const { $defs: _defs, $schema: _schema, ...rest } = schema;
  return pointed(rest, suffix) as Json;
}

function pointed(value: unknown, suffix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => pointed(item, suffix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== '$schema' && !(key === 'id' && typeof inner === 'string'))
      .map(([key, inner]) => [
        key,
        key === '$ref' && typeof inner === 'string'
          ? `${inner.replace('#/$defs/', '#/components/schemas/')}${suffix}`
          : pointed(inner, suffix),
      ]),
  );
}
