import { describe, expect, it } from 'vitest';
import { alwaysFailing, failing, jsonAnswer, rejection, rig } from './rig.ts';

describe.each(['data', 'bare', 'mixed'] as const)('a tenant whose answers are %s', (envelope) => {
  it('is read all the same', async () => {
    const { tenant, reader } = await rig({
      envelope,
      users: [{ id: '9007199254740993', email: 'ana.diaz@acme.example', optOut: true }],
    });
    expect(await reader.me()).toEqual({ userId: '9001', orgId: '166', email: 'mfa.service@acme.example' });
    expect(await reader.findUsers('ana.diaz@acme.example')).toEqual([
      { id: '9007199254740993', email: 'ana.diaz@acme.example', active: true, administrator: false },
    ]);
    expect(await reader.membership('166', '9007199254740993')).toEqual({ mfaOptOut: true });
    expect(tenant.requests.map((request) => `${request.method} ${request.path}`)).toEqual([
      'GET /user/users/me',
      'GET /user/users?search=ana.diaz%40acme.example',
      'GET /user/org/166/user/9007199254740993',
    ]);
  });
});

describe('the owner of the key', () => {
  it.each([
    ['{"id":9001,"currentOrg":{"id":166},"email":null,"more":[1]}', { userId: '9001', orgId: '166' }],
    ['{"id":"9001","currentOrg":{"id":"166"},"email":""}', { userId: '9001', orgId: '166' }],
    [
      '{"data":{"id":9007199254740993,"currentOrg":{"id":99999999999999999999}}}',
      { userId: '9007199254740993', orgId: '99999999999999999999' },
    ],
    ['{"id":1,"data":{"id":2},"currentOrg":{"id":3}}', { userId: '1', orgId: '3' }],
  ])('is read from %s', async (body, expected) => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(body));
    expect(await reader.me()).toEqual(expected);
  });

  it.each([
    'null',
    '[]',
    '1',
    '"x"',
    '{}',
    '{"data":null}',
    '{"data":[]}',
    '[{"id":9001,"currentOrg":{"id":166}}]',
    '{"id":9001}',
    '{"currentOrg":{"id":166}}',
    '{"id":9001,"currentOrg":null}',
    '{"id":9001,"currentOrg":166}',
    '{"id":9001,"currentOrg":{}}',
    '{"id":9001,"currentOrg":[{"id":166}]}',
    '{"id":9001.5,"currentOrg":{"id":166}}',
    '{"id":9001.0,"currentOrg":{"id":166}}',
    '{"id":9.001e3,"currentOrg":{"id":166}}',
    '{"id":-9001,"currentOrg":{"id":166}}',
    '{"id":0,"currentOrg":{"id":166}}',
    '{"id":"09001","currentOrg":{"id":166}}',
    '{"id":"abc","currentOrg":{"id":166}}',
    '{"id":"../x","currentOrg":{"id":166}}',
    '{"id":"","currentOrg":{"id":166}}',
    '{"id":true,"currentOrg":{"id":166}}',
    '{"id":[9001],"currentOrg":{"id":166}}',
    '{"id":null,"currentOrg":{"id":166}}',
    '{"id":9007199254740993.0,"currentOrg":{"id":166}}',
    '{"id":100000000000000000000,"currentOrg":{"id":166}}',
    '{"id":9001,"email":5,"currentOrg":{"id":166}}',
  ])('is not read from %s', async (body) => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(body));
    expect(await rejection(reader.me())).toMatchObject({
      code: 'unexpected-shape',
      message:
        'GET /user/users/me: the answer is JSON, but not of the shape that this call is known to have. Nothing was concluded from it.',
    });
    expect(tenant.requests).toHaveLength(1);
  });
});

describe('a user', () => {
  it('is found by exactly the e-mail, whatever its case, among near matches', async () => {
    const { reader } = await rig();
    const found = await reader.findUsers('ANA.diaz@acme.EXAMPLE');
    expect(found.map((user) => [user.id, user.email])).toEqual([['1732', 'Ana.Diaz@acme.example']]);
  });

  it('who is not there is an empty list, not an error', async () => {
    const { reader } = await rig();
    expect(await reader.findUsers('nobody@acme.example')).toEqual([]);
    expect(await reader.findUsers('ana.diaz@acme')).toEqual([]);
  });

  it('who is there twice is two users', async () => {
    const { reader } = await rig({
      users: [
        { id: 1, email: 'a@b.example' },
        { id: 2, email: 'A@b.example' },
      ],
    });
    expect((await reader.findUsers('a@b.example')).map((user) => user.id)).toEqual(['1', '2']);
  });

  it('is not found by a letter that only looks the same in lower case', async () => {
    const { reader } = await rig({ users: [{ id: 1, email: '\u212Aen@acme.example' }] });
    expect(await reader.findUsers('ken@acme.example')).toEqual([]);
  });

  it('with a plus in the e-mail is searched for by a plus', async () => {
    const { tenant, reader } = await rig({ users: [{ id: 1, email: 'a+b@c.example' }] });
    expect(await reader.findUsers('a+b@c.example')).toHaveLength(1);
    expect(tenant.requests[0]?.path).toBe('/user/users?search=a%2Bb%40c.example');
  });

  const user = (fields: string): string => `{"data":[{"id":1,"email":"a@b.example"${fields}}]}`;

  it.each([
    ['', {}],
    [',"isActive":true,"isAdmin":false,"userType":0', { active: true, administrator: false }],
    [',"isActive":false,"isAdmin":true,"userType":1', { active: false, administrator: true }],
    [',"isAdmin":false,"userType":1', { administrator: true }],
    [',"userType":1', { administrator: true }],
    [',"userType":0', { administrator: false }],
    [',"userType":7', {}],
    [',"isAdmin":null,"isActive":null,"userType":null', {}],
    [',"isSSO":true,"ssoBypass":false', { sso: true }],
    [',"isSSO":true,"ssoBypass":true', { sso: false }],
    [',"isSSO":true', {}],
    [',"isSSO":true,"ssoBypass":null', {}],
    [',"isSSO":false', { sso: false }],
    [',"ssoBypass":true', { sso: false }],
    [',"ssoBypass":false', {}],
    [',"mfaEnabled":true,"whatever":{}', {}],
  ])('with %s has the flags that the answer holds, and no other', async (fields, flags) => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(user(fields)));
    expect(await reader.findUsers('a@b.example')).toEqual([{ id: '1', email: 'a@b.example', ...flags }]);
  });

  it.each([
    'null',
    '{}',
    '{"data":null}',
    '{"data":{}}',
    '{"data":{"7":[]}}',
    '{"users":[]}',
    '"x"',
    '{"id":1,"email":"a@b.example"}',
    '{"data":[{"email":"a@b.example"}]}',
    '{"data":[{"id":1}]}',
    '{"data":[{"id":1,"email":null}]}',
    '{"data":[{"id":1,"email":""}]}',
    '{"data":[{"id":1,"email":["a@b.example"]}]}',
    '{"data":[null]}',
    '{"data":[[]]}',
    '{"data":[1]}',
    '{"data":[{"id":1,"email":"a@b.example"},{"id":1,"email":"c@d.example"}]}',
    '{"data":[{"id":1,"email":"a@b.example"},{"id":"1","email":"c@d.example"}]}',
    '{"data":[{"id":1,"email":"a@b.example"},{"id":2}]}',
    '{"data":[{"id":"x","email":"a@b.example"}]}',
    '{"data":[{"id":1.5,"email":"a@b.example"}]}',
    user(',"isAdmin":"false"'),
    user(',"isActive":1'),
    user(',"isSSO":"no"'),
    user(',"ssoBypass":0'),
    user(',"userType":"1"'),
    '{"data":[{"id":1,"email":"a@b.example"}],"total":2}',
    '{"data":[],"totalCount":"1"}',
    '{"data":[],"hasMore":true}',
  ])('is not concluded from the odd list %s', async (body) => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(body));
    expect(await rejection(reader.findUsers('a@b.example'))).toMatchObject({
      code: 'unexpected-shape',
      message: expect.stringMatching(/^GET \/user\/users\?search=: /),
    });
  });

  it.each(['[]', '{"data":[]}', '{"data":[],"total":0,"totalCount":null,"hasMore":false}'])(
    'is nobody in %s',
    async (body) => {
      const { tenant, reader } = await rig();
      alwaysFailing(tenant, 'before', jsonAnswer(body));
      expect(await reader.findUsers('a@b.example')).toEqual([]);
    },
  );

  it('is not "nobody" when the tenant refuses to say', async () => {
    const { reader } = await rig({ keyOwner: { id: 9001, email: 'svc@acme.example', isAdmin: false } });
    expect(await rejection(reader.findUsers('a@b.example'))).toMatchObject({
      code: 'not-authorised',
      status: 403,
    });
  });
});

describe('a membership', () => {
  it.each([
    ['{"id":7,"mfaOptOut":true}', { mfaOptOut: true }],
    ['{"id":7,"mfaOptOut":false}', { mfaOptOut: false }],
    ['{"data":{"id":7,"mfaOptOut":true}}', { mfaOptOut: true }],
    ['{"id":7}', {}],
    ['{"id":7,"mfaOptOut":null}', {}],
    ['{"id":7,"mfaOptOut":"true"}', {}],
    ['{"id":7,"mfaOptOut":1}', {}],
    ['{"id":7,"user":{"mfaOptOut":true}}', {}],
  ])('is read from %s', async (body, expected) => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(body));
    expect(await reader.membership('166', '1732')).toEqual(expected);
  });

  it.each(['null', '[]', '{}', '{"mfaOptOut":true}', '{"data":[{"id":7}]}', '{"id":"x"}'])(
    'is not read from %s',
    async (body) => {
      const { tenant, reader } = await rig();
      alwaysFailing(tenant, 'before', jsonAnswer(body));
      expect(await rejection(reader.membership('166', '1732'))).toMatchObject({ code: 'unexpected-shape' });
    },
  );

  it('does not tell of the opt-out where the tenant does not', async () => {
    const { reader } = await rig({ mfaOptOutReadable: false });
    expect(await reader.membership('166', '1732')).toEqual({});
  });

  it('is gone when the same call finds the own user, but not this one', async () => {
    const { tenant, reader } = await rig();
    tenant.removeUser(1732);
    expect(await reader.membership('166', '1732')).toBe('gone');
    expect(tenant.requests.map((request) => request.path)).toEqual([
      '/user/org/166/user/1732',
      '/user/users/me',
      '/user/org/166/user/9001',
    ]);
  });

  it('is not gone when the own user is not found either', async () => {
    const { tenant, reader } = await rig();
    tenant.onRequest(({ path }) =>
      path.startsWith('/user/org/')
        ? { when: 'before', ...jsonAnswer('{"statusCode":404}', 404) }
        : undefined,
    );
    expect(await rejection(reader.membership('166', '1732'))).toMatchObject({
      code: 'not-found',
      status: 404,
    });
  });

  it('is not gone when the own user can not be read', async () => {
    const { tenant, reader } = await rig();
    failing(
      tenant,
      'before',
      jsonAnswer('{"statusCode":404}', 404),
      jsonAnswer('{"id":9001,"currentOrg":{"id":166}}'),
      jsonAnswer('{}'),
    );
    expect(await rejection(reader.membership('166', '1732'))).toMatchObject({ code: 'not-found' });
  });

  it('is not gone when the key belongs to another Org', async () => {
    const { tenant, reader } = await rig();
    failing(tenant, 'before', jsonAnswer('{"statusCode":404}', 404));
    expect(await rejection(reader.membership('167', '1732'))).toMatchObject({ code: 'not-found' });
    expect(tenant.requests).toHaveLength(2);
  });

  it.each([
    [
      'a page',
      { do: 'answer', status: 404, headers: { 'content-type': 'text/html' }, body: '{"statusCode":404}' },
    ],
    ['JSON of another form', jsonAnswer('{"error":"not found"}', 404)],
    ['another status inside', jsonAnswer('{"statusCode":502,"message":"x"}', 404)],
    [
      'an encoding',
      {
        do: 'answer',
        status: 404,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: '{"statusCode":404}',
      },
    ],
    ['nothing', { do: 'answer', status: 404 }],
  ] as const)('is not gone by a 404 with %s', async (_, fault) => {
    const { tenant, reader } = await rig();
    failing(tenant, 'before', fault);
    expect(await rejection(reader.membership('166', '1732'))).toMatchObject({
      code: 'not-found',
      status: 404,
    });
    expect(tenant.requests).toHaveLength(1);
  });

  it.each([
    ['..', '1'],
    ['166', '1/../2'],
    ['166', ''],
  ])('of %j and %j is not asked for', async (org, user) => {
    const { tenant, reader } = await rig();
    expect(await rejection(reader.membership(org, user))).toMatchObject({ code: 'unexpected-shape' });
    expect(tenant.connections()).toBe(0);
  });
});

it('a reader has no method that writes, and its reads write nothing', async () => {
  const { tenant, reader } = await rig({ writesForbidden: true });
  await reader.me();
  await reader.findUsers('ana.diaz@acme.example');
  await reader.membership('166', '1732');
  expect(Object.keys(reader).sort()).toEqual(['findUsers', 'me', 'membership']);
  expect(tenant.violations).toEqual([]);
});
