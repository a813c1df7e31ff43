import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Where a text stands: a comment and an issue in a box of small print, a summary on the page of the run. */
export type Place = 'comment' | 'summary' | 'issue';
export type Theme = 'light' | 'dark';

const require = createRequire(import.meta.url);
const styleOf = (theme: Theme): string =>
  readFileSync(require.resolve(`github-markdown-css/github-markdown-${theme}.css`), 'utf8');

/** GitHub's alerts and its line breaks in comments, which the parser does not know. */
function asGitHub(html: string): string {
  return html.replace(
    /<blockquote>\s*<p>\[!CAUTION\]\s*/g,
    '<blockquote class="markdown-alert markdown-alert-caution"><p class="markdown-alert-title">Caution</p><p>',
  );
}

/** A text as GitHub shows it, as a page of its own. */
export function pageOf(markdown: string, place: Place, theme: Theme): string {
  const html = asGitHub(
    micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true }),
  );
  const [background, border] = theme === 'light' ? ['#ffffff', '#d1d9e0'] : ['#0d1117', '#3d444d'];
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>${styleOf(theme)}
body { margin: 0; padding: 16px; background: ${background}; }
.box { border: 1px solid ${border}; border-radius: 6px; padding: 16px; }
.markdown-body { font-size: ${place === 'summary' ? 16 : 14}px; }
.markdown-body p { white-space: ${place === 'summary' ? 'normal' : 'pre-line'}; }
.markdown-alert { border-left-color: #d1242f; }
.markdown-alert-title { color: #d1242f; font-weight: 500; }
</style>
<div class="box"><article class="markdown-body">${html}</article></div>`;
}
