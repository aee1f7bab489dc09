import type { CustomerRef } from '@watchfloor/contract';

/** The square in the customer's hue. */
export const HueSquare = ({ hue }: { hue: string }) => (
  <i className="square" style={{ background: hue }} aria-hidden="true" />
);

/** Customer as hue and name (or mark, where there is little room). */
export function CustomerChip({ customer, isShort = false }: { customer: CustomerRef; isShort?: boolean }) {
  return (
    <span className="chip" title={customer.name}>
      <HueSquare hue={customer.hue} />
      {isShort ? customer.mark : customer.name}
    </span>
  );
}

/** The 3 px rail at the left of a row. */
export const HueRail = ({ hue }: { hue: string }) => <i style={{ background: hue }} aria-hidden="true" />;
