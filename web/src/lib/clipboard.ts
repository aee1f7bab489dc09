import { kitText } from './text/kit.ts';
import { toast } from './toasts.ts';

/** Copies text and says so; on plain http, where browsers keep the clipboard shut, it takes the old way. */
export async function copyText(text: string, said: string = kitText.copied): Promise<void> {
  toast((await tryCopy(text)) ? said : kitText.copyFailed);
}

async function tryCopy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const place = document.createElement('textarea');
    place.value = text;
    document.body.append(place);
    place.select();
    const isDone = document.execCommand('copy');
    place.remove();
    return isDone;
  }
}
