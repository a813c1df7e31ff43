import { setSecret } from '@actions/core';
import { z } from 'zod';
import { privateKeyOf, type SigningKey } from '../ledger/signature.ts';
import { codeSpan } from '../text/code-span.ts';
import { forms, type Secret } from './forms.ts';
import { ledgerKeySecrets } from './ledger-key.ts';
import { isProxy, PROXIES } from './proxy.ts';

export type Environment = Record<string, string | undefined>;

export const MODES = ['auto', 'plan', 'apply', 'validate'] as const;
export type Mode = (typeof MODES)[number];

/** What the workflow asks for: design, section 13. An input that was left empty is absent. */
export interface Inputs {
  mode: Mode;
  /** Path of the policy in the repository. */
  policy: string;
  /** As it was given: judged by `resolver/`. */
  apiUrl?: string;
  apiKey?: string;
  /** Swagger's Example Value, as it was pasted. */
  enforceBody?: string;
  resetBody?: string;
  /** Further hosts that `apiUrl` may name, in lower case. */
  apiHosts: string[];
  /** An Ed25519 private key. */
  ledgerKey?: SigningKey;
  /** First part of the name of the ledger's branch. */
  ledgerBranch: string;
  /** A plan's digest: 64 hexadecimal digits. */
  adopt?: string;
  githubToken?: string;
}

/** Names an input or a variable, never its value. */
export interface InputProblem {
  name: string;
  message: string;
}

export type InputsRead =
  | { kind: 'inputs'; inputs: Inputs; warnings: InputProblem[] }
  | { kind: 'problems'; problems: InputProblem[]; warnings: InputProblem[] };

const SECRETS = ['api-key', 'github-token'] as const;

const path = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\.ya?ml$/;
const branch = /^(?!.*\.\.)(?!.*(?:\.lock|\.)$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const host =
  /^(?=.{1,259}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](?::[1-9][0-9]{0,4})?$/;

/** Printable ASCII without white space: anything else would end up in an error text of `Headers`, the key with it. */
const key = z
  .string()
  .regex(/^[!-~]{16,4096}$/, 'must be 16 to 4096 printable ASCII characters without white space');
const body = z.string().max(65_536, 'must be at most 65536 characters');

const LEDGER_KEY_SAYS =
  'must be an `Ed25519` private key in PEM, as `openssl genpkey -algorithm ed25519` prints it';

/** A key that lost its line breaks is the usual mistake: a shell variable, or an input field of one line. */
function ledgerKeyProblem(pem: string): string {
  return /-----BEGIN [^\n]+-----END/.test(pem)
    ? `${LEDGER_KEY_SAYS}; this one has lost its line breaks. Set the secret from the file: \`gh secret set\` with the file as standard input`
    : LEDGER_KEY_SAYS;
}

const schema = z.object({
  mode: z.enum(MODES, `must be one of ${MODES.map(codeSpan).join(', ')}`).default('auto'),
  policy: z
    .string()
    .max(200, 'must be at most 200 characters')
    .regex(
      path,
      'must be the path of a `.yml` or `.yaml` file in the repository, as in `policies/mfa-policy.yml`',
    )
    .default('mfa-policy.yml'),
  'api-url': z
    .string()
    .regex(/^[!-~]{1,300}$/, 'must be an address of at most 300 characters')
    .optional(),
  'api-key': key.optional(),
  'ledger-key': z
    .string()
    .max(4_096, LEDGER_KEY_SAYS)
    .transform((pem, { issues }) => {
      const read = privateKeyOf(pem);
      if (read === undefined) issues.push({ code: 'custom', input: '', message: ledgerKeyProblem(pem) });
      return read as SigningKey;
    })
    .optional(),
  'enforce-body': body.optional(),
  'reset-body': body.optional(),
  'api-hosts': z
    .string()
    .default('')
    .transform((text) => text.split('\n').map((line) => line.trim().toLowerCase()))
    .transform((lines) => lines.filter((line) => line !== ''))
    .pipe(
      z
        .array(z.string().regex(host, 'must hold host names, one a line'))
        .max(20, 'must hold at most 20 hosts'),
    ),
  'ledger-branch': z
    .string()
    .regex(branch, 'must be a plain branch name of at most 64 characters')
    .default('mfa-ledger'),
  adopt: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the full digest of a plan, 64 hexadecimal digits in lower case')
    .optional(),
  'github-token': z
    .string()
    .regex(/^[!-~]{1,4096}$/, 'must be printable ASCII characters without white space')
    .optional(),
});

/** Every input of action.yml. */
export const INPUT_NAMES: readonly string[] = Object.keys(schema.shape);

/** The variable by which the runner hands over an input. */
function variable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function given(env: Environment, name: string): string | undefined {
  const value = env[variable(name)]?.trim();
  return value === '' ? undefined : value;
}

/** The secrets among the inputs, unchecked, for the redactor. */
export function secretsOf(env: Environment): Secret[] {
  const texts = SECRETS.map((name) => env[variable(name)] ?? '').filter((value) => value.trim() !== '');
  return [...texts, ...ledgerKeySecrets(env[variable('ledger-key')] ?? '')];
}

/** Has the runner mask every form of the secrets in its log. To be called before anything is written. */
export function maskSecrets(secrets: readonly Secret[], mask: (form: string) => void = setSecret): void {
  for (const form of new Set(secrets.flatMap(forms))) mask(form);
}

/** Checks all inputs and the environment; all problems at once. No message holds a value. */
export function readInputs(env: Environment): InputsRead {
  const { refusals, warnings } = judgeEnvironment(env);
  const raw = Object.fromEntries(INPUT_NAMES.map((name) => [name, given(env, name)]));
  const read = schema.safeParse(raw);
  if (!read.success || refusals.length > 0) {
    const issues = read.error?.issues ?? [];
    const problems = issues.map(({ path, message }) => ({ name: String(path[0]), message }));
    return { kind: 'problems', problems: [...refusals, ...unique(problems)], warnings };
  }
  const { data } = read;
  const inputs: Inputs = {
    mode: data.mode,
    policy: data.policy,
    apiHosts: data['api-hosts'],
    ledgerBranch: data['ledger-branch'],
    ...optional('apiUrl', data['api-url']),
    ...optional('apiKey', data['api-key']),
    ...optional('enforceBody', data['enforce-body']),
    ...optional('resetBody', data['reset-body']),
    ...(data['ledger-key'] !== undefined && { ledgerKey: data['ledger-key'] }),
    ...optional('adopt', data.adopt),
    ...optional('githubToken', data['github-token']),
  };
  return { kind: 'inputs', inputs, warnings };
}

function optional<Name extends keyof Inputs>(
  name: Name,
  value: string | undefined,
): { [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]: string });
}

function unique(problems: readonly InputProblem[]): InputProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.name} ${problem.message}`, problem])).values()];
}

/**
 * Variables by which an earlier step can change how connections are made, or have Node print what they carry. The runner keeps only
 * NODE_OPTIONS out of GITHUB_ENV.
 */
const CONNECTIONS = new Set([
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'NODE_USE_ENV_PROXY',
  'NODE_OPTIONS',
  'NODE_DEBUG',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'SSLKEYLOGFILE',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'OPENSSL_CONF',
  'LD_PRELOAD',
]);

function judgeEnvironment(env: Environment): { refusals: InputProblem[]; warnings: InputProblem[] } {
  const set = Object.keys(env).filter((name) => (env[name] ?? '') !== '');
  const unchecked = set
    .filter((name) => name.toUpperCase() === 'NODE_TLS_REJECT_UNAUTHORIZED' && env[name]?.trim() === '0')
    .map((name) => ({
      name,
      message: 'switches off the check of certificates, so nothing was sent: remove it from the job',
    }));
  const unproxied = set
    .filter((name) => PROXIES.includes(name) && !isProxy(env[name] ?? ''))
    .map((name) => ({
      name,
      message: 'is not the address of a proxy, so nothing was sent: correct it or remove it from the job',
    }));
  const warnings = set
    .filter((name) => CONNECTIONS.has(name.toUpperCase()))
    .sort()
    .map((name) => ({
      name,
      message:
        'is set and can change how connections are made, or print what they carry: an earlier step may have set it',
    }));
  if (env.RUNNER_ENVIRONMENT !== 'github-hosted') {
    const message = 'is not github-hosted: other jobs of this machine may be able to read the key';
    warnings.push({ name: 'RUNNER_ENVIRONMENT', message });
  }
  return { refusals: [...unchecked, ...unproxied], warnings };
}

/** By these two `yaml` prints what it reads to standard output, where the runner looks for commands. */
const LOUD = ['LOG_STREAM', 'LOG_TOKENS'];

/**
 * Removes all inputs, the runner's own tokens and what makes a library print from the environment, once the inputs were read.
 * (`/proc/self/environ` keeps them.)
 */
export function forgetInputs(env: Environment): void {
  for (const name of Object.keys(env)) {
    if (
      name.startsWith('INPUT_') ||
      LOUD.includes(name) ||
      name === 'ACTIONS_RUNTIME_TOKEN' ||
      name === 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'
    )
      delete env[name];
  }
}
