import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#platform/errors'
import { checkAddress } from './check.ts'
import { MailFailed, type MailMessage } from './mail.ts'
import { createKeptMail } from './outbox.ts'
import { parseSmtpUrl } from './smtp-url.ts'

const message: MailMessage = {
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: 'ntf_1@status.example',
  stream: 'account',
  workspaceId: 'ws_1',
}

test('an address is kept with its domain in lower-case A-labels', () => {
  assert.equal(checkAddress(' Ada.Lovelace+x@Example.COM '), 'Ada.Lovelace+x@example.com')
  assert.equal(checkAddress('info@bücher.example'), 'info@xn--bcher-kva.example')
  assert.equal(checkAddress("o'neill@example.co.uk"), "o'neill@example.co.uk")
  assert.equal(checkAddress('root@localhost'), 'root@localhost')
})

test('what is not exactly one address is refused', () => {
  const bad = [
    '',
    'a',
    '@example.com',
    'a@',
    'a@b@c',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com, b@example.com',
    'a b@example.com',
    '"a b"@example.com',
    'Ada <a@example.com>',
    '<a@example.com>',
    'a..b@example.com',
    '.a@example.com',
    'a.@example.com',
    'a@exa mple.com',
    'a@-example.com',
    'a@example..com',
    'a@[127.0.0.1]',
    'a\u0000@example.com',
    'a@example.com\u2028',
    'é@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'a'.repeat(64)}.com`,
    `${'a'.repeat(64)}@${'b.'.repeat(95)}com`,
    'a@exam_ple.com',
    'a@example.com;b@example.com',
    'a@example.com(comment)',
  ]
  for (const text of bad) {
    assert.throws(
      () => checkAddress(text),
      (error) => error instanceof AppError && error.code === 'invalid_request',
      text,
    )
  }
})

test('nothing in a message can become a header, a recipient or a line that was not meant [I-08]', async () => {
  const kept: MailMessage[] = []
  const mail = createKeptMail({ keep: async (one) => void kept.push(one) })
  const bad: Partial<MailMessage>[] = [
    { to: 'a@example.com, b@example.com' },
    { to: 'a@example.com\nBcc: b@example.com' },
    { to: ' a@example.com' },
    { to: '' },
    { subject: 'Hello\r\nBcc: b@example.com' },
    { subject: 'Hello\u0000' },
    { subject: 'a'.repeat(251) },
    { messageId: '<x@y>' },
    { messageId: 'x' },
    { messageId: 'x@y\r\nBcc: z' },
    { inReplyTo: 'x y@z' },
    { references: ['ok@y', 'bad'] },
    { headers: { 'X-A': 'b\r\nBcc: c@example.com' } },
    { headers: { 'X-A\r\nBcc': 'c@example.com' } },
    { headers: { 'X-A:': 'b' } },
    { headers: { Bcc: 'c@example.com' } },
    { headers: { 'Auto-Submitted': 'no' } },
    { headers: { precedence: 'list' } },
    { headers: { 'Message-Id': '<x@y>' } },
    { headers: { 'List-Id': '<a>', 'list-id': '<b>' } },
    { headers: { 'List-Id': 'a'.repeat(2001) } },
  ]
  for (const part of bad) {
    const refused = (error: unknown) =>
      error instanceof MailFailed && error.kind === 'permanent' && !error.aboutRecipient
    await assert.rejects(mail.send({ ...message, ...part }), refused, JSON.stringify(part).slice(0, 80))
  }
  assert.deepEqual(kept, [])
})

test('without a server the message is kept as it is', async () => {
  const kept: MailMessage[] = []
  const mail = createKeptMail({ keep: async (one) => void kept.push(one) })
  assert.deepEqual(await mail.send(message), { outcome: 'kept' })
  assert.deepEqual(kept, [message])
  await mail.close()
})

test('what a server says is kept as one short line', () => {
  assert.equal(new MailFailed('temporary', '450 a\r\n450 b\u0000').response, '450 a 450 b')
  assert.equal(new MailFailed('temporary', 'x'.repeat(9999)).response.length, 500)
})

test('the URL of the mail server says port and encryption, and encryption is the default [DSE-31]', () => {
  const none = undefined
  assert.deepEqual(parseSmtpUrl('smtp://mail.example.com'), {
    host: 'mail.example.com',
    port: 587,
    tls: 'required',
    auth: none,
  })
  assert.deepEqual(parseSmtpUrl('smtps://u:p%40%3A@mail.example.com/'), {
    host: 'mail.example.com',
    port: 465,
    tls: 'implicit',
    auth: { user: 'u', pass: 'p@:' },
  })
  assert.equal(parseSmtpUrl('smtp://mail.example.com:25?tls=none').tls, 'none')
  assert.equal(parseSmtpUrl('smtp://mail.example.com?tls=opportunistic').tls, 'opportunistic')
  for (const host of ['localhost', '127.0.0.1', '[::1]']) assert.equal(parseSmtpUrl(`smtp://${host}:1025`).tls, 'none')
  assert.equal(parseSmtpUrl('smtp://localhost:1025?tls=required').tls, 'required')
  assert.equal(parseSmtpUrl('smtp://127.0.0.1.example.com').tls, 'required')
  for (const bad of [
    '',
    'mail.example.com',
    'http://x',
    'smtp://',
    'smtp://x/path',
    'smtp://x?tls=no',
    'smtp://x?pool=true',
    'smtps://x?tls=none',
    'smtp://x?tls=none&tls=required',
  ]) {
    assert.throws(() => parseSmtpUrl(bad), Error, bad)
  }
  assert.throws(
    () => parseSmtpUrl('smtp://u:hunter2@x?a=b'),
    (error: Error) => !error.message.includes('hunter2'),
  )
})
