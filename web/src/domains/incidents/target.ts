import type { AlertRow } from '@watchfloor/contract';
import { isEmpty, type Picks } from './picks.ts';
import type { Target } from './use-actions.ts';

type Count = { value: number; isCapped: boolean };
type Seen = {
  picks: Picks;
  /** The selected alert, whether it is among the rows or only in the pane. */
  row: Pick<AlertRow, 'id' | 'number'> | undefined;
  loaded: number;
  total: Count | undefined;
  asOf: string | undefined;
  q: string;
  lens: string | undefined;
};

/** What a verb is for at the moment: what is picked, else what is selected; `null` when there is neither. */
export function targetOf({ picks, row, loaded, total, asOf, q, lens }: Seen): Target | null {
  if (picks.kind === 'all') {
    return { kind: 'all', total: total?.value ?? loaded, isCapped: total?.isCapped ?? false, q, lens, until: asOf };
  }
  if (!isEmpty(picks)) return { kind: 'these', ids: [...picks.ids] };
  return row ? { kind: 'one', id: row.id, number: row.number } : null;
}
