import type { FileAt } from '../../approval/mainline.ts';
import type { MainlineReader } from '../../gather/mainline.ts';
import { type Redact, withoutSecrets } from '../../gather/secrets.ts';
import type { Policy } from '../../policy/policy.ts';
import type { PolicyFile, TipMaterial } from '../../ports/material.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';

/** How often a tip that lies behind the event's commit is asked for again. */
const TIP_TRIES = 3;
const TIP_WAIT_MS = 5_000;

/** The tip, once GitHub shows the commit that started the run; undefined where it goes on showing an older one. */
export async function currentTip(
  { repository, settings, clock }: ApplyContext,
  trigger: ApplyTrigger,
): Promise<TipMaterial | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const material = await repository.tipMaterial(settings.host);
    const seen = material.mainline.some(({ oid }) => oid === trigger.commit);
    if (seen || !(await repository.isBehind(material.tip, trigger.commit))) return material;
    if (attempt === TIP_TRIES) return undefined;
    await clock.sleep(TIP_WAIT_MS);
  }
}

/** The newest policy of the mainline that is not the one at the tip, whichever Org it is of; what of it is a secret now is left out. */
export async function newestPolicy(
  reader: MainlineReader,
  tip: PolicyFile,
  redact: Redact,
): Promise<Policy | undefined> {
  const isTip = (file: FileAt) => file.kind === 'file' && tip.kind === 'file' && file.blob === tip.blob;
  for (let from = 0; ; ) {
    const page = reader.mainline().commits.slice(from);
    await reader.read(page.map(({ file }) => file));
    const [policy] = page.flatMap(({ file }) => (isTip(file) ? [] : (reader.policyIn(file) ?? [])));
    if (policy !== undefined) return withoutSecrets(policy, redact);
    from += page.length;
    if (!(await reader.further())) return undefined;
  }
}
