import type { Answer } from '../faults.ts';

/** A refusal, as GitHub words it (docs.github.com, "Troubleshooting the REST API"). */
export class Problem extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.errors = errors;
  }
}

export const notFound = () => new Problem(404, 'Not Found');
export const forbidden = () => new Problem(403, 'Resource not accessible by integration');

/** 422 `Validation Failed` with what is wrong with one field. */
export function invalid(resource: string, field: string, code: string, message?: string): Problem {
  const detail = { resource, field, code, ...(message === undefined ? {} : { message }) };
  return new Problem(422, 'Validation Failed', [detail]);
}

export function answerOf({ status, message, errors }: Problem): Answer {
  const body = {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  };
  return { status, body };
}
