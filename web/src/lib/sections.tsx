import type { Permission } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { shellText } from './text/shell.ts';

export type Page = {
  to: '/' | '/alerts' | '/findings' | '/customers' | '/platform/health' | '/platform/connectors';
  label: string;
  permission: Permission | null;
};
export type Section = {
  id: string;
  label: string;
  icon: ReactNode;
  pages: readonly Page[];
  isLow?: boolean;
  prefixes: readonly string[];
};

/** Sections of the rail with their pages; only what exists. */
export const sections: readonly Section[] = [
  {
    id: 'home',
    label: shellText.home,
    icon: <path d="M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z" />,
    pages: [{ to: '/', label: shellText.myShift, permission: null }],
    prefixes: [],
  },
  {
    id: 'triage',
    label: shellText.triage,
    icon: (
      <>
        <path d="M4 6h16M4 12h10M4 18h7" />
        <path d="m16 16 2 2 4-4" />
      </>
    ),
    pages: [{ to: '/alerts', label: shellText.alerts, permission: 'alert:read' }],
    prefixes: ['/alerts', '/a/'],
  },
  {
    id: 'exposure',
    label: shellText.exposure,
    icon: (
      <>
        <path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z" />
        <path d="M12 9v4M12 16h.01" />
      </>
    ),
    pages: [{ to: '/findings', label: shellText.findings, permission: 'finding:read' }],
    prefixes: ['/findings', '/f/'],
  },
  {
    id: 'customers',
    label: shellText.customers,
    icon: <path d="M4 20V8l8-4 8 4v12M9 20v-6h6v6" />,
    pages: [{ to: '/customers', label: shellText.customers, permission: 'customer:read' }],
    prefixes: ['/customers'],
  },
  {
    id: 'platform',
    label: shellText.platform,
    icon: (
      <>
        <rect x="4" y="4" width="16" height="6" rx="1" />
        <rect x="4" y="14" width="16" height="6" rx="1" />
        <path d="M8 7h.01M8 17h.01" />
      </>
    ),
    pages: [
      { to: '/platform/health', label: shellText.health, permission: 'health:read' },
      { to: '/platform/connectors', label: shellText.connectors, permission: 'connection:read' },
    ],
    isLow: true,
    prefixes: ['/platform'],
  },
];

/** The section that an address belongs to; none where no page is. */
export const sectionAt = (path: string): Section | undefined =>
  sections.find(({ pages, prefixes }) =>
    path === '/' ? pages.some((page) => page.to === path) : prefixes.some((prefix) => path.startsWith(prefix)),
  );

/** Pages of a section by its id, less those that the role can never use. */
export const pagesOf = (id: string, may: (permission: Permission) => boolean): readonly Page[] =>
  sections
    .find((section) => section.id === id)
    ?.pages.filter((page) => page.permission === null || may(page.permission)) ?? [];
