/** Prints every text that the program can show to people, file by file, so that all of it can be read in one go. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const SRC = new URL('../src/', import.meta.url);

/** Files and folders whose literals nobody reads, and what they are instead. */
export const NOT_SHOWN: Readonly<Record<string, string>> = {
  'approval/said.ts': 'names by which entries are compared',
  'gather/evidence.ts': 'names by which questions are remembered',
  'github/fragments/': 'parts of questions to GitHub',
  'plan/differences.ts': 'names by which entries are compared',
  'report/commands.ts': 'commands, shown as blocks of code',
  'report/comment.ts': 'marks by which a comment is found again',
  'report/markdown.ts': 'frames around texts',
  'resolver/calls.ts': 'requests to the tenant, shown as blocks of code',
  'runner/forms.ts': 'forms of a secret',
  'text/': 'frames around texts',
};

/** `markdown` is tagged with `md`, `summary` is the line of a part that is folded away, `sentence` anything else. */
export interface Text {
  kind: 'markdown' | 'summary' | 'sentence';
  /** The constant parts; between two of them stands a value. */
  parts: readonly string[];
  /** What stands between the parts, as the source names it. */
  values: readonly string[];
}

export interface Page {
  /** From `src` on. */
  file: string;
  texts: readonly Text[];
}

/** The texts of all sources. A text is a literal with words in it; what only compares, joins or names something is none. */
export function pages(): Page[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !Object.keys(NOT_SHOWN).some((path) => file.startsWith(path)))
    .sort()
    .map((file) => ({ file, texts: textsOf(readFileSync(new URL(file, SRC), 'utf8')) }))
    .map((page) => (page.file.startsWith('github/') ? withoutQuestions(page) : page))
    .filter(({ texts }) => texts.length > 0);
}

/** What is written to GitHub holds braces or variables; what is written to people never does. */
function withoutQuestions({ file, texts }: Page): Page {
  return { file, texts: texts.filter(({ parts }) => !parts.some((part) => /[{}$]/.test(part))) };
}

/** The texts of one source, in their order. */
export function textsOf(source: string): Text[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isUnread(node)) return;
    const text = textOf(node);
    if (text !== undefined && hasWords(text, node)) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A text on a line of its own, its values in braces. */
export function lineOf({ parts, values }: Text): string {
  const text = parts
    .map((part, index) => part + (index < values.length ? `{${values[index]}}` : ''))
    .join('');
  return text.replaceAll('\n', '⏎');
}

/** All texts on one page. */
export function list(): string {
  return pages()
    .map(({ file, texts }) => `## ${file}\n\n${texts.map((text) => `- ${lineOf(text)}\n`).join('')}`)
    .join('\n');
}

function textOf(node: ts.Node): Text | undefined {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return undefined;
  if (ts.isTaggedTemplateExpression(node.parent)) {
    return node.parent.tag.getText() === 'md' ? { kind: 'markdown', ...contentOf(node) } : undefined;
  }
  const isSummary = ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'details';
  return { kind: isSummary ? 'summary' : 'sentence', ...contentOf(node) };
}

function contentOf(node: ts.StringLiteralLike | ts.TemplateExpression): Omit<Text, 'kind'> {
  if (!ts.isTemplateExpression(node)) return { parts: [node.text], values: [] };
  const { head, templateSpans } = node;
  return {
    parts: [head.text, ...templateSpans.map(({ literal }) => literal.text)],
    values: templateSpans.map(({ expression }) => nameOf(expression)),
  };
}

function nameOf(expression: ts.Expression): string {
  const name = expression.getText();
  return /^[\w.]+$/.test(name) ? name : '…';
}

/** Errors that only a mistake in this program throws are never shown; and what is compared, split or joined is no text. */
function isUnread(node: ts.Node): boolean {
  if (ts.isNewExpression(node))
    return /^(?:Error|TypeError|RangeError|RegExp)$/.test(node.expression.getText());
  if (!ts.isStringLiteralLike(node) || !ts.isCallExpression(node.parent)) return false;
  const { expression } = node.parent;
  return ts.isPropertyAccessExpression(expression) && TOOLS.has(expression.name.text);
}

const TOOLS = new Set(['join', 'split', 'startsWith', 'endsWith', 'includes', 'replace', 'replaceAll']);

/** A word of Markdown or of the log is a text, any other needs a space: without one it is a name. */
function hasWords({ kind, parts }: Text, node: ts.Node): boolean {
  const constant = parts.join(' ').trim();
  if (!/\p{L}{2}/u.test(constant)) return false;
  return kind === 'markdown' || / /.test(parts.join('')) || isLogged(node);
}

function isLogged(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /\blog\.\w+$/.test(node.parent.expression.getText());
}

if (import.meta.main) process.stdout.write(list());
