import { toId } from '../../src/lib/ids.ts';
import type { GivenCustomer, GivenUser } from '../given.ts';
import type { TestApp } from '../harness.ts';

/** The things of one side: row numbers by kind, as many as the routes can name. */
export type Side = {
  customer: GivenCustomer;
  alert: number;
  alertNumber: string;
  finding: number;
  findingNumber: string;
  asset: number;
  connection: number;
  source: number;
  parked: number;
  alias: number;
};

export type World = {
  app: TestApp;
  own: Side;
  foreign: Side;
  /** An alert of the own customer that the analyst with tags may not see. */
  hiddenAlert: { id: number; number: string };
  run: number;
  somebody: GivenUser;
  somebodysView: number;
  somebodysOperation: number;
};

/** A word in every text of the foreign customer; an answer that holds it has leaked. */
export const foreignWord = 'kestrelsecret';
export const ownWord = 'harborword';
export const hiddenWord = 'hiddenbytag';
/** A word in the view of a colleague, which nobody else reads, whatever their role. */
export const somebodysWord = 'colleagueonly';

/** Everything that one customer owns; the host, the rule and the CVEs look alike on both sides on purpose. */
async function makeSide(app: TestApp, word: string): Promise<Side> {
  const { given } = app;
  const customer = await given.customer({ code: word, name: `${word} Ltd`, aliases: [`${word}-alias`] });
  const connection = await given.connection({
    customerId: customer.id,
    name: `${word} indexer`,
    baseUrl: `https://${word}.example:9200`,
  });
  const source = await given.source({ connectionId: connection, customerId: customer.id });
  const asset = await given.asset({ customerId: customer.id, hostname: `${word}-host`, instance: word });
  const alerts = await given.alerts(3, {
    customerId: customer.id,
    sourceId: source,
    title: `${word} sign-in`,
    assetName: `${word}-host`,
    assetId: asset,
  });
  const findings = await given.findings(3, { customerId: customer.id, assetId: asset, packageName: `${word}-package` });
  const parked = await given.parked({ sourceId: source, customerId: customer.id, body: { word } });
  return {
    customer,
    alert: alerts[0] ?? 0,
    alertNumber: `${customer.mark}-1`,
    finding: findings[0] ?? 0,
    findingNumber: `${customer.mark}-F-1`,
    asset,
    connection,
    source,
    parked,
    alias: await app.system.read(
      async (tx) =>
        (
          await tx
            .selectFrom('customer_aliases')
            .select('id')
            .where('customer_id', '=', customer.id)
            .executeTakeFirstOrThrow()
        ).id,
    ),
  };
}

export async function makeWorld(app: TestApp): Promise<World> {
  const own = await makeSide(app, ownWord);
  const foreign = await makeSide(app, foreignWord);
  const secret = await app.given.tag('secret');
  const [hidden = 0] = await app.given.alerts(1, {
    customerId: own.customer.id,
    title: `${hiddenWord} sign-in`,
    assetName: `${ownWord}-host`,
    tags: [secret],
  });
  const somebody = await app.given.user({ role: 'admin', username: 'colleague' });
  const view = await app.call(somebody, 'saveView', {
    body: { screen: 'alerts', name: `${somebodysWord} view`, state: { q: somebodysWord } },
  });
  return {
    app,
    own,
    foreign,
    hiddenAlert: { id: hidden, number: `${own.customer.mark}-4` },
    run: await app.given.run(),
    somebody,
    somebodysView: Number.parseInt(view.reply.id.slice(4), 32),
    somebodysOperation: await app.given.operation({
      userId: somebody.id,
      alertId: foreign.alert,
      customerId: foreign.customer.id,
    }),
  };
}

/** More of everything for the foreign customer: what must not move anybody else's answer. */
export async function growForeign({ app, foreign }: World): Promise<void> {
  const { customer, source, asset } = foreign;
  await app.given.alerts(5, {
    customerId: customer.id,
    sourceId: source,
    title: `${foreignWord} more`,
    assetName: `${ownWord}-host`,
    severity: 4,
    assetId: asset,
  });
  await app.given.findings(5, {
    customerId: customer.id,
    assetId: await app.given.asset({ customerId: customer.id, hostname: `${foreignWord}-second` }),
    severity: 4,
    scoreTenths: 100,
    packageName: `${foreignWord}-package`,
  });
  await app.given.parked({ sourceId: source, customerId: customer.id, reason: 'too_large' });
  await app.given.connection({ customerId: customer.id, name: `${foreignWord} second` });
}

/** More alerts of the own customer that only some may see. */
export async function growHidden({ app, own }: World): Promise<void> {
  const secret = await app.given.tag('secret');
  const assetName = `${ownWord}-host`;
  await app.given.alerts(4, {
    customerId: own.customer.id,
    sourceId: own.source,
    title: `${hiddenWord} more`,
    assetName,
    assetId: own.asset,
    severity: 4,
    tags: [secret],
  });
  await app.given.alerts(2, {
    customerId: own.customer.id,
    sourceId: own.source,
    title: `${hiddenWord} closed`,
    assetName,
    status: 'closed',
    tags: [secret],
  });
}

/** Wire ids of the foreign side, which no answer may hold. */
export const foreignIds = ({ foreign }: World): string[] => [
  toId('customer', foreign.customer.id),
  toId('alert', foreign.alert),
  toId('finding', foreign.finding),
  toId('asset', foreign.asset),
  toId('connection', foreign.connection),
  toId('source', foreign.source),
  toId('parked', foreign.parked),
];
