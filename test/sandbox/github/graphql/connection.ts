import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import { refusal } from './refusal.ts';

/** Arguments of any field that the fake resolves. */
export interface Args {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  [name: string]: unknown;
}

/** What a field is resolved from: values, and functions of its arguments. */
export type View = Record<string, unknown>;

/**
 * A page of a list (docs.github.com, "Using pagination in the GraphQL API"). `nodes` and `edges` need `first` or `last`, at most
 * 100; `totalCount` alone does not.
 */
export function connection<T>(
  items: readonly T[],
  view: (item: T) => View,
  args: Args,
  info: GraphQLResolveInfo,
): View {
  const name = info.fieldName;
  const wantsItems = info.fieldNodes.some((node) => selects(node.selectionSet, info, ['nodes', 'edges']));
  if (args.first != null && args.last != null) {
    throw refusal(
      'ARGUMENT_LIMIT',
      `Passing both \`first\` and \`last\` to paginate the \`${name}\` connection is not supported.`,
    );
  }
  if (wantsItems && args.first == null && args.last == null) {
    throw refusal(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  for (const bound of ['first', 'last'] as const) checkBound(name, bound, args[bound]);

  const from = args.after == null ? 0 : readCursor(name, args.after);
  const to = args.before == null ? items.length : readCursor(name, args.before) - 1;
  const start = args.last == null ? from : Math.max(from, to - args.last);
  const end = args.first == null ? to : Math.min(to, start + args.first);
  const page = items.slice(start, end).map((item, index) => ({ item, cursor: cursorOf(start + index + 1) }));
  return {
    totalCount: items.length,
    nodes: () => page.map(({ item }) => view(item)),
    edges: () => page.map(({ item, cursor }) => ({ cursor, node: () => view(item) })),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: page[0]?.cursor ?? null,
      endCursor: page.at(-1)?.cursor ?? null,
    },
  };
}

function checkBound(name: string, bound: 'first' | 'last', value: number | null | undefined): void {
  if (value == null) return;
  if (value < 0)
    throw refusal(
      'INVALID_PAGINATION',
      `\`${bound}\` on the \`${name}\` connection cannot be less than zero.`,
    );
  if (value > 100) {
    throw refusal(
      'EXCESSIVE_PAGINATION',
      `Requesting ${value} records on the \`${name}\` connection exceeds the \`${bound}\` limit of 100 records.`,
    );
  }
}

function cursorOf(position: number): string {
  return Buffer.from(`cursor:v2:${position}`).toString('base64');
}

function readCursor(name: string, cursor: string): number {
  const match = /^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match === null)
    throw refusal(
      'INVALID_CURSOR_ARGUMENTS',
      `\`${cursor}\` does not appear to be a valid cursor of \`${name}\`.`,
    );
  return Number(match[1]);
}

function selects(
  set: SelectionSetNode | undefined,
  info: GraphQLResolveInfo,
  names: readonly string[],
): boolean {
  return (set?.selections ?? []).some((each) => {
    if (each.kind === 'Field') return names.includes(each.name.value);
    const inner = each.kind === 'InlineFragment' ? each : info.fragments[each.name.value];
    return selects(inner?.selectionSet, info, names);
  });
}
