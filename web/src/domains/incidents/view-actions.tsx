import { type FormEvent, useState } from 'react';
import { alertsText } from '../../lib/text/alerts.ts';
import { kitText } from '../../lib/text/kit.ts';
import { Button } from '../../ui/button.tsx';
import { CsvLink } from '../../ui/csv-link.tsx';
import type { QueueState, View } from './views.ts';

type Props = {
  view: View | undefined;
  state: QueueState;
  lens: string | undefined;
  isChanged: boolean;
  onSave: (name: string) => Promise<void>;
  onRevert: () => void;
  onDelete: (view: View) => void;
};

/** Save, revert, delete and CSV at the right of the views. */
export function ViewActions({ view, state, lens, isChanged, onSave, onRevert, onDelete }: Props) {
  const [name, setName] = useState<string | null>(null);
  const isSaved = Boolean(view?.saved);
  const asked = { q: state.q, ...(lens ? { lens } : {}) };
  const canSave = isChanged || view === undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name?.trim()) void onSave(name.trim()).then(() => setName(null));
  };
  if (name !== null) {
    return (
      <form className="view-form" onSubmit={submit}>
        <input
          autoFocus
          aria-label={alertsText.viewName}
          placeholder={alertsText.viewName}
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setName(null)}
        />
        <Button kind="quiet" type="submit">
          {alertsText.save}
        </Button>
        <Button kind="quiet" onClick={() => setName(null)}>
          {kitText.cancel}
        </Button>
      </form>
    );
  }
  return (
    <>
      {canSave ? (
        <Button kind="quiet" onClick={() => (isSaved && view ? void onSave(view.name) : setName(''))}>
          {isSaved ? alertsText.save : alertsText.saveAs}
        </Button>
      ) : null}
      {isChanged ? (
        <Button kind="quiet" onClick={onRevert}>
          {alertsText.revert}
        </Button>
      ) : null}
      {isSaved && view && !isChanged ? (
        <Button kind="quiet" onClick={() => onDelete(view)}>
          {alertsText.deleteView}
        </Button>
      ) : null}
      {state.group ? (
        <CsvLink of="exportAlertGroups" input={{ query: { ...asked, by: state.group } }} what={alertsText.csv.groups} />
      ) : (
        <CsvLink of="exportAlerts" input={{ query: { ...asked, sort: state.sort } }} what={alertsText.csv.rows} />
      )}
    </>
  );
}
