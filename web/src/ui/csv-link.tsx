import { addressOf, type Input } from '../lib/api.ts';
import type { OperationName } from '../lib/contract.ts';
import { kitText } from '../lib/text/kit.ts';

type Export = Extract<OperationName, `export${string}`>;
type Props<K extends Export> = { of: K; input: Input<K>; what: string };

/** Takes along all that a list matches, not only the page on the screen. */
export const CsvLink = <K extends Export>({ of, input, what }: Props<K>) => (
  <a href={addressOf(of, input)} download title={kitText.csvHint(what)}>
    {kitText.csv}
  </a>
);
