import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parameterise } from './parameterise.ts'
import { computedMs } from '../../../testing/own-time.ts'

const shown = (message: string) => parameterise(message).replaceAll('\u0001', '')

const table: [message: string, expected: string][] = [
  ['user 1f0e9a52-8a77-4d64-9a36-52c5d0b8a001 not found', 'user <uuid> not found'],
  ['mail to ann.b+c@shop.example.com bounced', 'mail to <email> bounced'],
  ['GET https://api.shop.example/v1/users/12?x=1 failed', 'GET <url> failed'],
  ['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED <ip>'],
  ['connect to [2001:db8::1]:80', 'connect to [<ip>]:<number>'],
  ['getaddrinfo ENOTFOUND db-3.eu.shop.com', 'getaddrinfo ENOTFOUND <host>'],
  ['at 2026-05-01T12:00:00.123Z it stopped', 'at <date> it stopped'],
  ['on Fri, 01 May 2026 12:00:00 GMT', 'on <date>'],
  ['due 01.05.2026', 'due <date>'],
  ['since 12:30:01 PM', 'since <time>'],
  ['took 1503ms', 'took <duration>'],
  ['took 2.5 seconds', 'took <duration>'],
  ['charge of $1,299.00 declined', 'charge of <amount> declined'],
  ['charge of 12,50 EUR declined', 'charge of <amount> declined'],
  ['disk 93% full, 12 GB left', 'disk <size> full, <size> left'],
  ['cannot open /var/lib/app/7f/data.db', 'cannot open <path>'],
  ['cannot open C:\\Users\\ann\\a.txt', 'cannot open <path>'],
  ['cannot open ./data/a.json', 'cannot open <path>'],
  ["User 'ann' has no plan", 'User <quoted> has no plan'],
  ['file "report final.pdf" missing', 'file <quoted> missing'],
  ["column 'price' does not exist", "column 'price' does not exist"],
  ["'NoneType' object has no attribute 'id'", "'NoneType' object has no attribute 'id'"],
  ['java.lang.Object@1f2e3d4c leaked', 'java.lang.Object<number> leaked'],
  ['commit 9fceb02d0ae598e95dc970b74767f19372d61af8', 'commit <number>'],
  ['at 0x7fff5fbff8c0', 'at <number>'],
  ['order ord_9f8a7b is late', 'order ord_<number> is late'],
  ['order ORD-12345 is late', 'order ORD-<number> is late'],
  ['-1 is not 3.5', '<number> is not <number>'],
  ['Request failed with status code 404', 'Request failed with status code 404'],
  ['ORA-00942: table 7 is gone', 'ORA-00942: table <number> is gone'],
  ['body {"id": 7, "a": {"b": [1]}} refused', 'body <json> refused'],
  ['utf8 and ipv6', 'utf8 and ipv6'],
  ["can't do what you don't want", "can't do what you don't want"],
  ['\n\n first 1 \n\n second 2\nthird', 'first <number> second <number>'],
  ['', ''],
]
for (const [message, expected] of table) {
  test(`${JSON.stringify(message)} is read as ${JSON.stringify(expected)}`, () => {
    assert.equal(shown(message), expected)
  })
}

test('the literal text of a placeholder is not one, with the mark or without (complaint 11)', () => {
  const real = parameterise('user 1f0e9a52-8a77-4d64-9a36-52c5d0b8a001 gone')
  for (const forged of ['user <uuid> gone', 'user \u0001<uuid> gone', 'user \u0001\u0001<uuid> gone']) {
    assert.notEqual(parameterise(forged), real)
  }
})

test('hostile text takes a bounded time (complaint 13, A-11)', () => {
  const pieces = [
    'a',
    '1',
    ':',
    '::',
    '/',
    '/a',
    'a/',
    '.',
    'a.',
    '1.',
    '-',
    '@',
    'a@',
    '"',
    "'a",
    '{"',
    '{"}',
    '\\',
    '1:',
    '1-',
    'a1',
    '=',
    ' ',
    '\n',
    'x_',
    '$1,',
    '0x',
    '%',
    '1 m',
    'jan 1 ',
    '<',
    '\u0001',
    '😀',
  ]
  for (const piece of pieces) {
    const message = piece.repeat(Math.ceil(100_000 / piece.length))
    const started = computedMs()
    const result = parameterise(message)
    const tookMs = computedMs() - started
    assert.ok(tookMs < 2_000, `${JSON.stringify(piece)} took ${tookMs} ms`)
    assert.ok(result.length <= 300 && result.isWellFormed())
  }
})

test('a long message differs by its beginning only, wherever its variable parts end', () => {
  const tail = ' and so on'.repeat(100)
  assert.equal(parameterise(`order 7${tail}`), parameterise(`order 1234567${tail}`))
})
