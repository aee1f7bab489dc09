import { type DemoHost, hosts } from './hosts.ts';
import { between, type Random, randomFrom, seedFrom, shuffled } from './random.ts';
import { products } from './software/list.ts';
import type { Product } from './software/product.ts';

/** Age in days of each snapshot when the demo starts, oldest first; the last is the scan of this hour. */
export const snapshotAgesDays = [89, 80, 70, 60, 49, 38, 27, 16, 7, 1, 0.017] as const;

const instants = snapshotAgesDays.length;

/** Upgrades happen before this instant, so that the newest snapshots agree with each other on what is gone. */
const lastUpgrade = 8;

/** Which release of a product a host ran at each snapshot. */
export type Installation = { host: DemoHost; product: Product; releaseAt: readonly number[] };

const runs = (product: Product, host: DemoHost): boolean =>
  product.on.os.includes(host.os) &&
  (product.on.names === undefined || product.on.names.includes(host.name)) &&
  (product.on.roles === undefined || product.on.roles.some((role) => host.roles.includes(role)));

function history(random: Random, top: number, lag: number, isRolledBack: boolean): number[] {
  const today = top - lag;
  const releaseAt = Array.from({ length: instants }, () => today);
  if (isRolledBack && lag > 0) {
    const from = between(random, 4, 5);
    return releaseAt.fill(today + 1, from, between(random, from + 2, lastUpgrade));
  }
  let release = today;
  let before = lastUpgrade;
  // Walks back through the upgrades: hosts that are up to date were not always.
  while (release > 0 && before > 1 && (release === today ? random() < 0.8 : random() < 0.6)) {
    const at = between(random, Math.max(1, before - 5), before);
    release -= 1;
    releaseAt.fill(release, 0, at);
    before = at - 1;
  }
  return releaseAt;
}

/** Who ran what when; how many hosts are behind today follows each product's `behind`, whatever the seed. */
export function drawInstallations(seed: number): Installation[] {
  return products.flatMap((product) => {
    const random = randomFrom(seedFrom(seed, 'patching', product.key));
    const owners = shuffled(
      random,
      hosts.filter((host) => runs(product, host)),
    );
    const top = product.releases.length - 1;
    return owners.map((host, rank) => {
      const quantile = (rank + 0.5) / owners.length;
      const lag = Math.min(top, product.behind.filter((share) => quantile < share).length);
      return {
        host,
        product,
        releaseAt: history(random, top, lag, (product.key === 'win11' && rank === 0) || random() < 0.03),
      };
    });
  });
}
