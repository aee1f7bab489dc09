import { Link } from '@tanstack/react-router';
import type { Finding, FindingRow } from '@watchfloor/contract';
import { ago, instant } from '../../lib/formats.ts';
import { useAsk } from '../../lib/queries.ts';
import { useZone } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { kitText } from '../../lib/text/kit.ts';
import { useNow } from '../../lib/use-live.ts';
import { CustomerChip } from '../../ui/customer.tsx';
import { Hint } from '../../ui/kbd.tsx';
import { Pane } from '../../ui/pane.tsx';
import { SeverityGlyph } from '../../ui/severity.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Background, FixPart, OtherHosts, PriorityCard, ScannerFacts, StateCard } from './finding-cards.tsx';

type Props = {
  id: string;
  /** What the list knows already, shown until the finding is read. */
  row?: FindingRow | undefined;
  /** Shows another finding in the place of this one. */
  onOpen?: (id: string) => void;
  isPage?: boolean;
};

/** Everything about one finding: how it is scored, what fixes it, where else it is. */
export function FindingPane({ id, row, onOpen, isPage = false }: Props) {
  const now = useNow(15_000);
  const answer = useAsk('getFinding', { params: { findingId: id } });
  const finding = answer.data;
  const shown: FindingRow | undefined = finding ?? row;
  return (
    <Pane isPage={isPage} label={shown ? `${shown.number} ${shown.cveId}` : findingsText.loadingFinding}>
      {shown ? <Header row={shown} now={now} isPage={isPage} /> : null}
      <div className="body">
        {isPage ? <h2 className="hidden-text">{kitText.details}</h2> : null}
        {answer.isError && !finding ? (
          <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />
        ) : null}
        {answer.isPending ? <Skeleton rows={8} /> : null}
        {finding ? <Body finding={finding} now={now} onOpen={onOpen} /> : null}
      </div>
      <div className="hints">
        {isPage ? (
          <Hint keys="Escape" label={findingsText.hints.back} />
        ) : (
          <>
            <Hint keys={['j', 'k']} label={findingsText.hints.next} />
            <Hint keys="Enter" label={findingsText.hints.page} />
          </>
        )}
        <Hint keys="y" label={findingsText.hints.copy} />
        <Hint keys="?" label={findingsText.hints.help} />
      </div>
    </Pane>
  );
}

function Body({ finding, now, onOpen }: { finding: Finding; now: Date; onOpen: ((id: string) => void) | undefined }) {
  return (
    <>
      <div className="two">
        <PriorityCard finding={finding} />
        <StateCard finding={finding} now={now} />
      </div>
      <FixPart finding={finding} />
      <ScannerFacts finding={finding} />
      <OtherHosts finding={finding} onOpen={onOpen} />
      <Background finding={finding} />
    </>
  );
}

function Header({ row, now, isPage }: { row: FindingRow; now: Date; isPage: boolean }) {
  const zone = useZone();
  const Title = isPage ? 'h1' : 'h2';
  const versions = findingsText.versions(row.installedVersion, row.fixedVersion);
  return (
    <header>
      <div className="facts">
        <SeverityGlyph severity={row.severity} />
        <span className="mono">{row.cveId}</span>
        <CustomerChip customer={row.customer} />
        <span className="mono">{row.asset.name}</span>
        {isPage ? (
          <span className="dim">{row.number}</span>
        ) : (
          <Link className="dim" to="/f/$number" params={{ number: row.number }}>
            {row.number}
          </Link>
        )}
      </div>
      <Title>{row.title || row.cveId}</Title>
      <div className="facts">
        <span>
          {row.packageName}
          {versions ? ` · ${versions}` : ''}
        </span>
        <span title={instant(row.detectedAt, zone)}>{findingsText.firstSeen(ago(row.detectedAt, now))}</span>
        {row.patchedAt ? (
          <span title={instant(row.patchedAt, zone)}>{findingsText.patchedAgo(ago(row.patchedAt, now))}</span>
        ) : null}
        {row.exploit === 'unknown' ? null : (
          <span className={row.exploit === 'available' ? 'warn' : undefined}>
            {findingsText.exploits[row.exploit].toLowerCase()}
          </span>
        )}
      </div>
    </header>
  );
}
