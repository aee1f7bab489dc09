import { Link } from '@tanstack/react-router';
import type { Source } from '@watchfloor/contract';
import { ago, count } from '../../lib/formats.ts';
import { useMay } from '../../lib/session.ts';
import { isFailing, isQuiet, lagOf } from '../../lib/source-state.ts';
import { healthText } from '../../lib/text/health.ts';
import { troubleOf } from './source-words.ts';

const words = healthText.sourceColumns;

/** Each source with how far it is behind, and its last error where it has one. */
export function SourcesPanel({ sources, now }: { sources: readonly Source[]; now: Date }) {
  const may = useMay();
  return (
    <section className="panel wide" aria-label={healthText.sources}>
      <h2>{healthText.sources}</h2>
      {sources.length === 0 ? (
        <p className="in soft">
          {healthText.noSources}{' '}
          {may('connection:update') ? <Link to="/platform/connectors/new">{healthText.connect}</Link> : null}
        </p>
      ) : (
        <div className="scroll">
          <table aria-label={healthText.sourcesTable}>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.customer}</th>
                <th scope="col" className="num">
                  {words.lag}
                </th>
                <th scope="col" className="num">
                  {words.lastOk}
                </th>
                <th scope="col" className="num">
                  {words.lastEvent}
                </th>
                <th scope="col" className="num">
                  {words.parked}
                </th>
                <th scope="col">{words.error}</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <Row key={source.id} source={source} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ source, now }: { source: Source; now: Date }) {
  const isBad = isFailing(source);
  const isSilent = isQuiet(source);
  const when = (at: string | null) => (at ? ago(at, now) : healthText.never);
  return (
    <tr>
      <td>
        <span
          className={`dot${isBad || isSilent ? ' is-bad' : source.isEnabled ? '' : ' is-unknown'}`}
          aria-hidden="true"
        />{' '}
        <Link to="/platform/connectors" search={{ sel: source.connectionId }}>
          {source.connectionName}
        </Link>{' '}
        <span className="dim">{source.name}</span>
      </td>
      <td className="soft">{source.customer?.name}</td>
      <td data-head={words.lag} className={`num${isBad ? ' warn' : ''}`}>
        {lagOf(source)}
      </td>
      <td data-head={words.lastOk} className="num soft">
        {when(source.lastOkAt)}
      </td>
      <td data-head={words.lastEvent} className={`num ${isSilent ? 'warn' : 'soft'}`}>
        {when(source.lastEventAt)}
      </td>
      <td data-head={words.parked} className="num">
        {source.parked > 0 ? <span className="warn">{count(source.parked)}</span> : '0'}
      </td>
      <td className={isBad || isSilent ? 'error' : 'soft'} title={troubleOf(source) ?? undefined}>
        {troubleOf(source)}
      </td>
    </tr>
  );
}
