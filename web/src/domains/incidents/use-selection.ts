import { useCallback, useEffect, useState } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';

const settleMs = 200;

/**
 * The selected row. It is kept here, because walking rows must not wait for the router, and follows into the address
 * when the walk rests.
 */
export function useSelection(): [string | null, (id: string | null) => void] {
  const { sel } = useSearch({ strict: false }) as { sel?: string };
  const navigate = useNavigate();
  const [selected, setSelected] = useState<string | null>(sel ?? null);
  const [seen, setSeen] = useState(sel);
  if (seen !== sel) {
    setSeen(sel);
    if (sel !== undefined) setSelected(sel);
  }
  useEffect(() => {
    if ((selected ?? undefined) === sel) return;
    const timer = setTimeout(() => {
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) => ({ ...before, sel: selected ?? undefined })) as never,
        replace: true,
      });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [selected, sel, navigate]);
  return [selected, useCallback((id: string | null) => setSelected(id), [])];
}
