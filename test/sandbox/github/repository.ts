import { account, setRole } from './accounts.ts';
import { type EnvironmentOptions, setEnvironment } from './environments.ts';
import { branchesOf } from './handle/branches.ts';
import { payloadsOf } from './handle/payloads.ts';
import { pullIn, pullsOf } from './handle/pulls.ts';
import { talkOf } from './handle/talk.ts';
import type { Rule } from './rules.ts';
import { addRuleset, type Ruleset, type RulesetFile } from './rulesets.ts';
import type { Account, Pull, Repository, Role, World } from './world.ts';

export type RepositoryHandle = ReturnType<typeof handleOf>;

export interface UserOptions {
  type?: 'User' | 'Bot';
  permission?: Role;
  deleted?: boolean;
}

/** A repository as a test holds it: everything that people, and GitHub on its own, do to one. Branches and commits are named by either. */
export function handleOf(world: World, state: Repository) {
  return {
    state,
    id: state.id,
    owner: state.owner.login,
    name: state.name,
    fullName: `${state.owner.login}/${state.name}`,

    ...branchesOf(world, state),
    ...pullsOf(world, state),
    ...talkOf(world, state),
    ...payloadsOf(world, state),

    /** A user, with what they may do here. `deleted`: their account is gone, what they wrote stays. */
    user(login: string, options: UserOptions = {}): Account {
      const made = account(world, login, options.type);
      if (options.type !== undefined) made.type = options.type;
      if (options.deleted !== undefined) made.deleted = options.deleted;
      const isNew = !state.roles.has(login.toLowerCase());
      if (options.permission !== undefined || isNew) setRole(state, login, options.permission ?? 'read');
      return made;
    },

    /** What GitHub does here where it could do otherwise. */
    behaviour: state.behaviour,

    /** Attaches a pull request to a commit, whatever it has to do with it; also one of another repository. */
    associate(oid: string, pull: number | Pull): void {
      const attached = state.attached.get(oid) ?? [];
      state.attached.set(oid, [...attached, typeof pull === 'number' ? pullIn(state, pull) : pull]);
    },
    get associationsLate(): boolean {
      return state.associationsLate;
    },
    set associationsLate(late: boolean) {
      state.associationsLate = late;
    },
    /** GitHub has caught up: associations are there. */
    settle(): void {
      state.associationsLate = false;
    },
    get dismissStale(): boolean {
      return state.dismissStale;
    },
    set dismissStale(on: boolean) {
      state.dismissStale = on;
    },
    /** The rules in force for a branch; none unless they are set. */
    rules(branch: string, rules: readonly Rule[]): void {
      state.rules.set(branch, rules);
    },
    /** Makes an environment, open to everything that is not said otherwise. */
    environment: (name: string, options?: EnvironmentOptions): void =>
      setEnvironment(world, state, name, options),
    /** Imports a ruleset, of the repository or of what is above it; returns its id. */
    ruleset: (file: RulesetFile, by?: Ruleset['sourceType']): number => addRuleset(world, state, file, by),

    /** The repository is deleted: a fork's pull requests stay, with `headRepository: null`. */
    delete(): void {
      state.deleted = true;
    },
  };
}
