import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { Answer } from '../faults.ts';
import type { Token, World } from '../world.ts';
import type { Args, View } from './connection.ts';
import { checkNodeLimit } from './limits.ts';
import { refusal } from './refusal.ts';
import { mutationRoot, queryRoot } from './root.ts';
import { gitHubSchema } from './schema.ts';

export interface GraphQLRequest {
  query?: unknown;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

type Checked = { document: DocumentNode } | { errors: readonly GraphQLError[] };

const checked = new Map<string, Checked>();

/** Parses a document and checks it against the published schema; each text once a process. */
function check(query: string): Checked {
  let found = checked.get(query);
  if (found === undefined) {
    try {
      const document = parse(query);
      const errors = validate(gitHubSchema(), document);
      found = errors.length > 0 ? { errors } : { document };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      found = { errors: [error] };
    }
    checked.set(query, found);
  }
  return found;
}

/** The operation that a request names, for the log; undefined where the text is none. */
export function operationOf({ query, operationName }: GraphQLRequest): OperationDefinitionNode | undefined {
  try {
    return getOperationAST(parse(String(query)), operationName) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * Answers a GraphQL request. As on GitHub, what is wrong with the query or with a field comes with status 200 in `errors`
 * (docs.github.com, "Forming calls with GraphQL").
 */
export async function answer(world: World, token: Token, request: GraphQLRequest): Promise<Answer> {
  const { query, operationName } = request;
  if (typeof query !== 'string' || query === '') {
    return {
      status: 200,
      body: { errors: [{ message: 'A query attribute must be specified and must be a string.' }] },
    };
  }
  const result = check(query);
  if ('errors' in result) return refused(result.errors);
  const { document } = result;
  const operation = getOperationAST(document, operationName);
  if (operation == null) return refused([new GraphQLError('An operation name is required')]);
  const variables = { ...defaults(operation), ...request.variables };
  const tooMany = checkNodeLimit(gitHubSchema(), document, operation, variables);
  if (tooMany !== undefined) return refused([tooMany]);

  const session = { world, token };
  const { data, errors } = await execute({
    schema: gitHubSchema(),
    document,
    rootValue: operation.operation === 'mutation' ? mutationRoot(session) : queryRoot(session),
    variableValues: request.variables ?? {},
    operationName: operationName ?? null,
    fieldResolver: resolveField,
  });
  if (data === undefined) return refused(errors ?? []);
  return { status: 200, body: { data, ...(errors === undefined ? {} : { errors: errors.map(shape) }) } };
}

function defaults(operation: OperationDefinitionNode): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue?.kind === 'IntValue') found[variable.name.value] = Number(defaultValue.value);
    if (defaultValue?.kind === 'BooleanValue') found[variable.name.value] = defaultValue.value;
  }
  return found;
}

function refused(errors: readonly GraphQLError[]): Answer {
  return { status: 200, body: { errors: errors.map(shape) } };
}

/** A field that the fake does not have is an error, never a null that looks like an answer. */
const resolveField: GraphQLFieldResolver<View, unknown, Args> = (source, args, _context, info) => {
  if (!Object.hasOwn(source, info.fieldName)) {
    throw refusal('FAKE', `The fake GitHub does not know ${info.parentType.name}.${info.fieldName}.`);
  }
  const value = source[info.fieldName];
  return typeof value === 'function' ? value(args, info) : value;
};

/** An error as GitHub writes it: `type` beside the message; of a field that is not there, a code. */
function shape(error: GraphQLError): Record<string, unknown> {
  const { message, path, locations, extensions } = error;
  const type = extensions.type;
  const unknown = /^Cannot query field "(\w+)" on type "(\w+)"\./.exec(message);
  if (unknown !== null) {
    const [, fieldName, typeName] = unknown;
    return {
      extensions: { code: 'undefinedField', typeName, fieldName },
      locations,
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
    };
  }
  const missing = /^Variable "(\$\w+)" of required type "(.+)" was not provided\./.exec(message);
  if (missing !== null)
    return { locations, message: `Variable ${missing[1]} of type ${missing[2]} was provided invalid value` };
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(path === undefined ? {} : { path }),
    ...(type === 'FORBIDDEN' ? { extensions: { saml_failure: false } } : {}),
    ...(locations === undefined ? {} : { locations }),
    message,
  };
}
