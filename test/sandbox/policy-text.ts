import type { OptOut, ResetRequest } from '../../src/policy/policy.ts';
import { LEDGER_KEY } from './ledger-key.ts';

export interface PolicyText {
  org?: number;
  name?: string;
  environment?: 'production' | 'sandbox';
  /** Null for none. */
  publicKey?: string | null;
  enforce?: boolean;
  optOuts?: (Partial<OptOut> & { user: string })[];
  resets?: (Partial<ResetRequest> & { user: string; request: string })[];
  protected?: string[];
  approvers?: Record<string, string>;
  guardrails?: Record<string, number | boolean>;
}

export const APPROVERS: Record<string, string> = {
  'ana-diaz': 'ana.diaz@acme.example',
  'bo-chen': 'bo.chen@acme.example',
  'cy-lee': 'cy.lee@acme.example',
};

/** A policy file as an administrator writes it; what is left out is usual. */
export function policyText(policy: PolicyText = {}): string {
  const { publicKey = LEDGER_KEY.publicKey } = policy;
  const lines = [
    'version: 1',
    'org:',
    `  id: ${policy.org ?? 166}`,
    `  name: ${policy.name ?? 'Acme Risk'}`,
    `  environment: ${policy.environment ?? 'production'}`,
    ...(publicKey === null ? [] : [`ledger-public-key: ${publicKey}`]),
    `enforce: ${policy.enforce ?? true}`,
  ];
  const optOuts = policy.optOuts ?? [];
  lines.push(optOuts.length === 0 ? 'opt-outs: []' : 'opt-outs:');
  for (const one of optOuts) {
    lines.push(
      `  - user: ${one.user}`,
      ...(one.id === undefined ? [] : [`    id: ${one.id}`]),
      `    reason: ${one.reason ?? 'Shared kiosk without a phone, badge-controlled room'}`,
      `    owner: ${one.owner ?? 'facilities@acme.example'}`,
      `    ticket: ${one.ticket ?? 'SEC-1201'}`,
      `    expires: ${one.expires ?? '2027-01-31'}`,
    );
  }
  if (policy.resets?.length) lines.push('resets:');
  for (const one of policy.resets ?? []) {
    lines.push(
      `  - request: ${one.request}`,
      `    user: ${one.user}`,
      ...(one.id === undefined ? [] : [`    id: ${one.id}`]),
      `    reason: ${one.reason ?? 'Lost phone, identity checked by video call'}`,
      `    not-after: ${one.notAfter ?? '2026-11-27'}`,
    );
  }
  if (policy.protected?.length) lines.push('protected:', ...policy.protected.map((user) => `  - ${user}`));
  const approvers = Object.entries(policy.approvers ?? APPROVERS);
  if (approvers.length > 0)
    lines.push('approvers:', ...approvers.map(([login, user]) => `  ${login}: ${user}`));
  const guardrails = Object.entries(policy.guardrails ?? {});
  if (guardrails.length > 0)
    lines.push('guardrails:', ...guardrails.map(([name, value]) => `  ${name}: ${value}`));
  return `${lines.join('\n')}\n`;
}
