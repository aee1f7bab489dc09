import { healthText } from '../../lib/text/health.ts';

/** The name of a reason; one without a name here is shown as it is written. */
export const reasonOf = (reason: string): string =>
  healthText.parkedReasons[reason] ?? reason.charAt(0).toUpperCase() + reason.slice(1).replaceAll('_', ' ');
