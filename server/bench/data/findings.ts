import type pg from 'pg';
import type { sizes } from '../row.ts';

/** Findings spread over assets: 60 % exposed, a tenth with an exploit, two thirds older than 30 days. */
export async function makeFindings(client: pg.Client, size: (typeof sizes)[keyof typeof sizes]): Promise<void> {
  const cves = Math.min(40_000, size.findings / 10);
  const packages = Math.min(10_000, size.findings / 40);
  await client.query(
    `insert into cves (cve_id, title, exploit) select 'CVE-' || 2015 + n % 11 || '-' || 10000 + n, 'Weakness ' || n, case when n % 10 = 0 then 2 when n % 10 = 1 then 1 else 0 end from generate_series(1, $1::int) n`,
    [cves],
  );
  await client.query(
    `insert into packages (format, name, architecture) select 'deb', 'package-' || n, 'amd64' from generate_series(1, $1::int) n`,
    [packages],
  );
  await client.query(
    `insert into package_versions (value) select n / 100 || '.' || n % 100 from generate_series(1, 5000) n`,
  );
  const perAsset = Math.round(size.findings / size.assets);
  await client.query(
    `insert into findings (customer_id, asset_id, number, cve_id, package_id, installed_version_id, fixed_version_id, status, presence, presence_at, severity, score_tenths,
        exploit, base_priority, is_aged, detected_at, patched_at, content_hash)
     select a.customer_id, a.id, k + a.place * $2::int + 1, c.id, 1 + c.id % $3::int, 1 + k % 5000, 1 + (c.id * 7) % 5000, s.status, s.status <> 'patched', d.at,
        case when v.tenths >= 90 then 4 when v.tenths >= 70 then 3 when v.tenths >= 40 then 2 when v.tenths > 0 then 1 else 0 end,
        v.tenths, c.exploit, v.tenths * 50 + c.exploit * 1500, d.at < now() - interval '30 days', d.at, case when s.status = 'patched' then d.at + interval '5 days' end, n
     from (select id, customer_id, row_number() over (order by id) - 1 as place from assets) a
     cross join lateral (select k, (a.place * $2 + k)::int as n from generate_series(0, $2::int - 1) k) f
     join cves c on c.id = 1 + (a.place * 13 + f.k * ($1::int / $2::int)) % $1::int
     cross join lateral (select ((hashint4(c.id) & 2147483647) % 101)::smallint as tenths) v
     cross join lateral (select case when (hashint4(n) & 2147483647) % 10 < 6 then 'open' else 'patched' end as status) s
     cross join lateral (select now() - ((hashint4(n + 9) & 2147483647) % 7776000) * interval '1 second' as at) d`,
    [cves, perAsset, packages],
  );
  await client.query(
    `insert into finding_counts select customer_id, status, severity, exploit, count(*) from findings group by 1, 2, 3, 4`,
  );
  await client.query(
    `insert into customer_numbers (customer_id, kind, next) select id, 'finding', $1::int + 1 from customers on conflict do nothing`,
    [size.findings],
  );
}
