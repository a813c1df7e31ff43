/** A change of the code that judges approvals: each undoes one sentence of design, section 9.2 or 9.3, that closes an attack. */
export interface Mutant {
  name: string;
  file: string;
  /** The exact text, which stands there once. */
  from: string;
  to: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no head check',
    file: 'src/approval/same-step.ts',
    from: ' && reading.ofFile(file).text === step.after.text;',
    to: ' && file !== undefined;',
  },
  {
    name: 'same content instead of same step',
    file: 'src/approval/same-step.ts',
    from: 'return reading.ofFile(from.file).text === step.before.text && ',
    to: 'return ',
  },
  {
    name: 'any commit of an approval',
    file: 'src/approval/reviews.ts',
    from: "  if (!sawStep(commit)) return 'approved a different version of this: approve again';\n",
    to: '',
  },
  {
    name: 'unreadable commits skipped',
    file: 'src/approval/trace.ts',
    from: 'const isChange = changed && ',
    to: 'const isChange = changed && policyOf(one.file) !== undefined && policyOf(older.file) !== undefined && ',
  },
  {
    name: 'only the newest step',
    file: 'src/approval/decide.ts',
    from: 'for (const step of trail.steps) {',
    to: 'for (const step of trail.steps.slice(0, 1)) {',
  },
  {
    name: 'merges without a source ignored',
    file: 'src/approval/trace.ts',
    from: 'if (isChange || isUntraceableMerge(one, mainline)) {',
    to: 'if (isChange) {',
  },
  {
    name: 'a merge base off the mainline',
    file: 'src/approval/same-step.ts',
    from: 'position === undefined ? undefined : mainline.commits[position];',
    to: 'mainline.commits[position ?? step.position + 1];',
  },
  {
    name: 'an empty name',
    file: 'src/approval/said.ts',
    from: 'const names = namesOf(row);',
    to: 'const names = namesOf(row).slice(0, 0);',
  },
  {
    name: 'seen ignored',
    file: 'src/gather/adoptedness.ts',
    from: "  if (!mainline.commits.some(({ oid }) => oid === state.seen)) return { kind: 'history' };\n",
    to: '',
  },
  {
    name: 'an old adoption as anchor',
    file: 'src/modes/apply/prepare.ts',
    from: 'const adopting = state.baseline === undefined;',
    to: 'const adopting = true;',
  },
];

/** A file's text with the change made; throws where what it changes does not stand there once, for then the table is out of date. */
export function mutated(text: string, { name, file, from, to }: Mutant): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${name}: ${file} does not hold ${JSON.stringify(from)} exactly once.`);
  return before + to + after;
}
