import assert from 'node:assert/strict'
import test from 'node:test'
import { partsOf, readPart } from './read-message.ts'
import { readReport } from './report.ts'
import * as sent from './reports.fixture.ts'

const about = { returnPath: 'bounces+mark@watch.example', recipient: 'gone@example.com' }
const original =
  'From: status@watch.example\nMessage-ID: <sml_1@watch.example>\nList-Unsubscribe:\n <https://a.example/u/1>\n'

test('what Postfix, Exim and Exchange send is read: that it came back, why, and which mail it was', () => {
  const cases: [string, string, RegExp][] = [
    [sent.postfixBounce({ ...about, original }), '5.1.1', /^550 5\.1\.1 no such user$/],
    [sent.eximBounce({ ...about, original }), '5.1.1', /^550 5\.1\.1 User unknown$/],
    [sent.exchangeBounce({ ...about, original }), '5.1.10', /^550 5\.1\.10 RESOLVER/],
  ]
  for (const [message, status, said] of cases) {
    const report = readReport(message)
    assert.ok(report.kind === 'bounce', message)
    assert.equal(report.status, status)
    assert.match(report.said, said)
    assert.match(report.about.recipients, /bounces\+mark@watch\.example/)
    assert.deepEqual(report.about.original?.get('message-id'), ['<sml_1@watch.example>'])
    assert.deepEqual(report.about.original?.get('list-unsubscribe'), ['<https://a.example/u/1>'])
  }
  const old = readReport(sent.oldEximBounce(about))
  assert.ok(old.kind === 'bounce')
  assert.equal(old.status, '5.1.1')
})

test('a reader’s complaint is one, "not spam" is none', () => {
  const report = readReport(sent.complaint({ returnPath: about.returnPath, original }))
  assert.ok(report.kind === 'complaint')
  assert.equal(report.said, 'abuse')
  assert.deepEqual(report.about.original?.get('message-id'), ['<sml_1@watch.example>'])
  assert.equal(readReport(sent.complaint(about, 'not-spam')).kind, 'nothing')
})

test('a delay, what arrived, an answering machine and any other mail are nothing', () => {
  for (const message of [
    sent.postfixBounce(about, { status: '4.4.1', action: 'delayed' }),
    sent.postfixBounce(about, { status: '4.2.2', action: 'failed', code: '452 4.2.2' }),
    sent.postfixBounce(about, { status: '2.0.0', action: 'delivered' }),
    sent.vacation(about),
    'Subject: Hello\r\n\r\nYour mail 550 5.1.1 failed',
    '',
    '\r\n\r\n',
  ]) {
    assert.deepEqual(readReport(message), { kind: 'nothing' })
  }
})

test('whatever is cut off, doubled, nested or huge is read without harm, and quickly', () => {
  const whole = [sent.postfixBounce(about), sent.eximBounce(about), sent.exchangeBounce(about), sent.complaint(about)]
  const kinds = new Set(['bounce', 'complaint', 'nothing'])
  for (const message of whole) {
    for (let end = 0; end < message.length; end += 7) assert.ok(kinds.has(readReport(message.slice(0, end)).kind))
    for (let at = 0; at < message.length; at += 11) {
      assert.ok(kinds.has(readReport(`${message.slice(0, at)}\u00ff\r\n--${message.slice(at)}`).kind))
    }
  }
  const hostile = [
    `Content-Type: multipart/report; boundary=a\r\n\r\n${'--a\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n'.repeat(3_000)}`,
    Array.from(
      { length: 200 },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`,
    ).join(''),
    `${'X: y\r\n'.repeat(40_000)}\r\n`,
    `Content-Type: multipart/report; boundary=${'a'.repeat(100_000)}\r\n\r\n`,
    `Subject: ${' \t'.repeat(100_000)}\r\n\r\n`,
    '\r\n '.repeat(80_000),
    `Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'=\r\n'.repeat(80_000)}`,
  ]
  for (const message of hostile) assert.ok(kinds.has(readReport(message).kind))
  assert.ok(partsOf(readPart(hostile[0]!)).length <= 20)
})
