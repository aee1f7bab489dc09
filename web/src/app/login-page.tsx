import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { span } from '../lib/formats.ts';
import { keyOf, useSend } from '../lib/queries.ts';
import { shellText } from '../lib/text/shell.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Eye } from './eye.tsx';

/** Signs in and goes on to where the person wanted to be. */
export function LoginPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/login' });
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const send = useSend('login');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(
      { input: { body: { username, password } } },
      {
        onSuccess: (me) => {
          client.clear();
          client.setQueryData(keyOf('getSession', {}), me);
          void navigate({ href: insideOnly(next), replace: true });
        },
        onError: () => setPassword(''),
      },
    );
  };
  const problem = send.error;
  return (
    <main className="door">
      <form onSubmit={submit}>
        <Eye size={32} />
        <h1>{shellText.loginTitle}</h1>
        {problem ? (
          <p className="refusal" role="alert">
            {problem.detail || problem.title} {problem.retryAfterS ? shellText.waitFor(span(problem.retryAfterS)) : ''}
          </p>
        ) : null}
        <Field
          label={shellText.username}
          name="username"
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          required
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <Field
          label={shellText.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button kind="main" isLarge type="submit" disabled={send.isPending}>
          {send.isPending ? shellText.signingIn : shellText.signIn}
        </Button>
      </form>
    </main>
  );
}

/** The way back after signing in; an address of another site is not followed. */
export function insideOnly(next: string | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/alerts';
  return next.startsWith('/login') ? '/alerts' : next;
}
