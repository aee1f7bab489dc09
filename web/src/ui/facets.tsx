import type { ReactNode } from 'react';
import { count } from '../lib/formats.ts';
import { kitText } from '../lib/text/kit.ts';

export type FacetOption = { value: string; label: string; mark?: ReactNode; count: number; isOn: boolean };
export type FacetGroup = { id: string; title: string; options: readonly FacetOption[] };

/** Filters with counts; what would show nothing stays, dimmed, so that the column does not jump. */
export function Facets({
  groups,
  onToggle,
}: {
  groups: readonly FacetGroup[];
  onToggle: (group: string, value: string) => void;
}) {
  return (
    <aside className="facets" aria-label={kitText.filters}>
      {groups.map((group) => (
        <section key={group.id} aria-labelledby={`facet-${group.id}`}>
          <h2 id={`facet-${group.id}`}>{group.title}</h2>
          {group.options.map((option) => (
            <label
              key={option.value}
              className={option.count === 0 && !option.isOn ? 'zero' : undefined}
              title={option.label}
            >
              <input
                type="checkbox"
                className="box"
                checked={option.isOn}
                onChange={() => onToggle(group.id, option.value)}
              />
              <span>
                {option.mark}
                {option.mark ? ' ' : null}
                {option.label}
              </span>
              <span>{count(option.count)}</span>
            </label>
          ))}
        </section>
      ))}
    </aside>
  );
}
