import assert from 'node:assert/strict'
import { test } from 'node:test'
import PostalMime from 'postal-mime'
import type { MailMessage } from './mail.ts'
import { mimeOf } from './mime.ts'

const at = new Date('2026-02-03T04:05:06Z')
const message: MailMessage = {
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: 'ntf_1@status.example',
  stream: 'subscription',
  workspaceId: null,
}
const sender = { name: 'Watchword', address: 'status@status.example' }

const texts = [
  'plain',
  'a line with a space at its end \nand a tab\t\n\n\n.\n..\nFrom here',
  'Grüße aus Köln – „Kasse“ 結帳 🔥 '.repeat(20),
  '='.repeat(500),
  `${'x'.repeat(75)}=${'y'.repeat(74)}é${'z'.repeat(200)}`,
  '--=_watchword\r\n--=_watchword--\r\n',
  '🔥'.repeat(400),
  '\u00ad\u2028\u0085',
]

test('what a reader reads is what was written, whatever the text, in lines of at most 76 characters of ASCII', async () => {
  for (const text of texts) {
    const raw = mimeOf({ ...message, text, html: `<p>${text}</p>` }, sender, at)
    const read = await PostalMime.parse(raw)
    assert.equal(read.text!.trimEnd(), text.replaceAll(/\r\n?/g, '\n').trimEnd(), JSON.stringify(text.slice(0, 40)))
    assert.equal(read.html!.trimEnd(), `<p>${text.replaceAll(/\r\n?/g, '\n')}</p>`.trimEnd())
    const body = raw.slice(raw.indexOf('\r\n\r\n'))
    for (const line of raw.split('\r\n')) assert.match(line, /^[\x20-\x7e\t]*$/)
    for (const line of body.split('\r\n')) assert.ok(line.length <= 76, `${line.length}: ${line}`)
  }
})

test('a subject and a sender of any script come out as they went in, in words of at most 75 characters', async () => {
  for (const subject of [
    'Hello',
    '[Investigating] Kasse – Zürich',
    '障害'.repeat(60),
    '=?UTF-8?Q?trick?=',
    '🔥'.repeat(90),
  ]) {
    const from = { name: 'Größe "A", Ltd', address: 'a@b.example' }
    const raw = mimeOf({ ...message, subject }, from, at)
    const read = await PostalMime.parse(raw)
    assert.equal(read.subject, subject)
    assert.deepEqual([read.from?.name, read.from?.address], [from.name, from.address])
    for (const word of raw.match(/=\?UTF-8\?\S+/g) ?? []) assert.ok(word.length <= 75, word)
  }
  const plain = await PostalMime.parse(mimeOf(message, { name: 'Acme, "the" one', address: 'a@b.example' }, at))
  assert.equal(plain.from?.name, 'Acme, "the" one')
})

test('the same message has the same bytes, and its date is in UTC with an offset', () => {
  assert.equal(mimeOf(message, sender, at), mimeOf(message, sender, at))
  assert.match(mimeOf(message, sender, at), /\r\nDate: Tue, 03 Feb 2026 04:05:06 \+0000\r\n/)
})
