import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeEmail, plain } from './email.ts'
import { changeMessage } from './message-fixture.ts'

test('a mail says what, since when, how many, in which release and environment, where to look and why you', () => {
  const { subject, text, html } = composeEmail(changeMessage(), 'On duty')
  assert.equal(subject, 'New incident: Checkout is slow (Shop #42)')
  const facts = [
    'Checkout is slow',
    'This was never seen before.',
    'checkout/pay.ts in pay',
    '2026-01-01 10:00:00 UTC',
    '2026-01-01 10:05:00 UTC',
    '1.2.3',
    'production',
    'http://localhost:8080/app/acme/incidents/inc_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f',
    'On duty',
    'http://localhost:8080/app/acme/settings/channels',
  ]
  for (const fact of facts) {
    assert.ok(text.includes(fact), fact)
    assert.ok(html.includes(fact), fact)
  }
  assert.match(text, /Events: 3/)
})

test('each change has its own words', () => {
  assert.match(composeEmail(changeMessage({}, 'incident.regressed'), 'x').subject, /^Back after a fix: /)
  const resolved = composeEmail(changeMessage({ status: 'resolved' }, 'incident.resolved'), 'x')
  assert.match(resolved.subject, /^Resolved: /)
  assert.match(resolved.text, /Resolved: 2026-01-01 10:00:01 UTC/)
})

test('a title cannot become a header, a line of its own, markup or text that runs backwards', () => {
  const title = 'Oops\r\nBcc: eve@example.com\u2028<script>alert(1)</script>\u202Etxt.exe\u0000 {{7*7}} @everyone'
  const { subject, html, text } = composeEmail(changeMessage({ title, culprit: title, release: title }), title)
  assert.doesNotMatch(subject, /[\p{Cc}\p{Zl}\p{Zp}\u202E]/u)
  assert.doesNotMatch(text, /^Bcc:/m)
  assert.doesNotMatch(text, /\u202E/)
  assert.ok(!html.includes('<script'))
  assert.ok(html.includes('&lt;script&gt;'))
})

test('the subject has at most 200 characters', () => {
  assert.equal(composeEmail(changeMessage({ title: 'x'.repeat(5_000) }), 'x').subject.length, 200)
})

test('what is unknown has no row', () => {
  const { text } = composeEmail(changeMessage({ release: null, environment: null, culprit: null }), 'x')
  assert.doesNotMatch(text, /^(Release|Environment|Where):/m)
})

test('plain text is one line', () => {
  assert.equal(plain('  a\n\tb\u2029c  '), 'a b c')
})

test('a test and a channel that was switched off have words of their own', () => {
  const common = { at: '2026-01-01T10:00:00.000Z', workspaceName: 'Acme', settingsUrl: 'http://localhost/app/acme' }
  const channel = { id: 'chn_1', name: 'Pager', type: 'webhook' as const }
  assert.equal(composeEmail({ kind: 'test', ...common, channel }, 'x').subject, 'Test from Watchword: Pager')
  const off = composeEmail({ kind: 'channel.disabled', ...common, channel, reason: 'the endpoint answered 410' }, 'x')
  assert.match(off.text, /the endpoint answered 410/)
})
