import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../../lib/session.ts';

type Place = { slug: string | null; search: Record<string, string> };

const shelf = 'wf.queue';

/** What `Link` and `navigate` take to go there. */
const linkOf = ({ slug, search }: Place) => ({
  to: slug === null ? '/alerts' : '/alerts/v/$slug',
  params: (slug === null ? {} : { slug }) as never,
  search: search as never,
});

/** Remembers where in the queue the person is, for this tab: an alert's own page leads back there, also after a reload. */
export function useNotedPlace(): void {
  const { id } = useMe();
  const { slug = null } = useParams({ strict: false }) as { slug?: string };
  const search = useSearch({ strict: false }) as Record<string, string>;
  const text = JSON.stringify({ by: id, slug, search });
  useEffect(() => {
    try {
      sessionStorage.setItem(shelf, text);
    } catch {
      // Without storage the way back leads to the queue as it opens by itself.
    }
  }, [text]);
}

/** The way back to the queue as it was left, with the alert selected. */
export function useWayBack(selected: string | undefined) {
  const { id } = useMe();
  const { slug, search } = placeOf(kept(), id);
  return linkOf({ slug, search: selected === undefined ? search : { ...search, sel: selected } });
}

const kept = (): string | null => {
  try {
    return sessionStorage.getItem(shelf);
  } catch {
    return null;
  }
};

/** Reads what was kept; what somebody else left behind, or nobody can read, is the queue as it opens by itself. */
export function placeOf(text: string | null, me: string): Place {
  const nowhere: Place = { slug: null, search: {} };
  try {
    const read: unknown = JSON.parse(text ?? 'null');
    if (typeof read !== 'object' || read === null || !('by' in read) || read.by !== me) return nowhere;
    const { slug, search } = read as { slug?: unknown; search?: unknown };
    return {
      slug: typeof slug === 'string' ? slug : null,
      search: Object.fromEntries(
        Object.entries(typeof search === 'object' ? (search ?? {}) : {}).filter(
          ([, value]) => typeof value === 'string',
        ),
      ),
    };
  } catch {
    return nowhere;
  }
}
