import type { Reply } from '../../lib/api.ts';
import { ago } from '../../lib/formats.ts';
import { findingsText } from '../../lib/text/findings.ts';

type Inventory = Reply<'countFindings'>['inventory'];

/** What the list rests on: how many hosts were read, and which silence must not be taken for safety. */
export function InventoryNote({ inventory, now }: { inventory: Inventory; now: Date }) {
  if (inventory.assets === 0) return null;
  const parts = [findingsText.inventory(inventory.assets - inventory.silent, inventory.assets)];
  if (inventory.scannedAt) parts.push(findingsText.scanned(ago(inventory.scannedAt, now)));
  return (
    <span>
      {parts.join(' · ')}
      {inventory.silent > 0 ? <span className="warn"> · {findingsText.silent(inventory.silent)}</span> : null}
    </span>
  );
}
