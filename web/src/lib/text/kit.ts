import { defineText } from '../text.ts';

/** Words of the parts that every screen is made of. */
export const kitText = defineText({
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  undo: (key: string | null) => (key ? `Undo (${key})` : 'Undo'),
  redo: (key: string | null) => (key ? `Redo (${key})` : 'Redo'),
  nothingToUndo: 'Nothing left to undo.',
  nothingToRedo: 'Nothing left to redo.',
  retry: 'Try again',
  mayBeOld: 'It could not be read again, so what you see may be old.',
  copyTrace: 'Copy trace id',
  csv: 'CSV',
  csvHint: (what: string) => `Download ${what} as CSV`,
  copied: 'Copied.',
  copyFailed: 'The browser did not let us copy.',
  forbiddenTitle: 'Your role does not include this',
  forbidden: (right: string) => `It needs the right ${right}. An administrator of Watchfloor can give it to you.`,
  offline: 'No network. What you see may be old, and nothing can be changed until it is back.',
  streamLost: 'Live updates stopped. Trying to connect again; what you see may be old.',
  plainHttp:
    'This address is not encrypted: anybody on the way can read your session. Put https in front of Watchfloor.',
  loading: 'Loading',
  edit: (token: string) => `Edit ${token}`,
  queryLabel: 'Query',
  atCharacter: (position: number) => `at character ${position + 1}`,
  filters: 'Filters',
  details: 'Details',
  modified: 'modified',
  sortBy: (column: string) => `Sort by ${column}`,
});
