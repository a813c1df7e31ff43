import type { ApiBase } from './url.ts';

/** Ids in decimal digits, without a zero in front: two spellings of one id would defeat every comparison. At most 20 digits, as 64 bits need. */
const ID = /^[1-9][0-9]{0,19}$/;

/** Whether the text may stand in a path or a body as the id of a user or an Org. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** A call as it is named in messages: `template` holds the names of ids in braces, never an id. */
export interface CallName {
  readonly template: string;
  readonly ids?: Readonly<Record<string, string>>;
  /** The text to search for: the parameter `search`. */
  readonly search?: string;
}

/**
 * The path and query of a call below the API's base. `undefined` when an id is missing or not one, or when the finished address is not
 * exactly the expected one: an id such as `..` would otherwise lead to another call.
 */
export function callPath(base: ApiBase, call: CallName): string | undefined {
  let sound = true;
  const filled = call.template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = call.ids?.[name];
    if (id !== undefined && isId(id)) return id;
    sound = false;
    return '';
  });
  if (!sound || call.search?.isWellFormed() === false) return undefined;
  const expected = base.path + filled;
  const query = call.search === undefined ? '' : `?search=${encodeURIComponent(call.search)}`;
  const url = new URL(base.server + expected + query);
  const same =
    url.origin === base.server &&
    url.pathname === expected &&
    url.hash === '' &&
    (url.searchParams.get('search') ?? undefined) === call.search;
  return same ? url.pathname + url.search : undefined;
}
