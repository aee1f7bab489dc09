import type { Route } from '@watchfloor/contract';
import type { Context } from '../domains/access/index.ts';

/** Passes an export on once its start is in the audit trail; what is refused before its first line leaves nothing there. */
export async function* recordedExport(
  context: Context,
  route: Route,
  query: unknown,
  lines: AsyncIterable<string>,
): AsyncGenerator<string> {
  let isRecorded = false;
  for await (const line of lines) {
    if (!isRecorded)
      await context.write((tx) =>
        context.record(tx, {
          type: 'data_exported',
          description: `Began ${route.operationId} as CSV.`,
          customerId: null,
          resource: { type: 'route', id: route.operationId },
          after: { format: 'csv', query },
        }),
      );
    isRecorded = true;
    yield line;
  }
}
