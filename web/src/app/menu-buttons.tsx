import type { ComponentProps } from 'react';
import { initials } from '../lib/formats.ts';
import { useLens, useMe } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { HueSquare } from '../ui/customer.tsx';

type Props = ComponentProps<'button'>;

/** Opens the account's menu. */
export function AccountButton({ className = '', ...props }: Props) {
  const { username } = useMe();
  return (
    <button type="button" {...props} className={`me ${className}`} title={username}>
      <span aria-hidden="true">{initials(username)}</span>
      <span className="hidden-text">{shellText.account(username)}</span>
    </button>
  );
}

/** Says whose data is shown, and opens the choice. */
export function LensButton({ className = '', ...props }: Props) {
  const { isAll, customers } = useLens();
  const single = !isAll && customers.length === 1 ? customers[0] : undefined;
  const words = isAll ? shellText.allCustomers : (single?.name ?? customers.map(({ mark }) => mark).join(', '));
  return (
    <button type="button" {...props} className={`lens ${className}`} title={shellText.lens}>
      <span className="hidden-text">{shellText.lensIs}</span>
      {customers.slice(0, 4).map((customer) => (
        <HueSquare key={customer.id} hue={customer.hue} />
      ))}
      <span>{words}</span>
      {single ? null : <span className="dim">{customers.length}</span>}
    </button>
  );
}
