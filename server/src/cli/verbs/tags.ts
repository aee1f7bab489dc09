import { roleNames, TagName } from '@watchfloor/contract';
import { grants } from '../../domains/access/index.ts';
import { oneOf, optional, required, type Verb, within, word } from '../verb.ts';

/** A verb that changes which tags everybody of a role sees. */
const granting = (
  verb: Pick<Verb, 'name' | 'summary'>,
  changeTag: typeof grants.grantRoleTag,
  outcome: string,
): Verb => ({
  ...verb,
  usage: 'ROLE --tag TAG',
  words: 1,
  options: { tag: { type: 'string' } },
  run: async (shell, given) => {
    const role = oneOf(word(given, 0, 'The role'), roleNames, 'The role');
    const tag = required(given, 'tag');
    const { system } = await shell.open();
    await changeTag(system, role, tag);
    shell.say({ role, tag }, outcome);
  },
});

const roleGrant = granting(
  { name: 'role grant', summary: 'Lets everybody of a role see alerts of a tag.' },
  grants.grantRoleTag,
  'Granted.',
);

const roleRevoke = granting(
  { name: 'role revoke', summary: 'Takes a tag back from a role.' },
  grants.revokeRoleTag,
  'Taken back.',
);

const tagCreate: Verb = {
  name: 'tag create',
  usage: 'NAME',
  summary: 'Adds a tag to the dictionary.',
  words: 1,
  options: {},
  run: async (shell, given) => {
    const name = within(TagName, word(given, 0, 'The name'), 'NAME');
    const { system } = await shell.open();
    const id = await grants.createTag(system, name);
    shell.say({ id, name }, `Tag ${name}.`);
  },
};

const tagAccess: Verb = {
  name: 'tag access',
  usage: 'on|off [--untagged visible_to_all|admin_only|default_tag] [--default-tag NAME]',
  summary: 'Says whether tags restrict what analysts see, and what happens to alerts without one.',
  words: 1,
  options: { untagged: { type: 'string' }, 'default-tag': { type: 'string' } },
  run: async (shell, given) => {
    const isEnabled = oneOf(given.words[0], ['on', 'off'], 'The word after tag access') === 'on';
    const untagged = oneOf(
      optional(given, 'untagged') ?? 'visible_to_all',
      ['visible_to_all', 'admin_only', 'default_tag'],
      '--untagged',
    );
    const { system } = await shell.open();
    const access = await grants.setTagAccess(system, {
      isEnabled,
      untagged,
      defaultTag: optional(given, 'default-tag') ?? null,
    });
    shell.say({ ...access });
  },
};

/** Verbs for the tags by which alerts are shown to some and not to others. */
export const tagVerbs: readonly Verb[] = [roleGrant, roleRevoke, tagCreate, tagAccess];
