import type { ApprovedStep, Authority } from '../approval/authority.ts';
import { dateText } from './dates.ts';
import { breakable, join, link, type Markdown, md } from './markdown.ts';
import { pullPage, type Site } from './pages.ts';

/** By what something came into force, or went. */
export function byAuthority(authority: Authority, site: Site): Markdown {
  switch (authority.kind) {
    case 'approved':
      return join(
        authority.steps.map((step) => byStep(step, site)),
        md`\n`,
      );
    case 'adoption':
      return md`Adoption by ${join(authority.by.map(breakable), md`, `)}`;
    case 'date':
      return md`Its date, ${dateText(authority.ended)}`;
  }
}

function byStep({ number, author, approvals }: ApprovedStep, site: Site): Markdown {
  const logins = approvals.map(({ login }) => breakable(login));
  const by = logins.length === 0 ? md`no approval needed` : md`approved by ${join(logins, md`, `)}`;
  return md`Pull request ${link(md`${number}`, pullPage(site, number))} by ${breakable(author)}, ${by}`;
}
