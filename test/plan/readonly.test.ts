import { expectTypeOf, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Call, Row } from '../../src/plan/row.ts';
import type { Entry } from '../../src/policy/entry.ts';

/** Whether nothing of a type can be written to, however deep; functions and values that hold nothing are left as they are. */
type Sealed<T> = T extends string | number | boolean | undefined
  ? T
  : { readonly [Field in keyof T]: Sealed<T[Field]> };

test('nobody can write to a plan or to a row, all the way down', () => {
  expectTypeOf<Plan>().branded.toEqualTypeOf<Sealed<Plan>>();
  expectTypeOf<Row>().branded.toEqualTypeOf<Sealed<Row>>();

  // Never called: the compiler is what is asked, and it has to object to each line.
  const written = (plan: Plan, row: Row, call: Call, entry: Entry & { kind: 'opt-out' }) => {
    // @ts-expect-error
    plan.rows = [];
    // @ts-expect-error
    plan.rows.push(row);
    // @ts-expect-error
    plan.org.name = 'Other';
    // @ts-expect-error
    plan.warnings.length = 0;
    // @ts-expect-error
    row.need = 'nothing';
    // @ts-expect-error
    row.calls.push(call);
    // @ts-expect-error
    row.refusals.pop();
    // @ts-expect-error
    call.kind = 'reset';
    // @ts-expect-error
    entry.expires = '2099-01-01';
  };
  expectTypeOf(written).toBeFunction();
});
