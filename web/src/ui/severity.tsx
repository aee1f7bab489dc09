import type { Severity } from '@watchfloor/contract';

export const severityWords: Record<Severity | 'unknown', string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
  unknown: 'Unknown',
};

/** Severity as shape, letter and colour together, so that none of the three is needed alone. `null` is unknown. */
export function SeverityGlyph({ severity, isSmall = false }: { severity: Severity | null; isSmall?: boolean }) {
  const word = severityWords[severity ?? 'unknown'];
  const letter = word[0] ?? '?';
  return (
    <span className={`sev ${letter}${isSmall ? ' small' : ''}`} role="img" aria-label={word} title={word}>
      {letter}
    </span>
  );
}

/** The same without its word, for where the word stands beside it. */
export function SeverityMark({ severity }: { severity: string }) {
  const word = severityWords[severity as Severity] ?? severityWords.unknown;
  return (
    <span className={`sev ${word[0]} small`} aria-hidden="true">
      {word[0]}
    </span>
  );
}
