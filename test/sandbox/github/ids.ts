import type { Account, Repository } from './world.ts';

/** Node ids: opaque to a client, here readable backwards so that `node(id)` needs no table. */
export type NodeKind =
  | 'R'
  | 'PR'
  | 'I'
  | 'IC'
  | 'PRR'
  | 'REF'
  | 'C'
  | 'B'
  | 'T'
  | 'U'
  | 'BOT'
  | 'O'
  | 'LA'
  | 'TE'
  | 'PSH'
  | 'BRCE'
  | 'ABCSE'
  | 'EN'
  | 'DBP'
  | 'GA';

/** `parts` name the thing within its kind; a repository's id comes first where it belongs to one. */
export function nodeId(kind: NodeKind, ...parts: (string | number)[]): string {
  return `${kind}_kwDO${Buffer.from(parts.join('\0')).toString('base64url')}`;
}

export function readNodeId(id: string): { kind: NodeKind; parts: string[] } | undefined {
  const match = /^([A-Z]+)_kwDO([A-Za-z0-9_-]+)$/.exec(id);
  if (match === null) return undefined;
  return {
    kind: match[1] as NodeKind,
    parts: Buffer.from(match[2] ?? '', 'base64url')
      .toString()
      .split('\0'),
  };
}

export function repositoryNodeId(repository: Repository): string {
  return nodeId('R', repository.id);
}

export function accountNodeId({ type, id }: Account): string {
  return nodeId(type === 'Bot' ? 'BOT' : type === 'User' ? 'U' : 'O', id);
}
