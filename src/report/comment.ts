import { type Markdown, marker } from './markdown.ts';

/** What a comment is found again by: tenant and policy file; two Orgs in one repository have two files. The Org is named for people. */
export interface CommentIdentity {
  host: string;
  org: string;
  policy: string;
}

export interface CommentRun {
  runId: string;
  attempt: number;
}

/** The first line of a comment. */
export function commentMarker(
  { host, org, policy }: CommentIdentity,
  { runId, attempt }: CommentRun,
): Markdown {
  return marker(`mfa-policy host=${host} policy=${policy} org=${org} run=${runId}.${attempt}`);
}

/** The first line of the issue about what was pushed without a pull request. */
export function issueMarker({ host, org, policy }: CommentIdentity): Markdown {
  return marker(`mfa-policy issue host=${host} policy=${policy} org=${org}`);
}

/** The run that wrote a comment of this identity, or undefined where the first line is not such a marker. */
export function writtenBy(
  body: string,
  { host, policy }: Pick<CommentIdentity, 'host' | 'policy'>,
): CommentRun | undefined {
  const line = body.slice(0, `${body}\n`.indexOf('\n'));
  const found =
    /^<!-- mfa-policy host=(\S+) policy=(\S+) org=\S+ run=([0-9]{1,20})\.([0-9]{1,6}) -->\r?$/.exec(line);
  if (found === null || found[1] !== host || found[2] !== policy) return undefined;
  return { runId: String(found[3]), attempt: Number(found[4]) };
}

/** Whether `a` is a newer run than `b`. */
export function isNewer(a: CommentRun, b: CommentRun): boolean {
  const [x, y] = [BigInt(a.runId), BigInt(b.runId)];
  return x === y ? a.attempt > b.attempt : x > y;
}

/** Where the result of an apply begins, below the plan. */
export const RESULT_MARK = marker('mfa-policy-result');

/** The plan part of a comment's body: what stands between the marker and the result. */
export function planPart(body: string): string {
  const afterMarker = body.slice(body.indexOf('\n') + 1);
  const result = afterMarker.indexOf(RESULT_MARK.text.trim());
  return (result === -1 ? afterMarker : afterMarker.slice(0, result)).trimEnd();
}
