import { join, link, type Markdown, md } from './markdown.ts';
import { commitPage, runPage, type Site } from './pages.ts';

/** Which run made a text, and of which commit. */
export interface Made {
  site: Site;
  commit: string;
  runId: string;
  attempt: number;
  digest: string;
}

/** The last line: what the text is about, by what it can be found again, and what nobody could check (`further`). */
export function foot({ site, commit, runId, attempt, digest }: Made, further: readonly Markdown[]): Markdown {
  const again = attempt === 1 ? md`` : md`, attempt ${attempt}`;
  const parts = [
    md`Commit ${link(md`${commit.slice(0, 7)}`, commitPage(site, commit))}`,
    md`run ${link(md`${runId}`, runPage(site, runId))}${again}`,
    md`plan ${digest.slice(0, 12)}`,
    ...further,
  ];
  return md`\n\n${join(parts, md` · `)}\n`;
}
