import type { FileAt, Mainline, Pull } from './mainline.ts';
import { positionOf } from './mainline.ts';
import type { Reading } from './said.ts';
import type { Step } from './trace.ts';

/** The best common ancestor of a commit and a commit of the mainline; undefined where there is none, or the commit is gone. */
export type MergeBases = (commit: string, mainline: string) => string | undefined;

/**
 * Whether the branch of a pull request, as it was at one of its commits, makes the very step that the mainline made (design, section
 * 9.2): where it left the mainline the file says what the mainline said before, and at the commit what the mainline says now. What a
 * branch merely inherited, or what it moved about while another ended it, nobody approved. A base that is none of the mainline's own
 * commits may be one of several, and shows another difference to each.
 */
export function makesStep(
  { oid, file }: { oid: string; file: FileAt },
  step: Step,
  reading: Reading,
  mainline: Mainline,
  mergeBases: MergeBases,
): boolean {
  const { parent } = step.commit;
  const base = parent === undefined ? undefined : mergeBases(oid, parent);
  const position = base === undefined ? undefined : positionOf(mainline, base);
  const from = position === undefined ? undefined : mainline.commits[position];
  if (from === undefined) return false;
  return reading.ofFile(from.file).text === step.before.text && reading.ofFile(file).text === step.after.text;
}

/** The same of a pull request's head; none where that commit is gone. */
export function pullMakesStep(
  { head, file }: Pull,
  step: Step,
  reading: Reading,
  mainline: Mainline,
  mergeBases: MergeBases,
): boolean {
  return file !== undefined && makesStep({ oid: head, file }, step, reading, mainline, mergeBases);
}
