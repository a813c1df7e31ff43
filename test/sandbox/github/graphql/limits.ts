import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal } from './refusal.ts';

const MOST_NODES = 500_000;

/**
 * Counts the nodes that an operation may ask for and refuses more than 500 000: each connection counts its page size for every
 * node above it (docs.github.com, "Rate limits and query limits for the GraphQL API").
 */
export function checkNodeLimit(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === 'FragmentDefinition') fragments.set(each.name.value, each);
  let total = 0;

  const walk = (
    set: SelectionSetNode | undefined,
    type: GraphQLNamedType | undefined,
    factor: number,
  ): void => {
    for (const each of set?.selections ?? []) {
      if (left(each, variables)) continue;
      if (each.kind === 'Field') field(each, type, factor);
      else {
        const inner = each.kind === 'InlineFragment' ? each : fragments.get(each.name.value);
        const on = inner?.typeCondition?.name.value;
        walk(inner?.selectionSet, on === undefined ? type : schema.getType(on), factor);
      }
    }
  };
  const field = (node: FieldNode, type: GraphQLNamedType | undefined, factor: number): void => {
    const definition =
      isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    if (definition === undefined) return;
    const result = getNamedType(definition.type);
    const size = result.name.endsWith('Connection') ? pageSize(node, variables) : undefined;
    if (size === undefined) {
      walk(node.selectionSet, result, factor);
      return;
    }
    total += factor * size;
    if (total > MOST_NODES) {
      throw refusal(
        'MAX_NODE_LIMIT_EXCEEDED',
        `By the time this query traverses to the ${node.name.value} connection, it is requesting up to ` +
          `${total.toLocaleString('en-US')} possible nodes which exceeds the maximum limit of 500,000.`,
      );
    }
    walk(node.selectionSet, result, factor * size);
  };

  try {
    walk(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, 1);
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function left(node: SelectionNode, variables: Record<string, unknown>): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false
  );
}

function pageSize(node: FieldNode, variables: Record<string, unknown>): number | undefined {
  for (const { name, value } of node.arguments ?? []) {
    if (name.value !== 'first' && name.value !== 'last') continue;
    const size =
      value.kind === 'Variable'
        ? variables[value.name.value]
        : value.kind === 'IntValue'
          ? Number(value.value)
          : null;
    if (typeof size === 'number') return Math.max(size, 0);
  }
  return undefined;
}
