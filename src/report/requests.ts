import type { Request } from '../plan/request.ts';
import { details, fence, type Markdown, md } from './markdown.ts';

/** What the apply of a plan sends to the tenant, to be unfolded by whoever wants to see that no setting was changed. */
export function requestsBlock(requests: readonly Request[]): Markdown {
  if (requests.length === 0) return md``;
  const lines = requests.map(({ method, path, body }) => `${method} ${path}\n${body}`);
  return details('What the apply will send to the tenant', fence(lines.join('\n\n')));
}
