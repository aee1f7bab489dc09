import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { FieldProblem } from '../lib/problem.ts';
import { queryOf, type Token, tokensOf } from '../lib/query-tokens.ts';
import { kitText } from '../lib/text/kit.ts';
import { shellText } from '../lib/text/shell.ts';
import { useKeys } from '../lib/use-keys.ts';
import { Kbd } from './kbd.tsx';

type Props = {
  value: string;
  onRun: (query: string) => void;
  placeholder: string;
  error?: FieldProblem | null;
  /** Sort, freshness and the like, at the right. */
  children?: ReactNode;
};

/** What is being typed, and after how many of the tokens it stands. */
type Draft = { text: string; at: number; tokens: readonly string[] };

/**
 * A query as tokens with a text field between them. Space sets a token, Enter asks, Backspace at the start takes the
 * token before back into the field, Escape gives up the changes, Ctrl+A turns everything into text for copying.
 */
export function QueryLine({ value, onRun, placeholder, error, children }: Props) {
  const [draft, setDraft] = useState<Draft>(() => settled(value));
  const [seen, setSeen] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const errorId = useId();
  if (seen !== value) {
    setSeen(value);
    setDraft(settled(value));
  }
  useKeys('list', [{ keys: '/', label: shellText.keyQuery, run: () => input.current?.focus() }]);

  const whole = (d: Draft) => queryOf(join(d).map((text) => ({ text })));
  const run = (d: Draft) => {
    const query = whole(d);
    setDraft(settled(query));
    if (query !== value || error) onRun(query);
  };
  const edit = (index: number) => {
    const tokens = join(draft);
    setDraft({ tokens: tokens.filter((_, at) => at !== index), at: index, text: tokens[index] ?? '' });
    input.current?.focus();
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === 0;
    if (event.key === 'Enter') run(draft);
    else if (event.key === 'Escape') {
      setDraft(settled(value));
      event.currentTarget.blur();
    } else if ((event.key === 'Backspace' || event.key === 'ArrowLeft') && isAtStart && draft.at > 0)
      edit(draft.at - 1);
    else if (event.key === 'ArrowRight' && selectionStart === draft.text.length && draft.at < draft.tokens.length) {
      setDraft(settledAt(join(draft), draft.at + (draft.text.trim() ? 1 : 0) + (draft.text.trim() ? 0 : 1)));
    } else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey) && draft.tokens.length > 0) {
      setDraft({ tokens: [], at: 0, text: whole(draft) });
      requestAnimationFrame(() => input.current?.select());
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const type = (text: string) => {
    const parts = tokensOf(text);
    const isSet = /\s$/.test(text) && parts.length > 0 && !isOpen(text);
    if (!isSet) return setDraft({ ...draft, text });
    const added = parts.map((part) => part.text);
    setDraft({
      tokens: [...draft.tokens.slice(0, draft.at), ...added, ...draft.tokens.slice(draft.at)],
      at: draft.at + added.length,
      text: '',
    });
  };

  const before = draft.tokens.slice(0, draft.at);
  const behind = draft.tokens.slice(draft.at);
  const wrong = error?.position === undefined ? -1 : wrongToken(value, error.position);
  const shift = draft.text ? 1 : 0;
  return (
    <div className="query-place">
      {/* A press beside the tokens puts the caret into the field, as in any text field. */}
      <div
        className={`query${error ? ' is-wrong' : ''}`}
        onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
      >
        {before.map((text, index) => (
          <TokenChip key={index} text={text} isWrong={index === wrong} onEdit={() => edit(index)} />
        ))}
        <input
          ref={input}
          className={behind.length > 0 ? 'is-inner' : undefined}
          style={behind.length > 0 ? { width: `${draft.text.length + 1}ch` } : undefined}
          value={draft.text}
          aria-label={kitText.queryLabel}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? errorId : undefined}
          placeholder={draft.tokens.length === 0 ? placeholder : undefined}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={press}
          onBlur={() => draft.text.trim() && run(draft)}
        />
        {behind.map((text, index) => (
          <TokenChip
            key={index}
            text={text}
            isWrong={draft.at + shift + index === wrong}
            onEdit={() => edit(draft.at + shift + index)}
          />
        ))}
        <span className="right">
          {children}
          <Kbd keys="/" />
        </span>
      </div>
      <QueryError id={errorId} error={error ?? null} />
    </div>
  );
}

function QueryError({ id, error: shown }: { id: string; error: FieldProblem | null }) {
  if (!shown) return null;
  return (
    <div className="query-error" id={id} role="alert">
      <b>{shown.message}</b>
      {shown.position === undefined ? null : <span className="dim"> {kitText.atCharacter(shown.position)}</span>}
      {shown.hint ? <span> {shown.hint}</span> : null}
    </div>
  );
}

function TokenChip({ text, isWrong, onEdit }: { text: string; isWrong: boolean; onEdit: () => void }) {
  const token = tokensOf(text)[0];
  if (!token) return null;
  const isOperator = /^(AND|OR|NOT)$/.test(text);
  const classes = ['tok', token.isNegated ? 'not' : '', isOperator ? 'op' : '', isWrong ? 'is-wrong' : ''];
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.filter(Boolean).join(' ')}
      onClick={onEdit}
      title={text}
      aria-label={kitText.edit(text)}
    >
      <TokenText token={token} />
    </button>
  );
}

function TokenText({ token }: { token: Token }) {
  if (token.field === null) return <>{token.text}</>;
  const head = token.text.slice(0, token.text.length - token.value.length);
  return (
    <>
      <b>{head}</b>
      {token.value}
    </>
  );
}

const settled = (query: string): Draft => {
  const tokens = tokensOf(query).map((token) => token.text);
  return settledAt(tokens, tokens.length);
};
const settledAt = (tokens: readonly string[], at: number): Draft => ({
  tokens,
  at: Math.min(at, tokens.length),
  text: '',
});

const join = (draft: Draft): string[] => {
  const typed = tokensOf(draft.text).map((token) => token.text);
  return [...draft.tokens.slice(0, draft.at), ...typed, ...draft.tokens.slice(draft.at)];
};

// An open quote or bracket wants its space.
const isOpen = (text: string): boolean => {
  const trimmed = text.trimEnd();
  const probe = tokensOf(`${trimmed} x`);
  return probe.at(-1)?.text !== 'x';
};

const wrongToken = (query: string, position: number): number =>
  tokensOf(query).findIndex((token) => position >= token.start && position <= token.end);
