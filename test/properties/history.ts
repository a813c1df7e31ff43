import { contains, firstParents } from '../sandbox/github/git/history.ts';
import type { World } from '../scenarios/world.ts';
import type { Act, On } from './acts.ts';
import { type Edit, EMAILS, edited, IDS, textOf } from './edits.ts';
import type { Git } from './git.ts';

export type Deed = Exclude<Act, { act: 'apply' | 'adopt' }>;

/** Carries out on a world everything but applies. */
export class History {
  /** Users whose setting somebody changed by hand: what the tenant holds for them is drift. */
  readonly drifted = new Set<string>();
  readonly world: World;
  readonly git: Git;
  #marks = 0;
  #oldStates: string[] = [];

  constructor(world: World, git: Git) {
    this.world = world;
    this.git = git;
  }

  /** Whether it was done: the sandbox refuses, as git and GitHub do, what conflicts, is not open, or is not there. */
  do(act: Deed): boolean {
    this.world.now = new Date(this.world.now.getTime() + 1_000);
    try {
      this.#do(act);
      return true;
    } catch (error) {
      if (error instanceof Error && error.constructor === Error) return false;
      throw error;
    }
  }

  #do(act: Deed): void {
    const { world } = this;
    const { repo } = world;
    switch (act.act) {
      case 'open':
        this.#open(act);
        return;
      case 'approve':
        this.#approve(this.#pull(act.pull), act.by);
        return;
      case 'amend': {
        const { headBranch, headOid, author } = repo.pull(this.#pull(act.pull));
        this.#commit(headBranch, headOid, act.edit, author.login);
        return;
      }
      case 'update':
        repo.updateBranch(this.#pull(act.pull), { method: act.method });
        return;
      case 'retarget': {
        const number = this.#pull(act.pull);
        if (act.how === 'by-hand') repo.retarget(number, 'main');
        else this.#deleteBase(repo.pull(number).base);
        return;
      }
      case 'merge':
        repo.merge(this.#pull(act.pull), { method: act.method, by: 'bo-chen' });
        return;
      case 'queue':
        repo.mergeGroup(
          act.pulls.map((pull) => this.#pull(pull)),
          { method: act.method, by: 'bo-chen' },
        );
        return;
      case 'push':
        this.#commit('main', repo.tip('main'), act.edit, 'wes-writer');
        return;
      case 'join':
        repo.mergeBranch({
          from: this.#on(act.of),
          swapped: act.swapped,
          by: 'wes-writer',
          ...(act.take && { take: act.take }),
        });
        return;
      case 'evil-merge': {
        const { headOid } = repo.pull(this.#pull(act.pull));
        if (contains(repo.state.store, repo.tip('main'), headOid)) throw new Error('It is merged already.');
        this.#commit('main', headOid, act.edit, 'wes-writer', ['main', headOid]);
        return;
      }
      case 'fast-forward':
        this.#fastForward(repo.pull(this.#pull(act.pull)).headOid);
        return;
      case 'revert':
        this.#revert(act);
        return;
      case 'force':
        repo.push('main', this.#said(act.back), 'wes-writer');
        return;
      case 'time':
        world.now = new Date(world.now.getTime() + act.hours * 3_600_000);
        return;
      case 'tenant':
        this.#tenant(act.who, act.what);
        return;
      case 'forge':
        this.#forge(act.what);
        return;
    }
  }

  /** The number of the newest pull request but so many. */
  #pull(back: number): number {
    const numbers = [...this.world.repo.state.pulls.keys()].sort((a, b) => b - a);
    const number = numbers[back];
    if (number === undefined) throw new Error(`There are not ${back + 1} pull requests.`);
    return number;
  }

  /** What the default branch said before its newest changes of the file but so many. */
  #said(back: number): string {
    const line = this.git.line().reverse();
    const changes = line.filter(({ text }, index) => index === 0 || text !== line[index - 1]?.text);
    const said = changes[back];
    if (said === undefined) throw new Error(`The branch does not go ${back} changes back.`);
    return said.oid;
  }

  #on(on: On): string {
    const { repo } = this.world;
    switch (on.on) {
      case 'tip':
        return repo.tip('main');
      case 'line':
        return this.#said(on.back);
      case 'pull':
        return repo.pull(this.#pull(on.back)).headOid;
      case 'former': {
        const moved = repo.state.activity.filter(({ ref }) => ref === 'refs/heads/main').reverse();
        const former = moved[on.back];
        if (former === undefined) throw new Error(`The branch was not moved ${on.back} times.`);
        return former.after;
      }
    }
  }

  #open({ edits, on, base, by, approvals }: Extract<Act, { act: 'open' }>): void {
    const { repo } = this.world;
    const start = this.#on(on);
    this.#marks += 1;
    const branch = `change-${this.#marks}`;
    const lower = base === 'stack' && on.on === 'pull' ? repo.pull(this.#pull(on.back)).headBranch : 'main';
    repo.push(branch, start, by);
    for (const edit of edits) this.#commit(branch, repo.tip(branch), edit, by);
    const decoy = this.#marks;
    if (base === 'decoy') {
      repo.push(`decoy-${decoy}`, branch, by);
      this.#commit(branch, repo.tip(branch), { edit: 'elsewhere' }, by);
    }
    const into = base === 'decoy' ? `decoy-${decoy}` : lower;
    if (contains(repo.state.store, repo.tip(into), repo.tip(branch)))
      throw new Error('There is nothing to merge.');
    this.#approve(repo.openPullRequest({ by, branch, base: into }), approvals);
  }

  /** GitHub lets nobody approve what is their own. */
  #approve(number: number, approvals: readonly string[]): void {
    const { repo } = this.world;
    const author = repo.pull(number).author.login;
    for (const by of approvals) if (by !== author) repo.review(number, { by, state: 'APPROVED' });
  }

  /** Commits an edit of what the policy says at a commit, or last said where it can't be read there. */
  #commit(branch: string, at: string, edit: Edit, by: string, parents?: readonly string[]): void {
    const { repo } = this.world;
    const readable = firstParents(repo.state.store, at, undefined)
      .map((oid) => this.git.at(oid).policy)
      .find((policy) => policy !== undefined);
    if (readable === undefined) throw new Error('There never was a policy.');
    this.#marks += 1;
    const files = edited(textOf(readable), edit, { now: this.world.now, mark: this.#marks });
    const isNew = Object.entries(files).some(([path, text]) => (repo.file(at, path) ?? null) !== text);
    if (isNew) repo.commit({ branch, files, by, message: `Edit: ${edit.edit}`, ...(parents && { parents }) });
  }

  #deleteBase(base: string): void {
    if (base === 'main') throw new Error('GitHub does not let the default branch be deleted.');
    this.world.repo.deleteBranch(base);
  }

  #fastForward(head: string): void {
    const { repo } = this.world;
    if (!firstParents(repo.state.store, head, undefined).includes(repo.tip('main')))
      throw new Error('The branch is not ahead of the default branch.');
    repo.push('main', head, 'wes-writer');
  }

  #revert({ back, via, approvals, method }: Extract<Act, { act: 'revert' }>): void {
    const { repo } = this.world;
    const line = this.git.line().reverse();
    const touched = line.filter(
      ({ text }, index) => index + 1 < line.length && text !== line[index + 1]?.text,
    );
    const commit = touched[back];
    if (commit === undefined) throw new Error(`There are not ${back + 1} changes to take back.`);
    if (via === 'push') {
      repo.revert({ commit: commit.oid, by: 'wes-writer' });
      return;
    }
    this.#marks += 1;
    const branch = `revert-${this.#marks}`;
    repo.push(branch, 'main', 'cy-lee');
    repo.revert({ branch, commit: commit.oid, by: 'cy-lee' });
    const number = repo.openPullRequest({ by: 'cy-lee', branch });
    this.#approve(number, approvals);
    repo.merge(number, { by: 'bo-chen', method });
  }

  /** `hire`: somebody new has the e-mail that a user had. */
  #tenant(who: number, what: Extract<Act, { act: 'tenant' }>['what']): void {
    const [id, email] = what === 'hire' ? [`9${IDS[who]}`, EMAILS[who] ?? ''] : [IDS[who] ?? '', ''];
    const { tenant } = this.world;
    const is = tenant.state.users.get(id);
    if ((is === undefined) !== (what === 'hire')) throw new Error('The user is gone, or there already.');
    this.drifted.add(id);
    if (what === 'hire') tenant.addUser({ id: Number(id), email });
    else if (what === 'rename') tenant.changeEmail(id, `renamed.${id}@acme.example`);
    else if (what === 'remove') tenant.removeUser(id);
    else if (is !== undefined) is.optOut = !is.optOut;
  }

  #forge(what: 'junk' | 'old' | 'edited'): void {
    const { repo, ledger } = this.world;
    const newest = String(repo.file(ledger, 'state.json'));
    this.#oldStates.push(newest);
    const texts = {
      junk: '{}',
      old: this.#oldStates[0] ?? '',
      edited: newest.replace('"inForce": [', '"inForce": [\n'),
    };
    repo.commit({
      branch: ledger,
      files: { 'state.json': texts[what] },
      by: 'github-actions[bot]',
      message: 'Record',
    });
  }
}
