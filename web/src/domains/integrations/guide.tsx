import { connectorsText } from '../../lib/text/connectors.ts';
import { productOf } from './state.ts';

/** Leads to the written guide of a connector, beside what is being filled in. */
export const Guide = ({ kind }: { kind: string }) => (
  <a href={`/docs/connectors/${kind}.md`} target="_blank" rel="noreferrer">
    {connectorsText.guide(productOf(kind))}
  </a>
);
