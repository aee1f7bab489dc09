import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CappedCount } from '@watchfloor/contract';
import type { Reply } from '../../lib/api.ts';
import { ago, cappedCount } from '../../lib/formats.ts';
import { ask } from '../../lib/queries.ts';
import { partsOf, queryOf } from '../../lib/query-tokens.ts';
import { useMay } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, FilteredEmpty } from '../../ui/states.tsx';
import { InventoryNote } from './inventory-note.tsx';

type Props = {
  query: string;
  isUsual: boolean;
  inventory: Reply<'countFindings'>['inventory'] | undefined;
  lens: string | undefined;
  now: Date;
  onQuery: (query: string) => void;
  /** How many match one by one while no group does; groups hold only what still asks for work. */
  ungrouped: CappedCount | null;
  onFlat: () => void;
};

/** Why there is no row: nothing was ever read, nothing is open, or the query leaves nothing over. */
export function NoFindings({ query, isUsual, inventory, lens, now, onQuery, ungrouped, onFlat }: Props) {
  const may = useMay();
  if (ungrouped && ungrouped.value > 0) {
    return (
      <FilteredEmpty
        title={findingsText.noGroup}
        actions={
          <Button kind="main" onClick={onFlat}>
            {findingsText.showFlat(cappedCount(ungrouped))}
          </Button>
        }
      >
        {findingsText.noGroupBody}
      </FilteredEmpty>
    );
  }
  if (!isUsual && query !== '') return <NothingMatches query={query} lens={lens} onQuery={onQuery} />;
  if (!inventory || inventory.assets === 0) {
    return (
      <EmptyState
        title={findingsText.noInventory}
        actions={
          may('connection:update') ? (
            <Link className="btn main" to="/platform/connectors/new">
              {findingsText.connect}
            </Link>
          ) : undefined
        }
      >
        {findingsText.noInventoryBody}
      </EmptyState>
    );
  }
  const seen = findingsText.inventory(inventory.assets - inventory.silent, inventory.assets);
  return (
    <EmptyState
      title={findingsText.empty}
      actions={<Button onClick={() => onQuery('status:patched')}>{findingsText.showPatched}</Button>}
    >
      {findingsText.emptyBody(seen, inventory.scannedAt ? ago(inventory.scannedAt, now) : null)}
      {inventory.silent > 0 ? (
        <>
          <br />
          <InventoryNote inventory={inventory} now={now} />
        </>
      ) : null}
    </EmptyState>
  );
}

const tokensTried = 5;

/** Tells for each part of the query how much would match without it, so that the one in the way is found at once. */
function NothingMatches({
  query,
  lens,
  onQuery,
}: {
  query: string;
  lens: string | undefined;
  onQuery: (q: string) => void;
}) {
  const tokens = partsOf(query).slice(0, tokensTried);
  const without = tokens.map((left) => queryOf(partsOf(query).filter((token) => token.start !== left.start)));
  const answers = useQueries({
    queries: without.map((q) => ask('countFindings', { query: { q, ...(lens ? { lens } : {}) } })),
  });
  const found = tokens.flatMap((token, index) => {
    const total = answers[index]?.data?.total;
    const rest = without[index];
    return total && total.value > 0 && rest !== undefined ? [{ token: token.text, rest, total }] : [];
  });
  const isAnswered = answers.every((answer) => !answer.isPending);
  return (
    <FilteredEmpty
      title={findingsText.filteredEmpty}
      actions={
        <>
          {found.map((one) => (
            <Button key={one.token} onClick={() => onQuery(one.rest)}>
              {findingsText.remove(one.token)}
            </Button>
          ))}
          <Button onClick={() => onQuery('status:open')}>{findingsText.allOpen}</Button>
        </>
      }
    >
      {found.map((one) => (
        <span key={one.token}>
          {findingsText.without(cappedCount(one.total), one.token)}
          <br />
        </span>
      ))}
      {isAnswered && found.length === 0 ? findingsText.withoutNone : null}
    </FilteredEmpty>
  );
}
