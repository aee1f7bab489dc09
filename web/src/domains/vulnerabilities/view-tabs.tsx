import type { SavedView } from '@watchfloor/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addressOf } from '../../lib/api.ts';
import { keyOf, useAsk, useSend } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { kitText } from '../../lib/text/kit.ts';
import { shellText } from '../../lib/text/shell.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Pages, type ViewTab } from '../../ui/pages.tsx';
import { type FindingsState, isSameState, layouts, searchOf, stateOf } from './views.ts';

type Props = { state: FindingsState; lens: string | undefined; onState: (state: FindingsState) => void };

/** Pages of the section, the four layouts, the saved views, and what can be taken along. Digits choose a view. */
export function ViewTabs({ state, lens, onState }: Props) {
  const may = useMay();
  const client = useQueryClient();
  const saved = useAsk('listViews', { query: { screen: 'findings' } }).data?.items ?? [];
  const [isSaving, setSaving] = useState(false);
  const remove = useSend('deleteView');
  const layoutTabs = layouts.map((by) => ({ id: by, name: findingsText.views[by], state: { q: state.q, by } }));
  const savedTabs = saved.map((view) => ({ id: view.id, name: view.name, state: stateOf(view.state) }));
  const present = saved.find((view) => isSameState(stateOf(view.state), state));
  const tabs: ViewTab[] = [...layoutTabs, ...savedTabs].map((tab) => ({
    id: tab.id,
    name: tab.name,
    to: '/findings',
    search: searchOf(tab.state),
    isOn: isSameState(tab.state, state),
  }));
  useKeys(
    'findings',
    [...layoutTabs, ...savedTabs].slice(0, 9).map((tab, index) => ({
      keys: String(index + 1),
      label: findingsText.keys.view(tab.name),
      run: () => onState(tab.state),
    })),
  );
  const forget = (view: SavedView) =>
    remove.mutate(
      { input: { params: { viewId: view.id } } },
      {
        onSuccess: () => {
          toast(findingsText.viewDeleted(view.name));
          void client.invalidateQueries({ queryKey: keyOf('listViews') });
        },
        onError: toastProblem,
      },
    );
  return (
    <Pages pages={pagesOf('exposure', may)} on="/findings" views={tabs} label={shellText.views}>
      {present?.isMine ? (
        <Button kind="quiet" onClick={() => forget(present)}>
          {findingsText.deleteView}
        </Button>
      ) : present ? null : (
        <Button kind="quiet" onClick={() => setSaving(true)}>
          {findingsText.saveView}
        </Button>
      )}
      <a
        href={addressOf('exportFindings', { query: { q: state.q, ...(lens ? { lens } : {}) } })}
        download
        title={findingsText.csvHint}
      >
        {findingsText.csv}
      </a>
      {isSaving ? <SaveView state={state} onClose={() => setSaving(false)} /> : null}
    </Pages>
  );
}

function SaveView({ state, onClose }: { state: FindingsState; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const save = useSend('saveView');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { input: { body: { screen: 'findings', name, state: { q: state.q || '*', by: state.by } } } },
      {
        onSuccess: () => {
          toast(findingsText.viewSaved(name));
          void client.invalidateQueries({ queryKey: keyOf('listViews') });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={findingsText.saveViewTitle} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={findingsText.viewName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={64}
          required
          autoFocus
          error={save.error?.field('name') ?? save.error?.detail}
        />
        <div className="dialog-actions">
          <Button type="submit" kind="main" disabled={save.isPending || name.trim() === ''}>
            {kitText.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
