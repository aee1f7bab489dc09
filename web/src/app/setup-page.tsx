import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { keyOf, useAsk, useSend } from '../lib/queries.ts';
import { shellText } from '../lib/text/shell.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { ErrorState } from '../ui/states.tsx';
import { Eye } from './eye.tsx';

const blank = { organisation: '', username: '', email: '', password: '' };

/** Makes the first administrator with the single-use link. */
export function SetupPage() {
  const { token } = useSearch({ from: '/setup' });
  const state = useAsk('getSetup', { query: token ? { token } : {} });
  return (
    <main className="door">
      {state.error ? <ErrorState problem={state.error} onRetry={() => void state.refetch()} /> : null}
      {state.data && !state.data.isNeeded ? <AlreadyDone /> : null}
      {state.data?.isNeeded && (!token || !state.data.isTokenGood) ? <NeedsLink /> : null}
      {state.data?.isNeeded && token && state.data.isTokenGood ? <SetupForm token={token} /> : null}
    </main>
  );
}

const NeedsLink = () => (
  <div className="state-box">
    <Eye size={32} />
    <h1>{shellText.setupTitle}</h1>
    <p>{shellText.setupNeedsLink}</p>
  </div>
);

const AlreadyDone = () => (
  <div className="state-box">
    <Eye size={32} />
    <h1>{shellText.setupTitle}</h1>
    <p>{shellText.setupDone}</p>
    <div className="acts">
      <Link className="btn main" to="/login">
        {shellText.signIn}
      </Link>
    </div>
  </div>
);

function SetupForm({ token }: { token: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState(blank);
  const send = useSend('completeSetup');
  const set = (name: keyof typeof blank) => (event: { currentTarget: HTMLInputElement }) =>
    setForm({ ...form, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    send.mutate(
      { input: { body: { ...form, token, timeZone } } },
      {
        onSuccess: (me) => {
          client.clear();
          client.setQueryData(keyOf('getSession', {}), me);
          void navigate({ to: '/alerts', replace: true });
        },
      },
    );
  };
  const problem = send.error;
  const isTold = problem && (Object.keys(blank) as (keyof typeof blank)[]).some((name) => problem.field(name));
  return (
    <form onSubmit={submit}>
      <Eye size={32} />
      <h1>{shellText.setupTitle}</h1>
      <p>{shellText.setupHint}</p>
      {problem && !isTold ? (
        <p className="refusal" role="alert">
          {problem.detail || problem.title}
        </p>
      ) : null}
      <Field
        label={shellText.organisation}
        hint={shellText.organisationHint}
        autoFocus
        required
        maxLength={200}
        autoComplete="organization"
        value={form.organisation}
        error={problem?.field('organisation')}
        onChange={set('organisation')}
      />
      <Field
        label={shellText.chooseUsername}
        required
        maxLength={50}
        autoComplete="username"
        autoCapitalize="off"
        spellCheck={false}
        value={form.username}
        error={problem?.field('username')}
        onChange={set('username')}
      />
      <Field
        label={shellText.email}
        type="email"
        required
        autoComplete="email"
        value={form.email}
        error={problem?.field('email')}
        onChange={set('email')}
      />
      <Field
        label={shellText.password}
        hint={shellText.passwordHint}
        type="password"
        required
        minLength={12}
        autoComplete="new-password"
        value={form.password}
        error={problem?.field('password')}
        onChange={set('password')}
      />
      <Button kind="main" isLarge type="submit" disabled={send.isPending}>
        {shellText.finishSetup}
      </Button>
    </form>
  );
}
