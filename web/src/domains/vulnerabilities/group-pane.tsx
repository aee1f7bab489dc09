import type { FindingGroup } from '@watchfloor/contract';
import { span } from '../../lib/formats.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { useNow } from '../../lib/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { CustomerChip } from '../../ui/customer.tsx';
import { Pane, Part } from '../../ui/pane.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';
import { groupName, priority } from './columns.tsx';
import type { Grouping } from './views.ts';

type Props = { group: FindingGroup; by: Grouping; isOpen: boolean; onToggle: () => void };

/** A group in the pane: how much it is, whose, how bad. */
export function GroupPane({ group, by, isOpen, onToggle }: Props) {
  const now = useNow(60_000);
  const name = groupName(group, by);
  return (
    <Pane label={findingsText.groupPane(name.title)}>
      <header>
        <div className="facts">
          <SeverityGlyph severity={group.severity} />
          {group.customers.map((customer) => (
            <CustomerChip key={customer.id} customer={customer} />
          ))}
        </div>
        <h2>{name.title}</h2>
        <div className="facts">
          {name.more ? <span>{name.more}</span> : null}
          <span>{findingsText.groupFacts(group.findings, group.assets)}</span>
          {group.exploited > 0 ? <span className="warn">{findingsText.groupExploited(group.exploited)}</span> : null}
        </div>
      </header>
      <div className="actions">
        <Button kind="main" keys="Enter" onClick={onToggle}>
          {isOpen ? findingsText.closeGroup : findingsText.openGroup}
        </Button>
      </div>
      <div className="body">
        {by === 'fix' ? (
          <div className="soft">
            {group.subtitle !== null ? findingsText.groupCloses(group.findings, group.assets) : findingsText.groupNoFix}
          </div>
        ) : null}
        <div className="two">
          <div className="card">
            <div className="dim">{findingsText.priority}</div>
            <div className="big">{priority(group.topPriority)}</div>
          </div>
          <div className="card">
            <div className="dim">{findingsText.columns.oldest}</div>
            <div className="big">{span((now.getTime() - Date.parse(group.oldestAt)) / 1_000)}</div>
          </div>
        </div>
        <Part title={findingsText.columns.cvss}>
          <div className="soft">{findingsText.cvss(group.score, null)}</div>
        </Part>
      </div>
    </Pane>
  );
}
