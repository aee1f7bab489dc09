import { useQueryClient } from '@tanstack/react-query';
import type { SavedView } from '@watchfloor/contract';
import { type FormEvent, useState } from 'react';
import { filled } from '../../lib/filled.ts';
import { keyOf, useAsk, useSend } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { kitText } from '../../lib/text/kit.ts';
import { shellText } from '../../lib/text/shell.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { Button } from '../../ui/button.tsx';
import { CsvLink } from '../../ui/csv-link.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Pages, type ViewTab } from '../../ui/pages.tsx';
import { type FindingsState, searchOf, viewsOf } from './views.ts';

type Props = {
  state: FindingsState;
  /** The saved view in the address. */
  slug: string | undefined;
  lens: string | undefined;
  onState: (state: FindingsState, view: string | undefined) => void;
};

/** Pages of the section, the four layouts, the saved views, and what can be taken along. Digits choose a view. */
export function ViewTabs({ state, slug, lens, onState }: Props) {
  const may = useMay();
  const client = useQueryClient();
  const saved = useAsk('listViews', { query: { screen: 'findings' } }).data?.items ?? [];
  const [isNaming, setNaming] = useState(false);
  const remove = useSend('deleteView');
  const save = useSend('saveView');
  const views = viewsOf(saved, state, slug);
  const present = views.find((view) => view.isOn);
  const mine = present?.saved ?? null;
  const tabs: ViewTab[] = views.map((view) => ({
    ...view,
    to: '/findings',
    search: filled({ ...searchOf(view.state), view: view.slug }),
  }));
  useKeys(
    'findings',
    views.slice(0, 9).map((view, index) => ({
      keys: String(index + 1),
      label: findingsText.keys.view(view.name),
      run: () => onState(view.state, view.slug),
    })),
  );
  const asked = { q: state.q, ...(lens ? { lens } : {}) };
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf('listViews') });
  const forget = (view: SavedView) =>
    remove.mutate(
      { input: { params: { viewId: view.id } } },
      {
        onSuccess: () => {
          toast(findingsText.viewDeleted(view.name));
          onState(state, undefined);
          refresh();
        },
        onError: toastProblem,
      },
    );
  const keep = (name: string) =>
    save.mutate(
      { input: { body: { screen: 'findings', name, state: { q: state.q || '*', by: state.by } } } },
      {
        onSuccess: (view) => {
          toast(findingsText.viewSaved(view.name));
          setNaming(false);
          onState(state, view.slug);
          refresh();
        },
        onError: (problem) => !isNaming && toastProblem(problem),
      },
    );
  return (
    <Pages pages={pagesOf('exposure', may)} on="/findings" views={tabs} label={shellText.views}>
      {mine && !present?.isModified ? (
        <Button kind="quiet" onClick={() => forget(mine)}>
          {findingsText.deleteView}
        </Button>
      ) : null}
      {present?.isModified && mine ? (
        <Button kind="quiet" onClick={() => keep(mine.name)}>
          {kitText.save}
        </Button>
      ) : null}
      {present?.isModified || !present?.saved ? (
        <Button
          kind="quiet"
          onClick={() => {
            save.reset();
            setNaming(true);
          }}
        >
          {findingsText.saveView}
        </Button>
      ) : null}
      {present?.isModified ? (
        <Button kind="quiet" onClick={() => onState(present.home, present.slug)}>
          {findingsText.revert}
        </Button>
      ) : null}
      {state.by === 'all' ? (
        <CsvLink of="exportFindings" input={{ query: asked }} what={findingsText.csv.rows} />
      ) : (
        <CsvLink
          of="exportFindingGroups"
          input={{ query: { ...asked, by: state.by } }}
          what={findingsText.csv.groups}
        />
      )}
      {isNaming ? (
        <SaveView
          isSaving={save.isPending}
          error={save.error?.field('name') ?? save.error?.detail}
          onSave={keep}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </Pages>
  );
}

type SaveProps = {
  isSaving: boolean;
  error: string | null | undefined;
  onSave: (name: string) => void;
  onClose: () => void;
};

function SaveView({ isSaving, error, onSave, onClose }: SaveProps) {
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(name);
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
          error={error}
        />
        <DialogActions isOff={isSaving || name.trim() === ''} onCancel={onClose}>
          {kitText.save}
        </DialogActions>
      </form>
    </Dialog>
  );
}
