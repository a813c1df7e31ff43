import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SCHEMA_FILE, schemaText } from '../../scripts/policy-schema.ts';
import { policyJsonSchema } from '../../src/policy/schema.ts';

describe('the JSON Schema for editors', () => {
  it('is current in the template: run node scripts/policy-schema.ts', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
  });

  it('is of draft 7', () => {
    expect(policyJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: expect.any(String),
    });
  });

  const mapping = z.object({
    properties: z.record(z.string(), z.looseObject({ description: z.string().min(10) })),
  });
  const schema = mapping.parse(policyJsonSchema());
  const item = z.object({ items: mapping });
  it('describes every key', () => {
    expect(Object.keys(schema.properties)).toHaveLength(9);
    expect(mapping.safeParse(schema.properties.org).success).toBe(true);
    expect(mapping.safeParse(schema.properties.guardrails).success).toBe(true);
    expect(item.safeParse(schema.properties['opt-outs']).success).toBe(true);
    expect(item.safeParse(schema.properties.resets).success).toBe(true);
  });

  it('allows no unknown key in any mapping', () => {
    const text = schemaText();
    expect(text.match(/"properties": \{/g)?.length).toBe(
      text.match(/"additionalProperties": false/g)?.length,
    );
  });
});
