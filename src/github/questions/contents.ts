import { z } from 'zod';
import { bytesOf } from '../fragments/file.ts';
import { oid } from '../oid.ts';
import { type Question, variablesOf } from '../question.ts';
import { blob } from './blob.ts';

/** Texts that one request asks for. */
const PER_REQUEST = 20;

/** The texts of `count` blobs by their ids. */
export function blobs(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  return `query Blobs($owner: String!, $name: String!, ${indices.map((index) => `$b${index}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indices.map((index) => `b${index}: object(oid: $b${index}) { ... on Blob { oid byteSize text isTruncated } }`).join('\n    ')}
  }
}`;
}

const answer = z.object({
  repository: z.record(
    z.string(),
    z.object({ oid, byteSize: z.int(), text: z.string().nullable(), isTruncated: z.boolean() }).nullable(),
  ),
});

export const contents: Question<'contents'> = (wire, asked) => async (ids, most) => {
  const found = new Map<string, Uint8Array>();
  for (let from = 0; from < ids.length; from += PER_REQUEST) {
    const page = ids.slice(from, from + PER_REQUEST);
    const variables = Object.fromEntries(page.map((id, index) => [`b${index}`, id]));
    const document = blobs(page.length);
    const { repository } = await wire.graphql(document, { ...variablesOf(asked), ...variables }, answer);
    for (const [index, id] of page.entries()) {
      const one = repository[`b${index}`];
      if ((one?.byteSize ?? 0) <= most)
        found.set(id, bytesOf(id, one?.text) ?? (await blob(wire, asked, id)));
    }
  }
  return found;
};
