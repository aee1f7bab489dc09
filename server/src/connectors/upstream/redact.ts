/** Takes secrets out of a text that a person or a log will see. */
export type Redact = (text: string) => string;

const mask = '***';
/** Shorter values would blank out ordinary words; no product takes such a password. */
const shortestSecret = 4;

/** Masks the given secrets in their plain, URL-encoded and base64 forms, and any credentials that look like ones. */
export function makeRedact(secrets: readonly string[]): Redact {
  const needles = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .sort((left, right) => right.length - left.length);
  return (text) => {
    let clean = text;
    for (const needle of needles) clean = clean.replaceAll(needle, mask);
    return clean
      .replaceAll(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, `$1 ${mask}`)
      .replaceAll(/\/\/[^/\s:@]+:[^/\s@]+@/g, `//${mask}@`)
      .replaceAll(/((?:x-)?api-?key["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1${mask}`);
  };
}
