import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMail, type MailContent } from './template.ts'

const content: MailContent = {
  title: 'Checkout is slow',
  preheader: 'Since 10:00',
  paragraphs: [
    'Hello,\nthis is about Checkout.',
    {
      table: [
        ['Since', '2026-01-01 10:00 +01:00'],
        ['Severity', 'high'],
      ],
    },
    { quote: 'We are looking\ninto it.' },
    { button: { label: 'Open the incident', url: 'https://app.example/incidents/inc_1?a=1&b=2' } },
  ],
  footer: ['You are on duty.', 'https://app.example/settings'],
}

test('text and HTML say the same', () => {
  const { text, html } = renderMail(content)
  for (const part of [
    'Checkout is slow',
    'this is about Checkout.',
    '2026-01-01 10:00 +01:00',
    'high',
    'into it.',
    'Open the incident',
    'You are on duty.',
    'https://app.example/settings',
  ]) {
    assert.ok(text.includes(part), part)
    assert.ok(html.includes(part), part)
  }
  assert.ok(text.includes('https://app.example/incidents/inc_1?a=1&b=2'))
  assert.ok(html.includes('href="https://app.example/incidents/inc_1?a=1&amp;b=2"'))
  assert.ok(text.includes('> We are looking\n> into it.'))
  assert.ok(html.includes('Hello,<br>this is about Checkout.'))
})

test('whatever is put in comes out as text, in every place', () => {
  const evils = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '{{7*7}}',
    '${7*7}',
    '<%= 1 %>',
    '</title><script>',
    '&lt;b&gt;',
    '[a](javascript:alert(1))',
    'javascript:alert(1)',
    '\u0000<b>',
  ]
  for (const evil of evils) {
    const { html, text } = renderMail({
      title: evil,
      preheader: evil,
      paragraphs: [
        evil,
        { quote: evil },
        { table: [[evil, evil]] },
        { button: { label: evil, url: 'https://a.example/' } },
      ],
      footer: [evil],
      language: evil,
    })
    assert.doesNotMatch(html, /<script|<img|<b>|onmouseover='|href="(?!https:\/\/a\.example\/")/)
    assert.ok(!html.includes('\u0000'))
    assert.ok(text.includes(evil.replace('\u0000', '')) || text.includes(evil))
    if (/[{$]/.test(evil)) assert.ok(html.includes(evil), 'no template language reads it')
  }
})

test('a link is http or https, and a URL cannot leave its attribute', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'mailto:a@example.com', '/relative', '']) {
    assert.throws(() => renderMail({ ...content, paragraphs: [{ button: { label: 'x', url } }] }), /http or https/, url)
  }
  const { html } = renderMail({ ...content, footer: ['https://a.example/"><b>'], paragraphs: [] })
  assert.doesNotMatch(html, /<b>/)
})

test('there is nothing in it that is fetched, counted or run [OPS-29]', () => {
  const { html } = renderMail(content)
  assert.doesNotMatch(html, /<img|<link|<script|<iframe|url\(|@import|background-image|src=/)
})

test('the language decides direction and is named', () => {
  assert.match(renderMail({ ...content, language: 'ar' }).html, /<html lang="ar" dir="rtl">/)
  assert.match(renderMail({ ...content, language: 'de-AT' }).html, /<html lang="de-AT" dir="ltr">/)
  assert.match(renderMail(content).html, /<html lang="en" dir="ltr">/)
})
