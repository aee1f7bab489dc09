import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { useAllKeys } from '../lib/use-keys.ts';
import { useSearchChange } from '../lib/use-search-change.ts';
import { HueSquare } from '../ui/customer.tsx';

export type Entry = { id: string; label: string; mark?: ReactNode; keys?: string; run: () => void };

/** Numbers, what the keys do here, customers, and the words as a search; the nearest first. */
export function useEntries(words: string, onHelp: () => void): Entry[] {
  const navigate = useNavigate();
  const change = useSearchChange();
  const may = useMay();
  const { customers } = useMe();
  const keys = useAllKeys();
  const upper = words.toUpperCase();
  const isCve = /^CVE-\d{4}-\d+$/.test(upper);
  const isHit = (label: string) => words.split(/\s+/).every((word) => label.toLowerCase().includes(word.toLowerCase()));
  const alerts = may('alert:read');
  const findings = may('finding:read');

  const numbers: Entry[] = [];
  if (alerts && /^[A-Z]{2,8}-\d{1,9}$/.test(upper)) {
    numbers.push({
      id: 'alert',
      label: shellText.openNumber(upper),
      run: () => void navigate({ to: '/a/$number', params: { number: upper } }),
    });
  }
  if (findings && /^[A-Z]{2,8}-F-\d{1,9}$/.test(upper)) {
    numbers.push({
      id: 'finding',
      label: shellText.openNumber(upper),
      run: () => void navigate({ to: '/f/$number', params: { number: upper } }),
    });
  }
  const commands: Entry[] = keys
    .filter(
      (binding) => !binding.isHidden && binding.isEnabled !== false && binding.was !== 'Mod+k' && isHit(binding.label),
    )
    .map((binding) => ({
      id: `key ${binding.scope} ${binding.was}`,
      label: binding.label,
      keys: binding.was,
      run: binding.was === '?' ? onHelp : () => binding.run(new KeyboardEvent('keydown')),
    }));
  const people: Entry[] = customers
    .filter((customer) => isHit(customer.name) || isHit(customer.mark))
    .map((customer) => ({
      id: customer.id,
      label: shellText.showOnly(customer.name),
      mark: <HueSquare hue={customer.hue} />,
      run: () => change({ lens: customer.code, sel: undefined }),
    }));
  const searches: Entry[] = [];
  if (words && findings && isCve) {
    searches.push({
      id: 'cve',
      label: shellText.searchFindings(upper),
      run: () => void navigate({ to: '/findings', search: { q: `cve:${upper}` } }),
    });
  }
  if (words && alerts)
    searches.push({
      id: 'alerts',
      label: shellText.searchAlerts(words),
      run: () => void navigate({ to: '/alerts', search: { q: words } }),
    });
  if (words && findings && !isCve) {
    searches.push({
      id: 'findings',
      label: shellText.searchFindings(words),
      run: () => void navigate({ to: '/findings', search: { q: words } }),
    });
  }
  const all = isCve ? [...searches, ...commands] : [...numbers, ...commands, ...people, ...searches];
  return all.filter((entry, index) => all.findIndex((other) => other.label === entry.label) === index);
}
