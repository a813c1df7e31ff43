import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType, valueFromASTUntyped } from 'graphql';

let built: GraphQLSchema | undefined;

/** GitHub's published schema, built once a process, when it is first asked for. */
export function gitHubSchema(): GraphQLSchema {
  if (built === undefined) {
    const file = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
    built = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true });
    check(built, 'GitObjectID', (text) => /^[0-9a-f]{40}$/.test(text));
    check(built, 'Base64String', (text) => Buffer.from(text, 'base64').toString('base64') === text);
  }
  return built;
}

/** The published schema says nothing about how scalars look; GitHub refuses what does not fit. */
function check(schema: GraphQLSchema, name: string, fits: (text: string) => boolean): void {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`The schema has no scalar ${name}.`);
  type.parseValue = (value) => {
    if (typeof value === 'string' && fits(value)) return value;
    throw new GraphQLError(`Could not coerce value to ${name}`);
  };
  type.parseLiteral = (node, variables) => type.parseValue(valueFromASTUntyped(node, variables));
}
