import { type Parsed, parsePolicy } from '../../src/policy/parse.ts';
import type { Policy, Problem } from '../../src/policy/policy.ts';

/** The parts of a policy file that tests put together. */
export const SMALLEST = `version: 1
org:
  id: 166
  environment: production
enforce: true
opt-outs: []
approvers:
  ana-diaz: ana.diaz@acme.example
`;

export const FULL = `version: 1
org:
  id: 166
  name: Acme Risk
  environment: production
enforce: true
opt-outs:
  - user: lobby.kiosk@acme.example
    id: 1732
    reason: Shared kiosk without a phone
    owner: facilities@acme.example
    ticket: SEC-1201
    expires: 2027-01-31
resets:
  - request: INC-20331
    user: ana.diaz@acme.example
    reason: Lost phone, identity checked by video call
    not-after: 2026-11-27
protected:
  - break.glass@acme.example
approvers:
  ana-diaz: ana.diaz@acme.example
  bo-chen: bo.chen@acme.example
guardrails:
  required-approvals: 1
  max-opt-outs: 10
  max-opt-out-days: 90
  max-resets: 5
  allow-admin-opt-outs: false
  allow-lift: false
`;

/** `text` with `old` replaced; fails the test when `old` is not there, so that no test passes for the wrong reason. */
export function changed(text: string, old: string, by: string): string {
  if (!text.includes(old)) throw new Error(`the policy does not hold ${JSON.stringify(old)}`);
  return text.replace(old, () => by);
}

export function parsed(text: string): Parsed {
  return parsePolicy(new TextEncoder().encode(text));
}

/** The policy of a file that is in order. */
export function policyOf(text: string): Policy {
  const result = parsed(text);
  if (!result.ok) throw new Error(`not a policy: ${summaries(result.problems).join('; ')}`);
  return result.policy;
}

/** The problems of a file that is not in order. */
export function problemsOf(text: string): Problem[] {
  const result = parsed(text);
  if (result.ok) throw new Error('expected a file with problems');
  return result.problems;
}

/** `line:column code` of each problem. */
export function summaries(problems: readonly Problem[]): string[] {
  return problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** What is wrong with a file: `line:column code` of each problem; nothing when it is in order. */
export function wrongWith(text: string): string[] {
  const result = parsed(text);
  return result.ok ? [] : summaries(result.problems);
}
