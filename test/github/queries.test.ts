import { readdirSync, readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { PAGE } from '../../src/github/fragments/mainline.ts';
import { COMMIT } from '../../src/github/ledger-commit.ts';
import { accountNumbers } from '../../src/github/questions/accounts.ts';
import { blobs } from '../../src/github/questions/contents.ts';
import { DISCUSSION } from '../../src/github/questions/conversation.ts';
import { FILE_AT } from '../../src/github/questions/file.ts';
import { LEDGER } from '../../src/github/questions/ledger.ts';
import { LEDGER_HISTORY } from '../../src/github/questions/ledger-history.ts';
import { LEDGER_RECORDS } from '../../src/github/questions/ledger-records.ts';
import { LINE } from '../../src/github/questions/mainline.ts';
import { PLAN } from '../../src/github/questions/plan-material.ts';
import { REVIEWS } from '../../src/github/questions/sources.ts';
import { HEAD } from '../../src/github/questions/tip.ts';
import { TIP } from '../../src/github/questions/tip-material.ts';
import { gitHubSchema } from '../sandbox/github/graphql/schema.ts';

/** Every document by the name of its operation; the built ones in their smallest and in a large form. */
const DOCUMENTS: readonly [string, string][] = [
  ['Accounts', accountNumbers(1)],
  ['Accounts', accountNumbers(50)],
  ['Blobs', blobs(1)],
  ['Blobs', blobs(100)],
  ['CommitToLedger', COMMIT],
  ['Discussion', DISCUSSION],
  ['FileAt', FILE_AT],
  ['Head', HEAD],
  ['Ledger', LEDGER],
  ['LedgerHistory', LEDGER_HISTORY],
  ['LedgerRecords', LEDGER_RECORDS],
  ['Line', LINE],
  ['Plan', PLAN],
  ['Reviews', REVIEWS],
  ['Tip', TIP],
];

const SOURCES = new URL('../../src/github/', import.meta.url);

/** The names of all operations that are written somewhere in the room. */
function operations(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.flatMap((name) => {
    const written = readFileSync(new URL(name, SOURCES), 'utf8').matchAll(
      /`\s*(?:query|mutation|subscription)\b\s*(\w*)/g,
    );
    return [...written].map(([, operation]) => operation ?? '');
  });
}

function faults(document: string): string[] {
  return validate(gitHubSchema(), parse(document)).map(({ message }) => message);
}

test('all documents of the project are here', () => {
  expect(operations().sort()).toEqual([...new Set(DOCUMENTS.map(([name]) => name))]);
  for (const [name, document] of DOCUMENTS)
    expect(document).toMatch(new RegExp(`^(query|mutation) ${name}\\(`));
});

describe('GitHub’s published schema knows', () => {
  test.each(DOCUMENTS)('everything that %s asks for', (_name, document) => {
    expect(faults(document)).toEqual([]);
  });
});

describe('the check finds', () => {
  test.each<[string, string, string, string]>([
    ['a field that is not there', HEAD, 'target { oid }', 'target { sha }'],
    ['an argument that is not there', LINE, 'object(oid: $from)', 'object(sha: $from)'],
    ['a fragment that is missing', LEDGER, 'fragment LedgerCommit', 'fragment Unused'],
    ['a variable of another type', REVIEWS, '[ID!]!', '[Int!]!'],
    ['a variable that nobody declared', FILE_AT, '$policy: String!', '$path: String!'],
    ['an enum value that is not there', TIP, 'states: MERGED', 'states: APPLIED'],
    ['a selection that is missing', COMMIT, 'commit { oid }', 'commit'],
    ['a field of another type', PLAN, 'viewerDidAuthor', 'viewerIsAuthor'],
    ['an event that is not there', REVIEWS, 'on BaseRefChangedEvent', 'on BaseChangedEvent'],
    ['a number that only some actors have', REVIEWS, '... on User { databaseId }', 'databaseId'],
    ['an account that is asked for in another way', accountNumbers(1), 'user(login: $u0)', 'user(id: $u0)'],
    ['an alias that says two things', blobs(2), 'b1: object(oid: $b1)', 'b0: object(oid: $b1)'],
  ])('%s', (_words, document, good, bad) => {
    expect(document).toContain(good);
    expect(faults(document.replace(good, () => bad))).not.toEqual([]);
  });
});

test('a page of the line holds as many commits as it says, each inside the one before', () => {
  for (const document of [LINE, TIP]) {
    expect(document.match(/next: parents\(first: 1\)/g)).toHaveLength(PAGE - 1);
  }
});
