import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Page } from '../lib/sections.tsx';
import { kitText } from '../lib/text/kit.ts';

export type ViewTab = {
  id: string;
  name: string;
  to: string;
  search?: Record<string, string | undefined>;
  params?: Record<string, string>;
  isOn: boolean;
  count?: string | undefined;
  isModified?: boolean;
};

type Props = {
  pages: readonly Page[];
  on: string;
  views?: readonly ViewTab[];
  label: string;
  modified?: string;
  children?: ReactNode;
};

/** Pages of the section as tabs, the saved views beside them, and what can be done with the view at the right. */
export function Pages({ pages, on, views = [], label, modified = kitText.modified, children }: Props) {
  const strip = useRef<HTMLElement>(null);
  const present = views.find((view) => view.isOn)?.id;
  // On a narrow screen the one that is on may lie beside the strip.
  useEffect(() => {
    if (present !== undefined)
      strip.current?.querySelector('.view.on')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [present]);
  return (
    <nav ref={strip} className="pages" aria-label={label}>
      {pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          className={page.to === on ? 'on' : ''}
          activeProps={{}}
          aria-current={page.to === on ? 'page' : undefined}
        >
          {page.label}
        </Link>
      ))}
      {views.length > 0 ? <span className="sep" /> : null}
      {views.map((view) => (
        <Link
          key={view.id}
          to={view.to}
          params={(view.params ?? {}) as never}
          search={(view.search ?? {}) as never}
          // A view is on only when all of it stands in the address; by itself a link without a query would always be.
          activeOptions={{ exact: true }}
          className={`view${view.isOn ? ' on' : ''}`}
          activeProps={{}}
          aria-current={view.isOn ? 'true' : undefined}
        >
          <span>{view.name}</span>
          {view.count === undefined ? null : <span className="count">{view.count}</span>}
          {view.isModified ? <span className="mod" role="img" aria-label={modified} title={modified} /> : null}
        </Link>
      ))}
      {children ? <span className="right">{children}</span> : null}
    </nav>
  );
}
