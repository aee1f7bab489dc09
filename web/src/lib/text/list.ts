import { defineText } from '../text.ts';

/** Words that every list shares. */
export const listText = defineText({
  next: 'Next row',
  previous: 'Previous row',
  open: 'Open the whole page',
  back: 'Back, or clear the selection',
  pick: 'Select the row',
  extendDown: 'Select and go down',
  extendUp: 'Select and go up',
  pickAll: 'Select the page; again: all that match',
});
