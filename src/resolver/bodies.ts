import { isId } from './call-path.ts';
import { jsonTokens, parseJson } from './json.ts';

/** Resolver publishes these two bodies as pictures only, and no field name is known. So a body is made from the Example Value of the tenant's own Swagger page. */
export type CheckedBody<Value> =
  | { kind: 'body'; body: BodyOf<Value> }
  /** Nothing was pasted: `why` says where to find it. */
  | { kind: 'missing'; why: string }
  /** What was pasted is not such an example. The text never holds any of it. */
  | { kind: 'refused'; why: string };

/** Fills the one value of the example in. All else in it stays as it was pasted, white space apart. */
export interface BodyOf<Value> {
  fill(value: Value): string;
  /** The same with words in the place of the value, for people. */
  show(words: string): string;
}

const LONGEST_EXAMPLE = 4_096;

const WHERE_ENFORCE =
  'Its body is not public. In Resolver, open Administration > Admin Overview > Swagger Docs, the topic "org", the call PUT /user/org/mfa; copy its Example Value and paste it unchanged into the input `enforce-body`.';
const WHERE_RESET =
  'Its body is not public. In Resolver, open Administration > Admin Overview > Swagger Docs, the topic "user", the call PUT /user/users/mfa/reset; copy its Example Value and paste it unchanged into the input `reset-body`.';

/**
 * The body of `PUT /user/org/mfa`. The documented steps execute the example unchanged; that its one value is the boolean that enforces is
 * inferred (https://help.resolver.com/help/multi-factor-authentication-overview). That `false` lifts is not documented.
 */
export function enforceBody(exampleValue: string): CheckedBody<boolean> {
  return body<boolean>(exampleValue, {
    call: 'PUT /user/org/mfa',
    input: 'enforce-body',
    where: WHERE_ENFORCE,
    one: 'exactly one value, `true` or `false`',
    isRight: (token) => token === 'true' || token === 'false',
    write: String,
  });
}

/**
 * The body of `PUT /user/users/mfa/reset`: "In the body section, replace the value 1 with the user ID", documented by Resolver:
 * https://help.resolver.com/help/resetting-multi-factor-authentication. `fill` takes an id in digits, throws a `RangeError` on anything else,
 * and writes it digit by digit as a JSON number.
 */
export function resetBody(exampleValue: string): CheckedBody<string> {
  return body<string>(exampleValue, {
    call: 'PUT /user/users/mfa/reset',
    input: 'reset-body',
    where: WHERE_RESET,
    one: 'exactly one value, the number 1',
    isRight: (token) => token === '1',
    write(id) {
      if (!isId(id)) throw new RangeError('not a user id');
      return id;
    },
  });
}

interface Kind<Value> {
  call: string;
  input: string;
  where: string;
  /** What the example must hold, in words. */
  one: string;
  isRight(token: string): boolean;
  write(value: Value): string;
}

/**
 * One value, whatever objects and lists are around it, and nothing beside it: a further field could name somebody else, or switch
 * something else on, and no document says of any that it is needed (threats and faults, T1c).
 */
function body<Value>(exampleValue: string, kind: Kind<Value>): CheckedBody<Value> {
  const text = exampleValue.trim();
  if (text === '')
    return { kind: 'missing', why: `${kind.call} needs the input \`${kind.input}\`. ${kind.where}` };
  const refused = (what: string): CheckedBody<Value> => ({
    kind: 'refused',
    why: `The input \`${kind.input}\` ${what}. It must be the Example Value of ${kind.call}, pasted unchanged: JSON that holds ${kind.one}, and no other field. ${kind.where}`,
  });
  if (Buffer.byteLength(text) > LONGEST_EXAMPLE) return refused('is longer than 4 KiB');
  if (parseJson(text).kind === 'not-json') return refused('is not JSON, or holds a key twice');
  const tokens = [...jsonTokens(text)];
  const place = tokens.findIndex(kind.isRight);
  if (place === -1 || tokens.includes(',')) return refused(`does not hold ${kind.one}`);
  const show = (words: string) => tokens.with(place, words).join('');
  return { kind: 'body', body: { fill: (value) => show(kind.write(value)), show } };
}
