import { useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useSearchChange } from '../../lib/use-search-change.ts';

const settleMs = 200;

/**
 * The selected row. It is kept here, because walking rows must not wait for the router, and follows into the address
 * when the walk rests.
 */
export function useSelection(): [string | null, (id: string | null) => void] {
  const { sel } = useSearch({ strict: false }) as { sel?: string };
  const change = useSearchChange();
  const [selected, setSelected] = useState<string | null>(sel ?? null);
  const [seen, setSeen] = useState(sel);
  if (seen !== sel) {
    setSeen(sel);
    if (sel !== undefined) setSelected(sel);
  }
  useEffect(() => {
    if ((selected ?? undefined) === sel) return;
    const timer = setTimeout(() => change({ sel: selected ?? undefined }, { replace: true }), settleMs);
    return () => clearTimeout(timer);
  }, [selected, sel, change]);
  return [selected, useCallback((id: string | null) => setSelected(id), [])];
}
