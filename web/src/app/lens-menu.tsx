import { useLens, useMe } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { useSearchChange } from '../lib/use-search-change.ts';
import { HueSquare } from '../ui/customer.tsx';
import { Menu, MenuCheck, MenuLine } from '../ui/menu.tsx';
import { LensButton } from './menu-buttons.tsx';

type Props = { isOpen: boolean; onOpen: (isOpen: boolean) => void; wasPressed: boolean };

/** Chooses whose data every page shows; kept in the address. */
export function LensMenu({ isOpen, onOpen, wasPressed }: Props) {
  const { customers } = useMe();
  const lens = useLens();
  const change = useSearchChange();
  const choose = (codes: readonly string[]) =>
    change({ sel: undefined, lens: codes.length > 0 ? codes.join(',') : undefined });
  const toggle = (code: string) => {
    const before = lens.isAll ? [] : lens.customers.map((customer) => customer.code);
    choose(before.includes(code) ? before.filter((one) => one !== code) : [...before, code]);
  };
  return (
    <Menu target={<LensButton autoFocus={wasPressed} />} isOpen={isOpen} onOpen={onOpen}>
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
