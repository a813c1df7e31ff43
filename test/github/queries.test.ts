import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import * as queries from '../../src/github/queries.ts';
import { gitHubSchema } from '../sandbox/github/graphql/schema.ts';

/** Every document: the constant ones by their names, and the built ones in their smallest and in a large form. */
const DOCUMENTS: [string, string][] = [
  ...Object.entries(queries).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  ),
  ['blobs(1)', queries.blobs(1)],
  ['blobs(100)', queries.blobs(100)],
  ['accounts(1)', queries.accounts(1)],
  ['accounts(50)', queries.accounts(50)],
];

function faults(document: string): string[] {
  return validate(gitHubSchema(), parse(document)).map(({ message }) => message);
}

test('all documents of the project are here', () => {
  expect(DOCUMENTS.map(([name]) => name).sort()).toEqual([
    'COMMIT',
    'DISCUSSION',
    'FILE_AT',
    'HEAD',
    'LEDGER',
    'LEDGER_HISTORY',
    'LEDGER_RECORDS',
    'LINE',
    'PLAN',
    'REVIEWS',
    'TIP',
    'accounts(1)',
    'accounts(50)',
    'blobs(1)',
    'blobs(100)',
  ]);
  const built = Object.entries(queries).filter(([, value]) => typeof value === 'function');
  expect(built.map(([name]) => name)).toEqual(['blobs', 'accounts']);
});

describe('GitHub’s published schema knows', () => {
  test.each(DOCUMENTS)('everything that %s asks for', (_name, document) => {
    expect(faults(document)).toEqual([]);
  });
});

describe('the check finds', () => {
  test.each<[string, string, string, string]>([
    ['a field that is not there', queries.HEAD, 'target { oid }', 'target { sha }'],
    ['an argument that is not there', queries.LINE, 'object(oid: $from)', 'object(sha: $from)'],
    ['a fragment that is missing', queries.LEDGER, 'fragment LedgerCommit', 'fragment Unused'],
    ['a variable of another type', queries.REVIEWS, '[ID!]!', '[Int!]!'],
    ['a variable that nobody declared', queries.FILE_AT, '$policy: String!', '$path: String!'],
    ['an enum value that is not there', queries.TIP, 'states: MERGED', 'states: APPLIED'],
    ['a selection that is missing', queries.COMMIT, 'commit { oid }', 'commit'],
    ['a field of another type', queries.PLAN, 'viewerDidAuthor', 'viewerIsAuthor'],
    ['an event that is not there', queries.REVIEWS, 'on BaseRefChangedEvent', 'on BaseChangedEvent'],
    ['a number that only some actors have', queries.REVIEWS, '... on User { databaseId }', 'databaseId'],
    ['an account that is asked for in another way', queries.accounts(1), 'user(login: $u0)', 'user(id: $u0)'],
    ['an alias that says two things', queries.blobs(2), 'b1: object(oid: $b1)', 'b0: object(oid: $b1)'],
  ])('%s', (_words, document, good, bad) => {
    expect(document).toContain(good);
    expect(faults(document.replace(good, () => bad))).not.toEqual([]);
  });
});

test('a page of the line holds as many commits as it says, each inside the one before', () => {
  for (const document of [queries.LINE, queries.TIP]) {
    expect(document.match(/next: parents\(first: 1\)/g)).toHaveLength(queries.PAGE - 1);
  }
});
