export { routes } from '@watchfloor/contract';

import type { routes } from '@watchfloor/contract';

export type OperationKey = keyof typeof routes;
