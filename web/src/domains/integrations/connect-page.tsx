import { Link, useSearch } from '@tanstack/react-router';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { shellText } from '../../lib/text/shell.ts';
import { Pages } from '../../ui/pages.tsx';
import { ErrorState, Forbidden, LostState, Skeleton, StatePage } from '../../ui/states.tsx';
import { ConnectForm } from './connect-form.tsx';
import { wazuhFields } from './draft.ts';
import { Guide } from './guide.tsx';
import { WebhookForm } from './webhook-form.tsx';

const words = connectorsText.new;

/** Connects a product: Wazuh in three fields, any other by its own form, a webhook by its name. */
export function ConnectPage() {
  const may = useMay();
  const { kind = 'auto' } = useSearch({ strict: false }) as { kind?: string };
  return (
    <>
      <Pages pages={pagesOf('platform', may)} on="/platform/connectors" label={shellText.views}>
        <Link to="/platform/connectors">{words.back}</Link>
      </Pages>
      {may('connection:update') ? (
        <div className="center grow">
          {kind === 'auto' ? <Wazuh /> : kind === 'webhook' ? <Webhook /> : <Other key={kind} kind={kind} />}
          <Kinds on={kind} />
        </div>
      ) : (
        <StatePage title={words.title}>
          <Forbidden right="connection:update" />
        </StatePage>
      )}
    </>
  );
}

function Wazuh() {
  return (
    <div className="sheet">
      <h1>{words.title}</h1>
      <p className="intro">
        {words.intro} <Guide kind="wazuh-indexer" /> · <Guide kind="wazuh-manager" />
      </p>
      <ConnectForm kind="auto" fields={wazuhFields} takesFile />
    </div>
  );
}

function Webhook() {
  return (
    <div className="sheet is-narrow">
      <h1>{connectorsText.hook.title}</h1>
      <p className="intro">
        {connectorsText.hook.intro} <Guide kind="webhook" />
      </p>
      <WebhookForm />
    </div>
  );
}

function Other({ kind }: { kind: string }) {
  const answer = useAsk('listConnectors', {});
  const connector = answer.data?.items.find((one) => one.id === kind);
  if (!connector)
    return (
      <StatePage title={connectorsText.title}>
        {answer.isPending ? (
          <Skeleton rows={6} />
        ) : answer.isError ? (
          <ErrorState problem={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <LostState />
        )}
      </StatePage>
    );
  return (
    <div className="sheet">
      <h1>{words.titleOf(connector.name)}</h1>
      <p className="intro">
        {words.introOf(connector.description, connector.testedVersions.join(', '))} <Guide kind={connector.id} />
      </p>
      <ConnectForm kind={connector.id} fields={connector.fields} />
    </div>
  );
}

/** What else can be connected. */
function Kinds({ on }: { on: string }) {
  const connectors = useAsk('listConnectors', {}).data?.items ?? [];
  const kinds = [
    { id: 'auto', name: words.title },
    ...connectors.map((connector) => ({ id: connector.id, name: connector.name })),
    { id: 'webhook', name: connectorsText.hook.title },
  ].filter((kind) => kind.id !== on);
  return (
    <p className="kinds dim">
      {words.other}:{' '}
      {kinds.map((kind) => (
        <Link key={kind.id} to="/platform/connectors/new" search={kind.id === 'auto' ? {} : { kind: kind.id }}>
          {kind.name}
        </Link>
      ))}
    </p>
  );
}
