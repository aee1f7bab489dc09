import { defineText } from '../text.ts';

/** Words for how a source is doing. */
export const sourceText = defineText({
  paused: 'paused',
  noAnswer: 'no answer',
  listens: 'listens',
  unread: 'not read yet',
});
