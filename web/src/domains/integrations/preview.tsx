import { age, count } from '../../lib/formats.ts';
import { useMe } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { useNow } from '../../lib/use-live.ts';
import { Part } from '../../ui/pane.tsx';
import { Choice } from './choice.tsx';
import { type Since, sinceChoices } from './draft.ts';
import type { ProbeReply } from './use-probe.ts';

const words = connectorsText.new;
export const levels = Array.from({ length: 17 }, (_, level) => ({
  value: String(level),
  label: connectorsText.levels(level),
}));
export const sinceOptions = sinceChoices.map((value) => ({ value, label: connectorsText.since[value] }));

export type ReadFrom = { since: Since; minLevel: number; customerId: string | null };
type Props = { preview: ProbeReply['preview']; from: ReadFrom; onFrom: (from: ReadFrom) => void };

/** What would come in, before anything does: how much, what it looks like, from where and from which level. */
export function Preview({ preview, from, onFrom }: Props) {
  const now = useNow(30_000);
  const { customers } = useMe();
  const samples = preview?.samples ?? [];
  return (
    <section className="preview" aria-label={words.preview}>
      <h2 className="hidden-text">{words.preview}</h2>
      <div>
        <Choice
          label={words.since}
          value={from.since}
          options={sinceOptions}
          onChange={(value) => onFrom({ ...from, since: sinceChoices.find((one) => one === value) ?? '24h' })}
        />
        <Choice
          label={words.level}
          value={String(from.minLevel)}
          options={levels}
          onChange={(value) => onFrom({ ...from, minLevel: Number(value) })}
          hint={
            preview?.perDay == null
              ? words.noVolume
              : words.perDay(count(Math.round(preview.perDay)), connectorsText.levels(from.minLevel))
          }
        />
        <Choice
          label={connectorsText.edit.customer}
          value={from.customerId ?? ''}
          options={[
            { value: '', label: connectorsText.edit.defaultCustomer },
            ...customers.map((customer) => ({ value: customer.id, label: customer.name })),
          ]}
          onChange={(value) => onFrom({ ...from, customerId: value || null })}
        />
      </div>
      <Part title={words.sampleTitle}>
        {samples.length === 0 ? <p className="soft">{words.noSamples}</p> : null}
        <ul className="samples">
          {samples.map((sample, index) => (
            // Samples are shown once, in the order of the answer.
            <li key={index}>
              <span className="dim num">{sample.at ? age(sample.at, now) : ''}</span>
              <span className="what" title={sample.title}>
                {sample.title}
              </span>
              <span className="soft mono">{sample.host}</span>
              <span className="dim">{words.sampleLevel(sample.level)}</span>
            </li>
          ))}
        </ul>
      </Part>
    </section>
  );
}
