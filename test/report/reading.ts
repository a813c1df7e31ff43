import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Markdown } from '../../src/report/markdown.ts';

/** Markdown as GitHub's parser reads it. */

export function parsed(markdown: Markdown | string): Nodes {
  const text = typeof markdown === 'string' ? markdown : markdown.text;
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function textOf(node: Nodes): string {
  if (node.type === 'html') return { '<br>': ' / ', '<wbr>': '' }[node.value] ?? node.value;
  if ('value' in node) return node.value.replaceAll('\u00a0', ' ');
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** A text as its words are: without what only says where a line may break, and without the addresses of its links. */
export function unbroken(text: string): string {
  const plain = text.replaceAll('`<wbr>`', '').replaceAll('\u00a0', ' ');
  return plain.replaceAll(/\[([^\]\n]+)\]\(https?:\/\/[^\s()]+\)/g, '$1');
}

/** What people read: each block on its own line, cells between bars, items after a dash. */
export function readable(markdown: Markdown | string): string {
  const lines: string[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'tableRow') lines.push(node.children.map((cell) => textOf(cell)).join(' | '));
    else if (node.type === 'listItem') lines.push(`- ${node.children.map(textOf).join(' ')}`);
    else if (
      node.type === 'paragraph' ||
      node.type === 'heading' ||
      node.type === 'code' ||
      node.type === 'html'
    ) {
      lines.push(textOf(node));
    } else if ('children' in node) node.children.forEach(visit);
  };
  visit(parsed(markdown));
  return lines.join('\n');
}

/** The rows of the first table, without its head; each a list of cells as people read them. */
export function tableRows(markdown: Markdown | string): string[][] {
  const found: string[][] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'table') {
      for (const row of node.children.slice(1)) found.push(row.children.map((cell) => textOf(cell)));
    } else if ('children' in node) node.children.forEach(visit);
  };
  visit(parsed(markdown));
  return found;
}

/** A page of GitHub: server, repository, and what is made of numbers and hexadecimal ids; the policy by its usual path. */
const PAGE =
  /^https?:\/\/[a-z0-9.:]+\/acme\/mfa-policy\/(?:commit\/[0-9a-f]{40}|actions\/runs\/\d+|pull\/\d+|blob\/[0-9a-f]{40}\/mfa-policy\.yml#L\d+)$/;

/** Whether every kind of node is one that this program makes itself, and every link leads to a page of GitHub. */
export function strangers(markdown: Markdown | string): string[] {
  const own =
    /^(?:root|paragraph|heading|list|listItem|table|tableRow|tableCell|code|inlineCode|strong|text|blockquote)$/;
  const found: string[] = [];
  const visit = (node: Nodes): void => {
    const frame =
      node.type === 'html' &&
      /^(?:<w?br>|<\/?details>|<details><summary>[^<]*<\/summary>|<!-- [^<>]* -->)$/.test(node.value);
    const isLink = node.type === 'link' && PAGE.test(node.url);
    if (!own.test(node.type) && !frame && !isLink) found.push(node.type);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(parsed(markdown));
  return found;
}

/**
 * What comes alive of a comment or an issue below its first line, which has to be this project's: whatever this program does not make
 * itself, HTML comments among it, and whoever is mentioned.
 */
export function alive(body: string): string[] {
  const end = `${body}\n`.indexOf('\n');
  const [first, rest] = [body.slice(0, end), body.slice(end)];
  const found = /^<!-- mfa-policy (?:plan|result|issue) [^<>]*-->$/.test(first) ? [] : ['first line'];
  const visit = (node: Nodes): void => {
    if (node.type === 'html' && node.value.startsWith('<!--')) found.push('comment');
    if (node.type === 'text' && /(?:^|\W)@\w/.test(node.value)) found.push('mention');
    if ('children' in node) node.children.forEach(visit);
  };
  visit(parsed(rest));
  return [...found, ...strangers(rest)];
}
