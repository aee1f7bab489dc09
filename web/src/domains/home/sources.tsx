import { Link } from '@tanstack/react-router';
import type { Source } from '@watchfloor/contract';
import { ago, span } from '../../lib/formats.ts';
import { isFailing, isQuiet, lagOf } from '../../lib/source-state.ts';
import { homeText } from '../../lib/text/home.ts';
import { type Blind, blindOf } from './blind.ts';
import { Panel } from './panel.tsx';
import type { Health } from './use-health.ts';

/** How far each source is behind, and the sentence of each that does not answer or fell silent. */
export function Sources({ health, now }: { health: Health; now: Date }) {
  const sources = health.data?.sources ?? [];
  const blind = blindOf(sources);
  return (
    <Panel title={homeText.sources} answer={health} right={<Link to="/platform/health">{homeText.asked}</Link>}>
      {sources.length === 0 ? <p className="in soft">{homeText.noSources}</p> : null}
      <ul className="rows">
        {sources.map((source) => (
          <li key={source.id} className={isFailing(source) || isQuiet(source) ? 'warn' : undefined}>
            <Link to="/platform/connectors" search={{ sel: source.connectionId }}>
              <span className="what">
                {source.connectionName} <span className="dim">{source.customer?.name ?? source.name}</span>
              </span>
              <span className="num">{lagWords(source)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {sources.length > 0 ? (
        <div className="in after">
          <h3>{homeText.blind}</h3>
          {blind.length === 0 ? <p className="soft">{homeText.allSeen}</p> : null}
          {blind.map((one) => (
            <p key={one.key} className="soft">
              {homeText.blindSource(one.who, one.trouble)} {afterOf(one, now)}{' '}
              <Link to="/platform/connectors" search={{ sel: one.connectionId }}>
                {homeText.open}
              </Link>
            </p>
          ))}
        </div>
      ) : null}
    </Panel>
  );
}

function afterOf(one: Blind, now: Date): string {
  if (one.kind === 'quiet') return homeText.quietAdvice;
  return one.lastOkAt ? homeText.lastGood(ago(one.lastOkAt, now)) : homeText.neverGood;
}

const lagWords = (source: Source): string =>
  source.quiet && isQuiet(source) ? homeText.silent(span(source.quiet.forS)) : lagOf(source, homeText.behind);
