import { claimOf, withClaims } from '../../apply/after.ts';
import type { Authority } from '../../approval/authority.ts';
import type { Decided } from '../../approval/verdict.ts';
import type { Draft } from '../../ledger/branch/write.ts';
import type { State, Target } from '../../ledger/state.ts';
import { type Entry, entryKey } from '../../policy/entry.ts';
import { adoptionCommand } from '../../report/commands.ts';
import { fence, join, type Markdown, md, words } from '../../report/markdown.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';
import type { Ready } from './prepare.ts';

export type Adoption =
  | { kind: 'adopted'; decided: Decided[]; draft: Draft }
  | { kind: 'refused'; why: readonly Markdown[] };

/**
 * An administrator of the repository approves everything that the file says at the tip, naming the digest of exactly this plan (design,
 * section 8). Judged by the file's own guardrails. What a valid state vouches for is kept; what the adoption refuses needs an approval
 * of its own.
 */
export async function adopt(context: ApplyContext, trigger: ApplyTrigger, ready: Ready): Promise<Adoption> {
  const { settings, repository, clock } = context;
  const { plan, material, state, former, rulesMissing } = ready;
  if (trigger.by !== 'dispatch')
    return refused(md`Start an adoption manually, under Actions > Run workflow.`);
  if (ready.problem !== undefined)
    return refused(
      md`The policy file can’t be used as it is, so it can’t be adopted. Fix it in a pull request first.`,
    );
  if (settings.adopt !== plan.digest) return refused(otherDigest(context, plan.digest));
  for (const starter of trigger.starters) {
    if ((await repository.role(starter)) !== 'admin') {
      return refused(
        md`Only an administrator of the repository can adopt, and whoever started or re-ran this run isn’t one. Ask an administrator to start it.`,
      );
    }
  }
  if (rulesMissing.length > 0) return refused(rulesOff(rulesMissing));
  const time = clock.now().toISOString();
  const authority: Authority = { kind: 'adoption', commit: material.tip, by: trigger.starters };
  const rows = plan.rows.filter(({ kind }) => kind !== 'reset');
  const decided = rows.map((row): Decided => {
    const trail = { kind: 'steps' as const, steps: [], adopted: true };
    const { refusals } = row;
    const pulls = ready.pulls.get(row) ?? [];
    if (row.byDate !== undefined)
      return {
        row,
        pulls,
        trail: { kind: 'date', ended: row.byDate },
        verdict: { kind: 'go', authority: { kind: 'date', ended: row.byDate } },
      };
    return refusals.length > 0
      ? { row, trail, pulls, verdict: { kind: 'refused', refusals } }
      : { row, trail, pulls, verdict: { kind: 'go', authority } };
  });
  const refusedNames = decided.flatMap(({ row, verdict }) =>
    verdict.kind === 'refused'
      ? [row.before, row.after].flatMap((entry) => (entry ? [entryKey(entry)] : []))
      : [],
  );
  const known =
    state?.resets ??
    former?.resets.map((claim) =>
      claim.state === 'claimed' ? { ...claim, state: 'unknown' as const } : claim,
    ) ??
    [];
  const isKnown = (entry: Entry) =>
    entry.kind === 'reset' && known.some(({ request }) => request === entry.request);
  const closed = plan.rows
    // What the ledger knows of a request is kept, also where the file has other content under it.
    .filter(({ kind, after }) => kind === 'reset' && after !== undefined && !isKnown(after))
    .map((row) => claimOf(row, 'closed', authority, time));
  const kept = former?.inForce.filter(({ entry }) => plan.rows.some(({ before }) => before === entry));
  const draft: Draft = {
    schema: 1,
    policy: settings.policy,
    adopted: {
      commit: material.tip,
      digest: plan.digest,
      by: [...trigger.starters],
      time,
      refused: [...new Set(refusedNames)],
    },
    seen: material.tip,
    time: ready.startedAt,
    inForce: state?.inForce ?? kept ?? [],
    resets: withClaims(known, closed),
    doubt: state?.doubt ?? exemptIn(former),
    ...(state?.due && { due: state.due }),
  };
  return { kind: 'adopted', decided, draft };
}

/** Whom a former state exempts: each is sent what is in force afterwards, whoever bears the e-mail now. */
function exemptIn(former: State | undefined): Target[] {
  return (former?.inForce ?? []).flatMap(({ entry, userId }) =>
    entry.kind === 'opt-out' && userId !== undefined
      ? [{ kind: 'user' as const, user: entry.user, userId }]
      : [],
  );
}

function otherDigest({ settings, run }: ApplyContext, digest: string): Markdown {
  const given = settings.adopt.slice(0, 12);
  const why = md`The digest in the input \`adopt\` is not that of the plan as it is now: the file, the rules in force or a date changed since it was read (${given}). Read the plan again. To adopt it as it is now:`;
  return join([why, fence(adoptionCommand(run.workflowFile, digest))], md``);
}

function rulesOff(missing: readonly string[]): Markdown {
  return md`Branch rules that this policy needs are off: ${words(missing.join(', '))}. Turn them on in a ruleset, under Settings > Rules > Rulesets, then adopt again.`;
}

function refused(why: Markdown): Adoption {
  return { kind: 'refused', why: [why, NOTHING] };
}

const NOTHING = md`Nothing was sent to the tenant, and nothing was written.`;
