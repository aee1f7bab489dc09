import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from './session.ts';

type Place = { slug: string | null; search: Record<string, string> };
type List = '/alerts' | '/findings';

const shelfOf = (list: List) => `wf.back${list}`;

/** What `Link` and `navigate` take to go there. */
const linkOf = (list: List, { slug, search }: Place) => ({
  to: list === '/alerts' && slug !== null ? ('/alerts/v/$slug' as const) : list,
  params: (slug === null ? {} : { slug }) as never,
  search: search as never,
});

/** Remembers where in a list the person is, for this tab: the page of one row leads back there, also after a reload. */
export function useNotedPlace(list: List): void {
  const { id } = useMe();
  const { slug = null } = useParams({ strict: false }) as { slug?: string };
  const search = useSearch({ strict: false }) as Record<string, string>;
  const text = JSON.stringify({ by: id, slug, search });
  useEffect(() => {
    try {
      sessionStorage.setItem(shelfOf(list), text);
    } catch {
      // Without storage the way back leads to the list as it opens by itself.
    }
  }, [list, text]);
}

/** The way back to the list as it was left, with the row selected. */
export function useWayBack(list: List, selected: string | undefined) {
  const { id } = useMe();
  const { slug, search } = placeOf(kept(list), id);
  return linkOf(list, { slug, search: selected === undefined ? search : { ...search, sel: selected } });
}

const kept = (list: List): string | null => {
  try {
    return sessionStorage.getItem(shelfOf(list));
  } catch {
    return null;
  }
};

/** Reads what was kept; what somebody else left behind, or nobody can read, is the list as it opens by itself. */
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
