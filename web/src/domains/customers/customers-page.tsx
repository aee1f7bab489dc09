import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Customer } from '@watchfloor/contract';
import { useEffect, useMemo, useRef, useState } from 'react';
import { curlOf } from '../../lib/api.ts';
import { filled } from '../../lib/filled.ts';
import { ago, count } from '../../lib/formats.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { customersText } from '../../lib/text/customers.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useNow } from '../../lib/use-live.ts';
import { useIsWide } from '../../lib/use-width.ts';
import { Button } from '../../ui/button.tsx';
import { CsvLink } from '../../ui/csv-link.tsx';
import { HueRail } from '../../ui/customer.tsx';
import { Hint, Kbd } from '../../ui/kbd.tsx';
import { Pages } from '../../ui/pages.tsx';
import { EmptyState, ErrorState, FilteredEmpty, Forbidden, ReadFailed, Skeleton } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { CustomerPane } from './customer-pane.tsx';
import { NewCustomer } from './new-customer.tsx';

type Search = { q?: string; sel?: string; new?: string };
const noCustomers: readonly Customer[] = [];
const keyOfCustomer = (customer: Customer): string => customer.id;

/** Customers inside the scope, with what is open at each. */
export function CustomersPage() {
  const may = useMay();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const place = (part: { [K in keyof Search]?: string | undefined }) =>
    void navigate({ to: '/customers', search: filled({ ...search, ...part }), replace: true });
  const mayAdd = may('customer:update');
  return (
    <>
      <h1 className="hidden-text">{customersText.table}</h1>
      <Pages pages={pagesOf('customers', may)} on="/customers" label={shellText.views}>
        {mayAdd ? (
          <Button kind="quiet" onClick={() => place({ new: '1' })}>
            {customersText.add}
          </Button>
        ) : null}
        {may('customer:read') ? (
          <CsvLink
            of="exportCustomers"
            input={{ query: search.q ? { q: search.q } : {} }}
            what={search.q ? customersText.csv.found : customersText.csv.all}
          />
        ) : null}
      </Pages>
      {may('customer:read') ? (
        <Customers search={search} onPlace={place} mayAdd={mayAdd} />
      ) : (
        <Forbidden right="customer:read" />
      )}
    </>
  );
}

type Props = {
  search: Search;
  onPlace: (part: { [K in keyof Search]?: string | undefined }) => void;
  mayAdd: boolean;
};

function Customers({ search, onPlace, mayAdd }: Props) {
  const now = useNow(30_000);
  const isWide = useIsWide();
  const q = search.q ?? '';
  const answer = useAsk('listCustomers', { query: q ? { q } : {} }, { keep: true, everyMs: 60_000 });
  const rows = answer.data?.items ?? noCustomers;
  const selected = rows.find((row) => row.id === search.sel) ?? (isWide && search.sel !== 'none' ? rows[0] : undefined);
  useListKeys({
    rows,
    keyOf: keyOfCustomer,
    selectedKey: selected?.id ?? null,
    onSelect: (row) => onPlace({ sel: row.id }),
    onBack: () => onPlace({ sel: 'none' }),
  });
  usePageActions({ curl: () => curlOf('listCustomers', { query: q ? { q } : {} }) });
  const columns = useMemo(() => columnsAt(now), [now]);
  return (
    <>
      <FindLine value={q} onFind={(next) => onPlace({ q: next || undefined, sel: undefined })} />
      {answer.isPending ? (
        <Skeleton rows={8} />
      ) : answer.isError && !answer.data ? (
        <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />
      ) : rows.length === 0 ? (
        <Nothing query={q} mayAdd={mayAdd} onPlace={onPlace} />
      ) : (
        <div className={`split no-facets${selected ? '' : ' no-pane'}`}>
          <div className="list">
            {answer.isError ? <ReadFailed problem={answer.error} onRetry={() => void answer.refetch()} /> : null}
            <DataTable
              label={customersText.table}
              rows={rows}
              keyOf={keyOfCustomer}
              columns={columns}
              selectedKey={selected?.id ?? null}
              onSelect={(row) => onPlace({ sel: row.id })}
            />
            <footer className="foot">
              <span>{customersText.total(rows.length)}</span>
              <span className="right">
                <Hint keys={['j', 'k']} label={customersText.hints.next} />
                <Hint keys="?" label={customersText.hints.help} />
              </span>
            </footer>
          </div>
          {selected ? <CustomerPane key={selected.id} customer={selected} /> : null}
        </div>
      )}
      {search.new && mayAdd ? (
        <NewCustomer
          onClose={() => onPlace({ new: undefined })}
          onDone={(customer) => onPlace({ new: undefined, q: undefined, sel: customer.id })}
        />
      ) : null}
    </>
  );
}

const quietMs = 250;

/** A line to find by; what is typed stands in the address when the typing rests. */
function FindLine({ value, onFind }: { value: string; onFind: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  useKeys('list', [{ keys: '/', label: customersText.find, run: () => field.current?.focus() }]);
  return (
    <div className="query-place">
      <div className="query">
        <input
          ref={field}
          value={text}
          aria-label={customersText.find}
          placeholder={customersText.find}
          spellCheck={false}
          onChange={(event) => {
            const next = event.currentTarget.value;
            setText(next);
            if (timer.current) clearTimeout(timer.current);
            timer.current = setTimeout(() => onFind(next.trim()), quietMs);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <span className="right">
          <Kbd keys="/" />
        </span>
      </div>
    </div>
  );
}

function Nothing({ query, mayAdd, onPlace }: { query: string; mayAdd: boolean; onPlace: Props['onPlace'] }) {
  if (query)
    return (
      <FilteredEmpty
        title={customersText.filteredEmpty}
        actions={<Button onClick={() => onPlace({ q: undefined })}>{customersText.showAll}</Button>}
      >
        {customersText.filteredBody(query)}
      </FilteredEmpty>
    );
  return (
    <EmptyState
      title={customersText.empty}
      actions={
        mayAdd ? (
          <Button kind="main" onClick={() => onPlace({ new: '1' })}>
            {customersText.add}
          </Button>
        ) : undefined
      }
    >
      {mayAdd ? customersText.emptyBody : customersText.emptyRead}
    </EmptyState>
  );
}

function columnsAt(now: Date): Column<Customer>[] {
  const words = customersText.columns;
  return [
    {
      id: 'hue',
      label: words.mark,
      head: '',
      track: '3px',
      className: 'rail3',
      cell: (row) => <HueRail hue={row.hue} />,
    },
    { id: 'mark', label: words.mark, track: '92px', className: 'soft', cell: (row) => row.mark },
    {
      id: 'name',
      label: words.name,
      track: 'minmax(0, 1fr)',
      cell: (row) => (
        <span title={row.name}>
          {row.name}
          {row.isDefault ? <span className="dim"> · {customersText.isDefault}</span> : null}
          {row.isDemo ? <span className="dim"> · {customersText.isDemo}</span> : null}
        </span>
      ),
    },
    { id: 'code', label: words.code, track: '130px', className: 'mono soft', isWide: true, cell: (row) => row.code },
    { id: 'alerts', label: words.alerts, track: '84px', className: 'num', cell: (row) => count(row.openAlerts) },
    {
      id: 'findings',
      label: words.findings,
      track: '96px',
      className: 'num',
      isWide: true,
      cell: (row) => count(row.openFindings),
    },
    {
      id: 'hosts',
      label: words.hosts,
      track: '56px',
      className: 'num',
      isWide: true,
      cell: (row) => count(row.assets),
    },
    {
      id: 'last',
      label: words.lastEvent,
      track: '92px',
      className: 'num soft',
      isWide: true,
      cell: (row) => (row.lastEventAt ? ago(row.lastEventAt, now) : customersText.never),
    },
    {
      id: 'aliases',
      label: words.aliases,
      track: '130px',
      className: 'mono soft',
      isWide: true,
      cell: (row) => {
        const all = row.aliases.map((alias) => alias.value).join(', ');
        return <span title={all}>{all}</span>;
      },
    },
  ];
}
