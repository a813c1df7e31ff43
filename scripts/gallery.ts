/**
 * Everything that people see, as GitHub shows it: `npm run gallery`. Writes a page of each case, and where Chromium is installed its
 * pictures and the two of the README. Red where something of a table is off the screen of a phone, or where what comes first doesn't.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type Browser, startBrowser } from './gallery/browser.ts';
import { cases } from './gallery/cases.ts';
import { type Place, pageOf, type Theme } from './gallery/page.ts';

const folder = new URL('../gallery/', import.meta.url);
const WIDTHS = [1012, 375];
const PHONE = 375;
const THEMES: readonly Theme[] = ['light', 'dark'];
const PLACES: readonly Place[] = ['comment', 'summary', 'issue'];
/** The case that the README shows. */
const PICTURED = 'everyday';

const measures = z.object({
  height: z.number(),
  /** Texts of cells that end beyond the right edge of their table, and how long the longest code span in each is. */
  off: z.array(z.object({ text: z.string(), longest: z.number() })),
  /** Where the refused rows end, and how many are folded away. */
  refused: z.array(z.number()),
  folded: z.number(),
});

const MEASURE = `(() => {
  const folds = [...document.querySelectorAll('details')];
  const folded = folds.flatMap((fold) => [...fold.querySelectorAll('td')]).filter((cell) => cell.textContent.includes('⛔'));
  const rows = [...document.querySelectorAll('tr')].filter((row) => row.textContent.includes('⛔'));
  const refused = rows.map((row) => row.getBoundingClientRect().bottom);
  const height = document.documentElement.scrollHeight;
  for (const fold of folds) fold.open = true;
  const off = [...document.querySelectorAll('table')].flatMap((table) => {
    const edge = table.getBoundingClientRect().left + table.clientWidth + 1;
    const cells = [...table.querySelectorAll('td, th')].filter((cell) => cell.getBoundingClientRect().right > edge);
    const longest = (cell) => Math.max(0, ...[...cell.querySelectorAll('code')].map((code) => code.textContent.length));
    return cells.map((cell) => ({ text: cell.textContent, longest: longest(cell) }));
  });
  for (const fold of folds) fold.open = false;
  return { height, off, refused, folded: folded.length };
})()`;

const LONG_CODE = 40;
const FIRST_PIXELS = 900;

/** What is wrong with a page as it was measured. */
function faultsOf({ off, refused, folded }: z.infer<typeof measures>, width: number): string[] {
  const lost = width === PHONE ? off.filter(({ longest }) => longest <= LONG_CODE) : [];
  const late = refused.slice(0, 5).filter((end) => end > FIRST_PIXELS);
  return [
    ...lost.map(({ text }) => `off the screen: ${text}`),
    ...(folded > 0 ? [`${folded} refused rows are folded away`] : []),
    ...(late.length > 0 && refused.length > 0 && width !== PHONE
      ? [`${late.length} of the first refused rows end below ${FIRST_PIXELS} pixels`]
      : []),
  ];
}

async function main(browser: Browser | undefined): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const faults: string[] = [];
  for (const one of cases()) {
    for (const place of PLACES) {
      const text = one[place]?.text;
      if (text === undefined) continue;
      const name = `${one.name.replaceAll(/[ ,]+/g, '-')}-${place}`;
      writeFileSync(new URL(`${name}.md`, folder), text);
      for (const theme of THEMES) {
        const page = pageOf(text, place, theme);
        writeFileSync(new URL(`${name}-${theme}.html`, folder), page);
        if (browser === undefined) continue;
        for (const width of WIDTHS) {
          const measured = measures.parse(await browser.ask(page, width, MEASURE));
          const picture = await browser.picture(width, measured.height);
          writeFileSync(new URL(`${name}-${width}-${theme}.png`, folder), picture);
          if (one.name === PICTURED && place === 'comment' && width !== PHONE)
            writeFileSync(new URL(`../docs/comment-${theme}.png`, import.meta.url), picture);
          if (theme === 'light') {
            process.stdout.write(`${name} at ${width}: ${measured.height} pixels\n`);
            faults.push(...faultsOf(measured, width).map((fault) => `${name} at ${width}: ${fault}`));
          }
        }
      }
    }
  }
  return faults;
}

const browser = await startBrowser();
try {
  const faults = await main(browser);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  if (browser === undefined)
    process.stdout.write(
      'The pages are in gallery/. Without Chromium there are no pictures, and nothing is measured.\n',
    );
} finally {
  await browser?.close();
}
