import { atLeast, findAccount, roleOf } from '../accounts.ts';
import type { Answer } from '../faults.ts';
import { commitOf, find, itemAt } from '../git/store.ts';
import { parseRevision } from '../revisions.ts';
import type { Json } from '../shapes.ts';
import type { Repository } from '../world.ts';
import { type Call, need } from './call.ts';
import { notFound } from './problem.ts';

/** Where the file may be; the first that is there counts (docs.github.com, "About code owners"). */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/**
 * What is wrong with the code owners, of the default branch unless `ref` says otherwise (docs.github.com, "List CODEOWNERS errors").
 * Here: users who are nobody or may not write. Teams are not judged.
 */
export function listErrors(call: Call): Answer {
  need(call, 'read', 'contents');
  const { world, repository, query } = call;
  const commit = parseRevision(world, repository, query.get('ref') ?? 'HEAD');
  if (commit === undefined) throw notFound();
  const file = codeOwners(repository, commit);
  if (file === undefined) throw notFound();
  const errors = file.text
    .split('\n')
    .flatMap((source, index) =>
      [...source.replace(/#.*/, '').matchAll(/\s@([^\s/]+)(?=\s|$)/g)]
        .filter(([, login = '']) => !isOwner(call, login))
        .map((match) => errorShape(file.path, source, index + 1, match.index + 2, match[1] ?? '')),
    );
  return { status: 200, body: { errors } };
}

function codeOwners({ store }: Repository, commit: string): { path: string; text: string } | undefined {
  for (const path of PLACES) {
    const item = itemAt(store, commitOf(store, commit).tree, path);
    const blob = item === undefined ? undefined : find(store, 'blob', item.oid);
    if (blob !== undefined) return { path, text: Buffer.from(blob.bytes).toString('utf8') };
  }
  return undefined;
}

function isOwner({ world, repository }: Call, login: string): boolean {
  const found = findAccount(world, login);
  return found !== undefined && atLeast(roleOf(repository, found.login), 'write');
}

function errorShape(path: string, source: string, line: number, column: number, login: string): Json {
  const suggestion = `make sure @${login} exists and has write access to the repository`;
  const pointer = `${' '.repeat(column - 1)}^`;
  return {
    line,
    column,
    kind: 'Unknown owner',
    source,
    suggestion,
    message: `Unknown owner on line ${line}: ${suggestion}\n\n  ${source}\n  ${pointer}`,
    path,
  };
}
