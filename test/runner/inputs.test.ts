import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { forms } from '../../src/runner/forms.ts';
import {
  type Environment,
  forgetInputs,
  maskSecrets,
  readInputs,
  secretsOf,
} from '../../src/runner/inputs.ts';
import { ledgerKeySecrets } from '../../src/runner/ledger-key.ts';
import { PROXIES } from '../../src/runner/proxy.ts';
import { LEDGER_KEY } from '../sandbox/ledger-key.ts';

const HOSTED = { RUNNER_ENVIRONMENT: 'github-hosted' };
const KEY = 'kQ7-canary/Zp+3mX9vB2nL8=w';

function problemsOf(env: Environment): string[] {
  const read = readInputs({ ...HOSTED, ...env });
  return read.kind === 'problems' ? read.problems.map(({ name }) => name) : [];
}

describe('inputs', () => {
  it('takes the defaults for what is missing or empty', () => {
    const expected = { mode: 'auto', policy: 'mfa-policy.yml', apiHosts: [], ledgerBranch: 'mfa-ledger' };
    expect(readInputs(HOSTED)).toEqual({ kind: 'inputs', inputs: expected, warnings: [] });
    const empty = {
      INPUT_MODE: '',
      INPUT_POLICY: ' ',
      'INPUT_API-KEY': '',
      INPUT_ADOPT: '',
      'INPUT_API-HOSTS': '\n',
    };
    expect(readInputs({ ...HOSTED, ...empty })).toEqual({ kind: 'inputs', inputs: expected, warnings: [] });
  });

  it('reads them all, without white space around them', () => {
    const read = readInputs({
      ...HOSTED,
      INPUT_MODE: 'apply',
      INPUT_POLICY: 'policies/eu/mfa.yaml',
      'INPUT_API-URL': 'https://us.core.resolver.com/api',
      'INPUT_API-KEY': `${KEY}\n`,
      'INPUT_ENFORCE-BODY': '{\n  "mfaEnforced": true\n}\n',
      'INPUT_RESET-BODY': '[1]',
      'INPUT_API-HOSTS': 'Core.Acme.Example\n\n  mfa.acme.example\r\n',
      'INPUT_LEDGER-KEY': LEDGER_KEY.pem,
      'INPUT_LEDGER-BRANCH': 'ledger_2',
      INPUT_ADOPT: 'a'.repeat(64),
      'INPUT_GITHUB-TOKEN': 'ghs_token',
    });
    expect(read).toEqual({
      kind: 'inputs',
      warnings: [],
      inputs: {
        mode: 'apply',
        policy: 'policies/eu/mfa.yaml',
        apiUrl: 'https://us.core.resolver.com/api',
        apiKey: KEY,
        enforceBody: '{\n  "mfaEnforced": true\n}',
        resetBody: '[1]',
        apiHosts: ['core.acme.example', 'mfa.acme.example'],
        ledgerKey: expect.anything(),
        ledgerBranch: 'ledger_2',
        adopt: 'a'.repeat(64),
        githubToken: 'ghs_token',
      },
    });
  });

  it.each(['auto', 'plan', 'apply', 'validate'])('knows the mode %s', (mode) => {
    expect(problemsOf({ INPUT_MODE: mode })).toEqual([]);
  });

  it.each([
    ['INPUT_MODE', 'mode', ['Apply', 'drift', 'dry-run', 'auto,plan']],
    [
      'INPUT_POLICY',
      'policy',
      [
        '/mfa-policy.yml',
        '../mfa-policy.yml',
        'a/../b.yml',
        './a.yml',
        'a/./b.yml',
        'a//b.yml',
        'a\\b.yml',
        'C:/a.yml',
        'a b.yml',
        'mfa-policy.json',
        'ä.yml',
        'a\n.yml',
        'a.yml/',
        'a.YML',
        '.yml/..',
        `${'a'.repeat(197)}.yml`,
        '~/a.yml',
        '$(x).yml',
      ],
    ],
    [
      'INPUT_API-URL',
      'api-url',
      ['https://us.core.resolver.com/a b', 'https://аpi.resolver.com', `https://${'a'.repeat(300)}`],
    ],
    [
      'INPUT_API-KEY',
      'api-key',
      [
        'short',
        'a'.repeat(15),
        'a'.repeat(4097),
        'kQ7-canary Zp3mX9vB',
        'kQ7-canary\nZp3mX9vB',
        'kQ7-canary\u0000Zp3mX9vB',
        'kQ7-canaryéZp3mX9vB',
      ],
    ],
    [
      'INPUT_LEDGER-KEY',
      'ledger-key',
      ['short', LEDGER_KEY.publicKey, LEDGER_KEY.pem.replaceAll('\n', ' '), 'a'.repeat(4097)],
    ],
    ['INPUT_GITHUB-TOKEN', 'github-token', ['ghs_a b', 'ghs_é']],
    [
      'INPUT_API-HOSTS',
      'api-hosts',
      [
        'https://a.example',
        'a.example/x',
        '127.0.0.1',
        '[::1]',
        'localhost',
        'a.example:0',
        'a..example',
        '-a.example',
        'a.example.',
        'аcme.example',
        'a.example b.example',
        '0x7f.1',
        `${'a.'.repeat(130)}example`,
        'a.example\n'.repeat(21),
        '!\n!',
      ],
    ],
    [
      'INPUT_LEDGER-BRANCH',
      'ledger-branch',
      ['-a', '.a', 'a.lock', 'a.', 'a..b', 'a/b', 'a b', 'a~1', 'a'.repeat(65), 'refs/heads/a', 'a@{1}'],
    ],
    [
      'INPUT_ADOPT',
      'adopt',
      ['a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64), 'yes', `${'a'.repeat(32)} ${'a'.repeat(31)}`],
    ],
    ['INPUT_ENFORCE-BODY', 'enforce-body', ['x'.repeat(65_537)]],
    ['INPUT_RESET-BODY', 'reset-body', ['x'.repeat(65_537)]],
  ])('refuses a wrong %s', (variable, name, values) => {
    for (const value of values) {
      expect(problemsOf({ [variable]: value }), value).toEqual([name]);
    }
  });

  it.each([`${KEY}\n${KEY}`, `Bearer ${KEY}`, `${KEY}é`, `${KEY}\0`, KEY.slice(0, 15), KEY.repeat(200)])(
    'repeats nothing of a wrong key: %j',
    (key) => {
      const read = readInputs({ ...HOSTED, 'INPUT_API-KEY': key });
      expect(read).toMatchObject({ kind: 'problems', problems: [{ name: 'api-key' }] });
      expect(JSON.stringify(read)).not.toMatch(/kQ7|canary|Zp|é/);
    },
  );

  it('tells all problems at once', () => {
    expect(
      problemsOf({
        INPUT_MODE: 'x',
        INPUT_POLICY: '/x',
        'INPUT_API-KEY': 'x',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
      }),
    ).toEqual(['NODE_TLS_REJECT_UNAUTHORIZED', 'mode', 'policy', 'api-key']);
  });

  it('never echoes a value', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 4 }).map((text) => `§${text}§`),
        (value) => {
          const names = [
            'MODE',
            'POLICY',
            'API-URL',
            'API-KEY',
            'API-HOSTS',
            'API-KEY-PREVIOUS',
            'LEDGER-BRANCH',
            'ADOPT',
            'GITHUB-TOKEN',
          ];
          const read = readInputs(Object.fromEntries(names.map((name) => [`INPUT_${name}`, value])));
          expect(read.kind).toBe('problems');
          expect(JSON.stringify(read)).not.toContain('§');
        },
      ),
    );
  });
});

describe('environment', () => {
  it.each(['0', ' 0 '])('refuses to run without the check of certificates: %j', (value) => {
    expect(problemsOf({ NODE_TLS_REJECT_UNAUTHORIZED: value })).toEqual(['NODE_TLS_REJECT_UNAUTHORIZED']);
    expect(problemsOf({ node_tls_reject_unauthorized: value })).toEqual(['node_tls_reject_unauthorized']);
  });

  it('lets the check of certificates be on', () => {
    expect(problemsOf({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toEqual([]);
  });

  it.each(PROXIES)('refuses to run with a %s that is no address, and does not echo it', (name) => {
    const read = readInputs({ ...HOSTED, [name]: 'canary: not an address' });
    expect(read).toMatchObject({ kind: 'problems', problems: [{ name }] });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('names the variables that change connections or print them, without their values', () => {
    const read = readInputs({
      ...HOSTED,
      NODE_DEBUG: 'http',
      https_proxy: 'http://user:secret@proxy',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      HTTP_PROXY: '',
      PATH: '/bin',
    });
    expect(read.warnings.map(({ name }) => name)).toEqual([
      'NODE_DEBUG',
      'NODE_EXTRA_CA_CERTS',
      'https_proxy',
    ]);
    expect(JSON.stringify(read)).not.toMatch(/secret|ca\.pem/);
  });

  it.each([undefined, '', 'self-hosted'])('warns on a machine that is not github-hosted: %s', (value) => {
    expect(readInputs({ RUNNER_ENVIRONMENT: value }).warnings.map(({ name }) => name)).toEqual([
      'RUNNER_ENVIRONMENT',
    ]);
  });
});

describe('secrets', () => {
  const env = (): Environment => ({
    LOG_TOKENS: '1',
    LOG_STREAM: '1',
    PATH: '/bin',
    'INPUT_API-KEY': `${KEY}\n`,
    'INPUT_LEDGER-KEY': LEDGER_KEY.pem,
    'INPUT_GITHUB-TOKEN': 'ghs_0123456789abcdef',
    INPUT_MODE: 'plan',
    ACTIONS_RUNTIME_TOKEN: 'x',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
  });

  it('has the runner mask every form, once', () => {
    const secrets = secretsOf(env());
    const all = [`${KEY}\n`, 'ghs_0123456789abcdef', ...ledgerKeySecrets(LEDGER_KEY.pem)];
    expect(secrets).toEqual(all);
    const masked: string[] = [];
    maskSecrets([...secrets, ...secrets], (form) => masked.push(form));
    expect(masked).toEqual([...new Set(all.flatMap(forms))]);
    expect(masked.filter((form) => /BEGIN|END/.test(form))).toEqual([]);
  });

  it('masks by commands of the runner', () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    maskSecrets(['100%-canary-key-0123']);
    const lines = written.mock.calls.map(([line]) => String(line));
    written.mockRestore();
    expect(lines).toHaveLength(forms('100%-canary-key-0123').length);
    expect(lines[0]).toMatch(/^::add-mask::100%25-canary-key-0123\r?\n$/);
  });

  it('forgets the inputs once they were read', () => {
    const some = env();
    forgetInputs(some);
    expect(some).toEqual({ PATH: '/bin' });
    expect(secretsOf(some)).toEqual([]);
  });
});
