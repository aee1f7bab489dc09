import type { Case } from '../cases.ts';
import { visits } from '../load.ts';
import { quantile, rowOf } from '../row.ts';
import { serve } from '../server.ts';

const filters = [
  'status:open',
  'status:open severity:>=high',
  'status:open is:exploited',
  'severity:critical is:exploited',
];
const paths = (lens: string) => filters.map((q) => `/api/v1/findings?q=${encodeURIComponent(q)}&limit=50${lens}`);

/** The findings list in live priority order, of one customer and of all, over filter pairs. */
export const findingsList: Case = {
  id: 'P10',
  title: 'findings by live priority',
  run: async (bench) => {
    const served = await serve(bench.url);
    try {
      const cookie = await bench.session('bench-admin');
      const rate = { clients: 4, perSecond: 20 };
      const measure = async (lens: string) => {
        await visits(served.address, [cookie], paths(lens), { ...rate, requests: 80 });
        const runs: number[] = [];
        for (let run = 0; run < 3; run++)
          runs.push(quantile(await visits(served.address, [cookie], paths(lens), { ...rate, requests: 500 }), 0.95));
        return runs;
      };
      const floor = async (where: string) => {
        const ms: number[] = [];
        for (let run = 0; run < 100; run++) {
          const before = performance.now();
          await bench.floor.query(
            `select * from ((select id, young_key + extract(epoch from now())::bigint as k from findings where status in ('open', 'pending_verification', 'patch_failed') and not is_aged ${where} order by young_key desc, id desc limit 50)
             union all (select id, base_priority::bigint * 1296 + 2592000 from findings where status in ('open', 'pending_verification', 'patch_failed') and is_aged ${where} order by base_priority desc, id desc limit 50)) f
             order by k desc, id desc limit 50`,
          );
          ms.push(performance.now() - before);
        }
        return quantile(ms, 0.95);
      };
      const one =
        (await bench.floor.query<{ id: number }>(`select id from customers where code = 'bench-7'`)).rows[0]?.id ?? 0;
      const base = { case: 'P10', scale: bench.scale, unit: 'ms' };
      return [
        rowOf(
          { ...base, metric: 'p95, one customer, 20 requests/s', goal: '<= 30 ms' },
          await measure('&lens=bench-7'),
          await floor(`and customer_id = ${one}`),
          (ms) => ms <= 30,
        ),
        rowOf(
          { ...base, metric: 'p95, all customers, 20 requests/s', goal: '<= 60 ms' },
          await measure(''),
          await floor(''),
          (ms) => ms <= 60,
        ),
      ];
    } finally {
      await served.stop();
    }
  },
};
