import { type Markdown, marker } from './markdown.ts';

/**
 * Whose a comment or an issue is. A policy file names one Org, so two Orgs in one repository have two paths: host and path tell
 * comments apart. The Org is named for people and never compared, so that a pull request keeps its one comment while its file
 * can't be read, or when it names another Org.
 */
export interface CommentIdentity {
  host: string;
  org: string;
  policy: string;
}

/**
 * What a comment says: what would happen by the commit `head` of its pull request, what an apply did, or why one was refused as a whole.
 */
export type CommentSubject = { kind: 'plan'; head: string } | { kind: 'result' } | { kind: 'refusal' };

/** The first line of a comment. */
export function commentMarker(identity: CommentIdentity, subject: CommentSubject): Markdown {
  const head = subject.kind === 'plan' ? ` head=${subject.head}` : '';
  return marker(`${naming(subject.kind, identity)} org=${identity.org}${head}`);
}

/** The first line of the issue about what was pushed without a pull request. */
export function issueMarker(identity: CommentIdentity): Markdown {
  return marker(`${naming('issue', identity)} org=${identity.org}`);
}

/** What a comment is by its first line, or undefined where that is not one of this host and path. Nothing below is looked at. */
export function kindOfComment(
  body: string,
  place: Pick<CommentIdentity, 'host' | 'policy'>,
): CommentSubject['kind'] | undefined {
  return (['plan', 'result', 'refusal'] as const).find((kind) =>
    body.startsWith(opening(naming(kind, place))),
  );
}

function naming(what: string, { host, policy }: Pick<CommentIdentity, 'host' | 'policy'>): string {
  return `mfa-policy ${what} host=${host} policy=${policy}`;
}

/** A marker as far as it is compared: what follows on its line is for people. */
function opening(name: string): string {
  return marker(`${name} org=`).text.replace(/ -->\n$/, '');
}
