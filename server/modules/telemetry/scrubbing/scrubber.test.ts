import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesBetween } from './changes.ts'
import { detectors, type DataType } from './detect.ts'
import { isSecretName } from './key-names.ts'
import type { ScrubMethod } from './rule.ts'
import { fullEvent, fullFeedback, fullLog, fullSpan, plant, scrubberOf } from './scrub.fixture.ts'
import { createScrubber } from './scrubber.ts'
import { computedMs } from '../../../testing/own-time.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'

test('a secret is taken out of every text of an event, a log, a span and feedback, wherever it stands [SEN-07]', () => {
  const scrubber = scrubberOf([], { useDefaults: true })
  const event = plant(fullEvent, jwt)
  const log = plant(fullLog, jwt)
  const span = plant(fullSpan, jwt)
  const feedback = plant(fullFeedback, jwt)
  const results = [
    scrubber.event(event.planted),
    scrubber.log(log.planted),
    scrubber.span(span.planted),
    scrubber.feedback(feedback.planted),
  ]
  for (const [index, { paths }] of [event, log, span, feedback].entries()) {
    const text = JSON.stringify({ ...results[index], notes: [] })
    assert.doesNotMatch(text, /eyJ/)
    assert.equal(text.split('before [jwt] after').length - 1, paths.length)
    assert.ok(paths.length >= 8, String(paths.length))
  }
  const names = JSON.stringify(
    scrubber.event({ ...fullEvent, extra: { [jwt]: 1, list: [{ [jwt]: 2 }] }, attributes: [[jwt, 'a']] }),
  )
  assert.doesNotMatch(names, /eyJ/, 'also where it is the name of a field')
})

test('what a rule takes out of a message or an exception is not left in the title that was made of it', () => {
  const email = 'ada@shop.example'
  const rules = [{ method: 'replace', dataType: 'email', selector: '$exception.value' } as const]
  const exceptions = [{ type: 'MailError', value: `no box for ${email}\nat once`, frames: [] }]
  const failed = { ...fullEvent, title: `MailError: no box for ${email}`, exceptions }
  assert.equal(scrubberOf(rules).event(failed).title, 'MailError: no box for [email]')
  const said = { ...fullEvent, title: `hello ${email}`, message: `hello ${email}`, exceptions: [] }
  assert.equal(scrubberOf(rules).event(said).title, `hello ${email}`, 'a message is another place')
  const gone = scrubberOf([{ method: 'remove', dataType: 'anything', selector: '$message' }]).event(said)
  assert.equal(gone.title, 'Untitled event')
})

test('the notes say what was scrubbed where by which rule, and never the value', () => {
  const { notes } = scrubberOf([{ method: 'mask', dataType: 'email', selector: '$user' }], { useDefaults: true }).event(
    {
      ...fullEvent,
      user: { email: 'ada@shop.example' },
      extra: { password: 'hunter2', deep: { list: [{ note: `key ${jwt}` }] } },
    },
  )
  assert.deepEqual(notes, [
    { path: 'user.email', what: 'scrubbed', why: 'email, rule 1 of the project' },
    { path: 'extra.password', what: 'scrubbed', why: 'password, rule 4 of the defaults' },
    { path: 'extra.deep.list.0.note', what: 'scrubbed', why: 'jwt, rule 2 of the defaults' },
  ])
})

test('each type of data is found, and what only looks like it is left', () => {
  const found: [Exclude<DataType, 'pattern' | 'anything'>, string, string[]][] = [
    ['email', 'mail ada.l+x@shop.example, or <b@c.de>.', ['ada.l+x@shop.example', 'b@c.de']],
    ['email', 'a@b, @media, user@localhost, x @ y.z', []],
    ['email', '?to=a%40b.example&x', ['a%40b.example']],
    ['ip', 'from 10.1.2.3:80 and 2001:db8::1, v1.2.3, 1.2.3.4.5, 300.1.1.1 10:20:30', ['10.1.2.3', '2001:db8::1']],
    ['card', 'pay 4111 1111 1111 1111 now', ['4111 1111 1111 1111']],
    ['iban', 'to DE89 3704 0044 0532 0130 00', ['DE89 3704 0044 0532 0130 00']],
    ['secret', 'Authorization: Bearer abcdef0123456789', ['abcdef0123456789']],
    ['secret', 'sk_live_abcdefghij1234 AKIAIOSFODNN7EXAMPLE', ['sk_live_abcdefghij1234', 'AKIAIOSFODNN7EXAMPLE']],
    ['secret', 'postgres://app:s3cret@db:5432/shop', ['s3cret']],
    ['secret', 'basic authentication failed; token expired; https://shop.example:8080/a@b', []],
    ['password', 'login?user=a&password=hunter2&x=1 {"api_key":"k1"} pwd: abc', ['hunter2', 'k1', 'abc']],
    ['password', 'password=*** password: null Unexpected token: x', []],
    ['password', 'GET /cb?code=abcdefgh12&access_token=qwertzuiop', ['abcdefgh12', 'qwertzuiop']],
    ['jwt', `x ${jwt}`, [jwt]],
    [
      'privateKey',
      'a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b',
      ['-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----'],
    ],
    ['privateKey', '-----BEGIN PRIVATE KEY-----\ncut o', ['-----BEGIN PRIVATE KEY-----\ncut o']],
    ['privateKey', '-----BEGIN CERTIFICATE-----', []],
    ['ssn', 'ssn 123-45-6789, not 000-12-3456, 2026-11-21 or 123-45-67890', ['123-45-6789']],
    ['phone', 'call +49 (30) 1234-5678 or (415) 555-2671, not 2026-11-21', ['+49 (30) 1234-5678', '(415) 555-2671']],
    ['mac', 'eth0 00:1a:2B:3c:4d:5e', ['00:1a:2B:3c:4d:5e']],
    ['userName', 'at /home/ada/app/x.js and C:\\Users\\Bob Ray\\a, /home/', ['ada']],
  ]
  for (const [type, text, expected] of found) {
    const spans = detectors[type](text).map(({ start, end }) => text.slice(start, end))
    assert.deepEqual(spans, expected, `${type}: ${text}`)
  }
})

test('names of fields that hold secrets are known however they are written', () => {
  const secret = [
    'password',
    'userPassword',
    'DB_PASSWORD',
    'x-api-key',
    'apiKey',
    'Authorization',
    'Set-Cookie',
    'client_secret',
    'csrfToken',
    'session.id',
    'accessToken',
  ]
  const plain = [
    'author',
    'tokens',
    'max_tokens',
    'token_count',
    'passwordLength',
    'key',
    'keyboard',
    'monkey',
    'passenger',
    'secretary',
    'status',
  ]
  for (const name of secret) assert.equal(isSecretName(name), true, name)
  for (const name of plain) assert.equal(isSecretName(name), false, name)
})

test('remove, mask, hash and replace do what they say, to a part of a text and to a whole value', () => {
  const part = (method: ScrubMethod, replacement?: string) =>
    scrubberOf([{ method, dataType: 'email', selector: '$message', replacement }]).event({
      ...fullEvent,
      message: 'to Ada.1@b.example!',
      extra: { mail: 'a@b.example' },
    })
  assert.equal(part('remove').message, 'to !')
  assert.equal(part('mask').message, 'to ***.*@*.*******!')
  assert.equal(part('replace').message, 'to [email]!')
  assert.equal(part('replace', 'someone').message, 'to someone!')
  assert.match(part('hash').message ?? '', /^to \[email:[0-9a-f]{16}\]!$/)
  assert.equal(part('mask').extra['mail'], 'a@b.example', 'only where the selector says')
  const whole = (method: ScrubMethod) =>
    scrubberOf([{ method, dataType: 'anything', selector: '$extra.card' }]).event({
      ...fullEvent,
      extra: { card: 12, b: 1 },
    }).extra
  assert.deepEqual({ ...whole('remove') }, { b: 1 })
  assert.deepEqual({ ...whole('mask') }, { card: '********', b: 1 })
  assert.deepEqual({ ...whole('replace') }, { card: '[removed]', b: 1 })
})

test('a hash is the same within a workspace and another one in any other', () => {
  const hash = (hashKey: string) =>
    scrubberOf([{ method: 'hash', dataType: 'email', selector: '**' }], { hashKey }).log({
      ...fullLog,
      body: 'a@b.example',
    }).body
  assert.equal(hash('one'), hash('one'))
  assert.notEqual(hash('one'), hash('two'))
})

test('rules work in their order: defaults, workspace, project; each sees what the ones before it left', () => {
  const rules = [
    { method: 'replace', dataType: 'pattern', pattern: 'order-\\d+', selector: '**', replacement: 'mail@shop.example' },
    { method: 'mask', dataType: 'email', selector: '**' },
  ] as const
  assert.equal(scrubberOf([...rules]).log({ ...fullLog, body: 'order-12' }).body, '****@****.*******')
  assert.equal(scrubberOf([...rules].reverse()).log({ ...fullLog, body: 'order-12' }).body, 'mail@shop.example')
})

test('what nothing is found in comes back as it was, without a copy of its parts', () => {
  const event = { ...fullEvent, extra: { a: [1, { b: 'fine' }] } }
  const result = scrubberOf([{ method: 'mask', dataType: 'email', selector: '$extra.**' }], {
    useDefaults: true,
  }).event(event)
  assert.deepEqual(result, event)
  assert.equal(result.extra, event.extra)
  assert.equal(result.attributes, event.attributes)
  assert.deepEqual(changesBetween(event, result), { changes: [], more: 0 })
})

test('an event that cannot be scrubbed is stored without its texts and says so', () => {
  const errors: string[] = []
  const log = { error: (message: string) => errors.push(message) } as unknown as Parameters<typeof createScrubber>[2]
  const scrubber = createScrubber(
    [{ rule: { method: 'hash', dataType: 'email', selector: '**' }, origin: 'project' }],
    '',
    {
      ...log,
    },
  )
  const broken = {
    ...fullEvent,
    extra: {
      get a(): string {
        throw new Error('broken')
      },
    },
  }
  const result = scrubber.event(broken)
  assert.equal(errors.length, 1)
  assert.deepEqual([result.title, result.extra, result.exceptions], ['[removed]', {}, []])
  assert.equal(result.id, fullEvent.id)
  assert.match(JSON.stringify(result.notes), /could not be scrubbed/)
})

const all = Object.keys(detectors) as (keyof typeof detectors)[]

test('hostile text takes time in proportion to its length, with every type of data at once [A-11]', () => {
  const scrubber = scrubberOf(all.map((dataType) => ({ method: 'mask', dataType, selector: '**' })))
  const seeds = [
    '@',
    'a@',
    'a@b.',
    '%40',
    'eyJ',
    'eyJ.',
    'eyJ ',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '1',
    '1-',
    '1.',
    '::',
    'a:',
    'bearer ',
    'bearer  ',
    'password',
    'password=',
    'password:"',
    'a_',
    'a_password',
    '://',
    '://a:',
    'a',
    ' ',
    '?&',
    '?a_',
    'sk-',
    'SG.',
    '+1 ',
    '(1',
    'aa:',
    '/home/',
    '\\Users\\',
    'AKIA',
    'xox',
    '\ud83d\ude00',
    '=',
    '-',
  ]
  for (const seed of seeds) {
    const text = seed.repeat(Math.ceil(500_000 / seed.length))
    const startedAt = computedMs()
    scrubber.log({ ...fullLog, body: text })
    const ms = computedMs() - startedAt
    assert.ok(ms < 4_000, `${JSON.stringify(seed)}: ${Math.round(ms)} ms`)
  }
})

test('what an event costs in which nothing is found grows with its size (8 KB: about 0.1 ms, 100 KB: about 1 ms)', () => {
  const scrubber = scrubberOf([], { useDefaults: true })
  const cost = (count: number): number => {
    const extra = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`key${index}`, `value ${index} of /a/b.ts with words`]),
    )
    const events = Array.from({ length: 50 }, () => ({ ...fullEvent, extra: structuredClone(extra) }))
    for (const event of events.slice(25)) scrubber.event(event)
    const startedAt = computedMs()
    for (const event of events.slice(0, 25)) scrubber.event(event)
    return (computedMs() - startedAt) / 25
  }
  const [small, large] = [cost(160), cost(2_000)]
  // Far above, because others may be running beside.
  assert.ok(small < 20, `${small} ms`)
  assert.ok(large < 200, `${large} ms`)
})
