import { severities } from '../../lib/contract.ts';
import { setField } from '../../lib/query-tokens.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { severityWords } from '../../ui/severity.tsx';
import type { View } from './views.ts';

type Keys = {
  views: readonly View[];
  query: string;
  onView: (view: View) => void;
  onQuery: (query: string) => void;
  onGroup: () => void;
};

const wordsFor = (severity: (typeof severities)[number]): string => {
  const word = severityWords[severity].toLowerCase();
  if (severity === 'info') return alertsText.keys.anySeverity;
  return severity === 'critical' ? alertsText.keys.onlySeverity(word) : alertsText.keys.atLeast(word);
};

/** Digits switch views, shifted digits set the least severity, `b` groups. */
export function useQueueKeys({ views, query, onView, onQuery, onGroup }: Keys): void {
  const fromHighest = severities.toReversed();
  useKeys('list', [
    ...views.slice(0, 9).map((view, index) => ({
      keys: String(index + 1),
      label: alertsText.keys.view(view.name),
      run: () => onView(view),
    })),
    ...fromHighest.map((severity, index) => ({
      keys: `Shift+${index + 1}`,
      label: wordsFor(severity),
      run: () =>
        onQuery(
          setField(
            query,
            'severity',
            severity === 'info' ? null : severity === 'critical' ? severity : `>=${severity}`,
          ),
        ),
    })),
    { keys: 'b', label: alertsText.keys.group, run: onGroup },
  ]);
}
