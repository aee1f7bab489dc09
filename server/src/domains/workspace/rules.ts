import { builtInViews, type SavedView } from '@watchfloor/contract';

/** The part of an address that a view's name becomes: small letters, digits and hyphens; never that of a built-in view. */
export function slugOf(screen: SavedView['screen'], name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  if (slug === '') return 'view';
  // No name has two hyphens in its slug: the view of another name is not overwritten by this one.
  return builtInViews[screen].some((one) => one === slug) ? `${slug}--saved` : slug;
}
