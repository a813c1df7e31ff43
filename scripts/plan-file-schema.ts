/** Writes the JSON Schema of the output `plan-file` beside the bundle; part of `npm run build`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { planFileSchema } from '../src/report/plan-file.ts';

const folder = process.argv[2] ?? 'dist';
const schema = z.toJSONSchema(planFileSchema, { target: 'draft-07' });
writeFileSync(`${folder}/plan-file.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`);
