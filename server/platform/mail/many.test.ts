import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailMessage } from './mail.ts'
import { renderForMany } from './many.ts'
import { mimeOf } from './mime.ts'
import { renderMail, type MailContent } from './template.ts'

const slotLike = 'https://slot.invalid/AAAAAAAAAAAAAAAAAAAAAA'
const contents: ((link: string) => MailContent)[] = [
  (link) => ({ title: 'Slow', paragraphs: ['One.', { quote: 'Two\nthree' }], footer: ['Leave:', link] }),
  (link) => ({
    title: `A title with ${slotLike} & <b>`,
    preheader: 'ümlaut',
    paragraphs: [{ button: { label: 'Read', url: 'https://status.example/r?a=1&b=2' } }, 'a\r\nb\rc\n\n.\n'],
    footer: [link, 'and again', link],
    language: 'ar',
  }),
]
const links = [
  'https://status.example/u/abc',
  'https://STATUS.example/u/a?x=1&y="$&\'',
  `http://localhost:1/${'k'.repeat(300)}`,
]

test('a mail of a letter to many says what it says alone, and its lines are its texts', () => {
  for (const content of contents) {
    const many = renderForMany(content)
    for (const link of links) {
      const { lines, text, html } = many(link)
      assert.deepEqual({ text, html }, renderMail(content(link)))
      const normal = (whole: string) => whole.replaceAll(/\r\n?/g, '\n')
      assert.equal(lines.text.map((each) => each.text).join('\n'), normal(text))
      assert.equal(lines.html.map((each) => each.text).join('\n'), normal(html))
    }
    const [first, second] = links.slice(0, 2).map((link) => many(link).lines.html)
    assert.ok(
      first?.some((each, index) => each === second?.[index]),
      'what is the same is the same object',
    )
  }
})

test('the bytes on the wire are the same with and without the lines that are shared', () => {
  const sender = { name: 'Größe = "A"', address: 'a@b.example' }
  const at = new Date('2026-02-03T04:05:06Z')
  for (const content of contents) {
    const many = renderForMany(content)
    for (const [index, link] of links.entries()) {
      const alone: MailMessage = {
        ...renderMail(content(link)),
        ...{ to: `reader-${index}@example.com`, subject: 'Störung =?x?=', messageId: `sml_${index}@status.example` },
        ...{
          stream: 'subscription',
          workspaceId: null,
          headers: { 'List-Unsubscribe': `<${link}>`, 'List-Id': '<é>' },
        },
      }
      const { lines } = many(link)
      assert.equal(mimeOf({ ...alone, lines }, sender, at), mimeOf(alone, sender, at))
    }
  }
})
