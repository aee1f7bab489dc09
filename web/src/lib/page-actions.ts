import { useEffect } from 'react';
import { copyText } from './clipboard.ts';
import { shellText } from './text/shell.ts';
import { toast } from './toasts.ts';

export type PageActions = { permalink?: () => string; curl?: () => string };

let present: PageActions = {};

/** Tells the shell what `y` and `Shift+y` copy on this page. */
export function usePageActions(actions: PageActions): void {
  useEffect(() => {
    present = actions;
    return () => {
      if (present === actions) present = {};
    };
  });
}

export const copyPermalink = (): void => {
  void copyText(present.permalink?.() ?? location.href, shellText.permalinkCopied);
};

export const copyCurl = (): void => {
  const curl = present.curl?.();
  if (curl === undefined) toast(shellText.noCurl);
  else void copyText(curl, shellText.curlCopied);
};
