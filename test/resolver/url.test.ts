import { describe, expect, it } from 'vitest';
import { apiBase } from '../../src/resolver/url.ts';

/** A GitHub on this machine, as in the tests and the demo; and those that are elsewhere. */
const HERE = 'http://127.0.0.1:4001';
const ELSEWHERE = [
  'https://api.github.com',
  'https://git.acme.example/api/v3',
  'https://127.0.0.1.evil.example',
  'https://localhost.evil.example',
  'https://127.0.0.2',
  'not an address',
  '',
];

const accepted: [text: string, further: string[], expected: object][] = [
  [
    'https://us.core.resolver.com',
    [],
    { origin: 'https://us.core.resolver.com', host: 'us.core.resolver.com', sandbox: false, path: '' },
  ],
  ['https://eu.core.resolver.com/', [], { origin: 'https://eu.core.resolver.com', path: '' }],
  [
    'https://us.core.resolver.com/api',
    [],
    { origin: 'https://us.core.resolver.com/api', server: 'https://us.core.resolver.com', path: '/api' },
  ],
  ['https://us.core.resolver.com/api/', [], { origin: 'https://us.core.resolver.com/api', path: '/api' }],
  [
    'HTTPS://US.Core.Resolver.COM',
    [],
    { origin: 'https://us.core.resolver.com', host: 'us.core.resolver.com' },
  ],
  [
    'https://us.core.resolver.com:443',
    [],
    { origin: 'https://us.core.resolver.com', host: 'us.core.resolver.com' },
  ],
  ['https://resolver.com', [], { host: 'resolver.com', sandbox: false }],
  ['https://sandbox.resolver.com', [], { host: 'sandbox.resolver.com', sandbox: true }],
  ['https://eu-sandbox2.resolver.com', [], { sandbox: true }],
  ['https://eu.sandbox.resolver.com', [], { sandbox: false }],
  ['https://mfa.acme.example', ['mfa.acme.example'], { host: 'mfa.acme.example' }],
  ['https://mfa.acme.example', ['mfa.acme.example:443'], { host: 'mfa.acme.example' }],
  [
    'https://mfa.acme.example:8443/x/y',
    ['mfa.acme.example:8443'],
    { origin: 'https://mfa.acme.example:8443/x/y', host: 'mfa.acme.example:8443' },
  ],
  ['https://us.core.resolver.com:8443', ['us.core.resolver.com:8443'], { host: 'us.core.resolver.com:8443' }],
  ['http://127.0.0.1:4010', [], { origin: 'http://127.0.0.1:4010', host: '127.0.0.1:4010' }],
  ['http://[::1]:4010/api', [], { origin: 'http://[::1]:4010/api', host: '[::1]:4010' }],
  ['http://localhost', [], { origin: 'http://localhost', host: 'localhost' }],
];

const refused: [text: string, further: string[], why: RegExp][] = [
  ['', [], /not an address/],
  ['us.core.resolver.com', [], /not an address/],
  ['//us.core.resolver.com', [], /not an address/],
  ['https:us.core.resolver.com', [], /not an address/],
  ['https:///us.core.resolver.com', [], /not an address/],
  ['ftp://us.core.resolver.com', [], /not an address/],
  ['javascript:alert(1)', [], /not an address/],
  ['http://us.core.resolver.com', [], /must be an https address/],
  ['http://127.0.0.2', [], /must be an https address/],
  ['http://localhost.resolver.com.evil.example', [], /must be an https address/],
  ['https://user:canary-password@us.core.resolver.com', [], /may not hold a user/],
  ['https://us.core.resolver.com@evil.example', [], /may not hold a user/],
  ['https://us.core.resolver.com\\@evil.example', [], /may not hold a user/],
  ['https://evil.example\\.resolver.com', [], /backslash/],
  ['https://us.core.resolver.com?x=canary', [], /a query/],
  ['https://us.core.resolver.com#x', [], /a fragment/],
  ['https://us.core.resolver%2ecom', [], /percent sign/],
  ['https://us.core.resolver.com/%2e%2e', [], /percent sign/],
  [' https://us.core.resolver.com', [], /white space/],
  ['https://us.core.\nresolver.com', [], /white space/],
  ['https://us.core.resolver.com\t', [], /white space/],
  ['https://us.core.resolver.com\0', [], /white space/],
  ['https://\u0430pi.resolver.com', [], /outside ASCII/],
  ['https://us.core.resolver\u3002com', [], /outside ASCII/],
  ['https://us.core.resolver.com.', [], /not a host name/],
  ['https://192.0.2.1', [], /neither `resolver.com`/],
  ['https://127.0.0.1', [], /neither `resolver.com`/],
  ['https://0x7f.1', [], /neither `resolver.com`/],
  ['https://2130706433', [], /neither `resolver.com`/],
  ['https://0300.0250.1', [], /neither `resolver.com`/],
  ['https://[::1]', [], /not a host name/],
  ['https://[::ffff:192.0.2.1]', [], /not a host name/],
  ['https://us.core.resolver.com:8443', [], /port of `api-url` must be 443/],
  ['https://us.core.resolver.com:80', ['us.core.resolver.com:8443'], /port of `api-url` must be 443/],
  ['https://us.core.resolver.com:', [], /not an address/],
  ['https://us.core.resolver.com:0443', [], /must be 443/],
  ['https://mfa.acme.example', ['mfa.acme.example:8443'], /neither `resolver.com`/],
  ['https://mfa.acme.example:8443', ['mfa.acme.example'], /must be 443/],
  ['https://evilresolver.com', [], /neither `resolver.com`/],
  ['https://resolver.com.evil.example', [], /neither `resolver.com`/],
  ['https://xn--pi-7kc.example', [], /neither `resolver.com`/],
  ['https://localhost', [], /neither `resolver.com`/],
  ['https://-us.resolver.com', [], /not a host name/],
  ['https://us..resolver.com', [], /not a host name/],
  ['https://us_core.resolver.com', [], /not a host name/],
  ['https://us.core.resolver.com//api', [], /not an address/],
  ['https://us.core.resolver.com/a/../b', [], /path of `api-url`/],
  ['https://us.core.resolver.com/.', [], /path of `api-url`/],
  ['https://us.core.resolver.com/a;b', [], /path of `api-url`/],
  ['http://127.0.0.1:65536', [], /not an address/],
  ['http://[::01]:1', [], /must be an https address/],
];

describe('the address of the API', () => {
  it.each(accepted)('takes %j with further hosts %j', (text, further, expected) => {
    expect(apiBase(text, further, HERE)).toEqual({ kind: 'base', base: expect.objectContaining(expected) });
  });

  it.each(refused)('refuses %j with further hosts %j', (text, further, why) => {
    const checked = apiBase(text, further, HERE);
    expect(checked).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
    expect(JSON.stringify(checked)).not.toContain('canary');
  });

  it.each([HERE, 'http://localhost', 'http://[::1]:4001/api/v3', 'https://127.0.0.1'])(
    'takes plain http of this machine beside GitHub at %s',
    (github) => {
      for (const text of ['http://127.0.0.1:4010', 'http://[::1]:4010', 'http://localhost'])
        expect(apiBase(text, [], github).kind).toBe('base');
    },
  );

  it.each(ELSEWHERE)(
    'refuses plain http of this machine, where anybody may listen, beside GitHub at %j',
    (github) => {
      for (const text of ['http://127.0.0.1:4010', 'http://[::1]:4010', 'http://localhost']) {
        expect(apiBase(text, ['127.0.0.1', 'localhost'], github).kind).toBe('refused');
        expect(apiBase(text, [], github)).toEqual({
          kind: 'refused',
          why: expect.stringMatching(/^`api-url` must be an https address\./),
        });
      }
    },
  );
});
