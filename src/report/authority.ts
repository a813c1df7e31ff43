import type { ApprovedStep, Authority } from '../approval/authority.ts';
import { code, join, type Markdown, md } from './markdown.ts';

/** By what something came into force, or went. */
export function byAuthority(authority: Authority): Markdown {
  switch (authority.kind) {
    case 'approved':
      return join(authority.steps.map(byStep), md`\n`);
    case 'adoption':
      return md`adoption by ${join(authority.by.map(code), md`, `)}`;
    case 'date':
      return md`its date, ${authority.ended}`;
  }
}

function byStep({ number, author, approvals }: ApprovedStep): Markdown {
  const logins = approvals.map(({ login }) => code(login));
  const by = logins.length === 0 ? md`no approval needed` : md`approved by ${join(logins, md`, `)}`;
  return md`pull request ${number} by ${author}, ${by}`;
}
