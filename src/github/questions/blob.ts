import { z } from 'zod';
import { GitHubFault } from '../../faults.ts';
import { MOST_POLICY_BYTES } from '../../policy/text.ts';
import type { PolicyFile } from '../../ports/material.ts';
import { blobId } from '../../text/blob.ts';
import { policyFile, type TextEntry } from '../fragments/file.ts';
import { parametersOf, type RepositoryName } from '../question.ts';
import type { Wire } from '../wire.ts';

/** docs.github.com, "Get a blob": up to 100 MB. */
const ROUTE = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';

const answer = z.object({ content: z.string(), encoding: z.literal('base64') });

/** The bytes of a blob whose text did not come along whole, or is none; checked against the id. */
export async function blob(wire: Wire, asked: RepositoryName, id: string): Promise<Uint8Array> {
  const { content } = await wire.rest(ROUTE, { ...parametersOf(asked), file_sha: id }, answer);
  const bytes = Buffer.from(content, 'base64');
  if (blobId(bytes, id) !== id)
    throw new GitHubFault('unexpected', 'GitHub sent a file that is not the one asked for.');
  return bytes;
}

/** Makes a policy file of its tree entry; a content that is missing in the answer is asked for. */
export function policyReader(wire: Wire, asked: RepositoryName): (entry: TextEntry) => Promise<PolicyFile> {
  return (entry) => policyFile(entry, MOST_POLICY_BYTES, (id) => blob(wire, asked, id));
}
