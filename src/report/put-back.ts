import { stringify } from 'yaml';
import type { Entry } from '../policy/entry.ts';

/** An entry as lines of a policy file, to be put back exactly as it is in force. */
export function asPolicy(entry: Entry): string {
  return stringify(fragment(entry), { lineWidth: 0 }).trimEnd();
}

function fragment(entry: Entry): object {
  switch (entry.kind) {
    case 'enforce':
      return { enforce: entry.enforce };
    case 'opt-out': {
      const { kind: _, id, ...rest } = entry;
      return { 'opt-outs': [id === undefined ? rest : { ...rest, id: Number(id) }] };
    }
    case 'reset': {
      const { kind: _, id, notAfter, ...rest } = entry;
      const named = { ...rest, 'not-after': notAfter };
      return { resets: [id === undefined ? named : { ...named, id: Number(id) }] };
    }
    case 'guardrail':
      return { guardrails: { [entry.name]: entry.value } };
    case 'protected':
      return { protected: [entry.user] };
    case 'approver':
      return { approvers: { [entry.login]: entry.user } };
  }
}
