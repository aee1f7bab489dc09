import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../lib/api.ts';
import { densities, setPreferences, themes, usePreferences } from '../lib/preferences.ts';
import { asProblem } from '../lib/problem.ts';
import { useMe } from '../lib/session.ts';
import { shellText } from '../lib/text/shell.ts';
import { toastProblem } from '../lib/toasts.ts';
import { forgetUndo } from '../lib/undo.ts';
import { Menu, MenuCheck, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx';
import { AccountButton } from './menu-buttons.tsx';
import type { Cover } from './shell.tsx';

type Props = {
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  wasPressed: boolean;
  onCover: (cover: Cover) => void;
};

/** Theme, rows, keys, password and the way out. */
export function AccountMenu({ isOpen, onOpen, wasPressed, onCover }: Props) {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { theme, density, hasSingleKeys } = usePreferences();
  const signOut = async () => {
    try {
      await call('logout', {});
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code !== 'session.missing') return void toastProblem(problem);
    }
    forgetUndo();
    await navigate({ to: '/login' });
    client.clear();
  };
  return (
    <Menu target={<AccountButton autoFocus={wasPressed} />} isOpen={isOpen} onOpen={onOpen} position="bottom-end">
      <MenuLabel>
        {me.username} · {me.role}
      </MenuLabel>
      <MenuChoice
        label={shellText.theme}
        value={theme}
        options={themes.map((value) => ({ value, name: shellText.themes[value] }))}
        onChoose={(value) => setPreferences({ theme: value })}
      />
      <MenuChoice
        label={shellText.density}
        value={density}
        options={densities.map((value) => ({ value, name: shellText.densities[value] }))}
        onChoose={(value) => setPreferences({ density: value })}
      />
      <MenuLine />
      <MenuCheck isOn={hasSingleKeys} onChange={(isOn) => setPreferences({ hasSingleKeys: isOn })}>
        {shellText.singleKeys}
      </MenuCheck>
      <MenuItem onClick={() => onCover('help')}>{shellText.keyHelp}</MenuItem>
      <MenuLine />
      <MenuItem onClick={() => onCover('password')}>{shellText.changePassword}</MenuItem>
      <MenuItem onClick={() => void signOut()}>{shellText.signOut}</MenuItem>
    </Menu>
  );
}
