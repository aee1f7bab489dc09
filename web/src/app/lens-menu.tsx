import { useNavigate } from '@tanstack/react-router';
import { useLens, useMe } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { HueSquare } from '../ui/customer.tsx';
import { Menu, MenuCheck, MenuLine } from '../ui/menu.tsx';

/** Chooses whose data every page shows; kept in the address. */
export function LensMenu({ isOpen, onOpen }: { isOpen: boolean; onOpen: (isOpen: boolean) => void }) {
  const { customers } = useMe();
  const lens = useLens();
  const navigate = useNavigate();
  const choose = (codes: readonly string[]) =>
    void navigate({
      to: '.',
      search: ((before: Record<string, unknown>) => ({
        ...before,
        sel: undefined,
        lens: codes.length > 0 ? codes.join(',') : undefined,
      })) as never,
    });
  const toggle = (code: string) => {
    const before = lens.isAll ? [] : lens.customers.map((customer) => customer.code);
    choose(before.includes(code) ? before.filter((one) => one !== code) : [...before, code]);
  };
  const single = !lens.isAll && lens.customers.length === 1 ? lens.customers[0] : undefined;
  const words = lens.isAll
    ? shellText.allCustomers
    : (single?.name ?? lens.customers.map((customer) => customer.mark).join(', '));
  const target = (
    <button type="button" className="lens" title={shellText.lens}>
      <span className="hidden-text">{shellText.lensIs}</span>
      {lens.customers.slice(0, 4).map((customer) => (
        <HueSquare key={customer.id} hue={customer.hue} />
      ))}
      <span>{words}</span>
      {single ? null : <span className="dim">{lens.customers.length}</span>}
    </button>
  );
  return (
    <Menu target={target} isOpen={isOpen} onOpen={onOpen}>
      <MenuCheck isOn={lens.isAll} onChange={() => choose([])}>
        {shellText.allCustomers}
      </MenuCheck>
      <MenuLine />
      {customers.map((customer) => {
        const isOn = !lens.isAll && lens.customers.includes(customer);
        return (
          <MenuCheck key={customer.id} isOn={isOn} onChange={() => toggle(customer.code)}>
            <HueSquare hue={customer.hue} /> {customer.name} <span className="dim">{customer.mark}</span>
          </MenuCheck>
        );
      })}
    </Menu>
  );
}
