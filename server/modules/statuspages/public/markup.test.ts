import assert from 'node:assert/strict'
import test from 'node:test'
import { markup, paragraphs } from './markup.ts'

const text = (body: string): string =>
  paragraphs(body)
    .map((each) => each.markup)
    .join('')

test('values are escaped in text and in attributes', () => {
  const evil = `"><script>alert('x')</script>&`
  assert.equal(
    markup`<a title="${evil}">${evil}</a>`.markup,
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
  )
  assert.equal(markup`${[markup`<b>${1}</b>`, null, false, undefined, '<']}`.markup, '<b>1</b>&lt;')
})

test('blank lines part paragraphs and line ends stay', () => {
  assert.equal(text('one\ntwo\r\n\r\n\nthree\n'), '<p>one<br>two</p><p>three<br></p>')
})

test('M-06: addresses become links that we do not vouch for, without the punctuation around them', () => {
  assert.equal(
    text('See https://example.com/a?b=1&c=2, or (http://example.org).'),
    '<p>See <a href="https://example.com/a?b=1&amp;c=2" rel="nofollow ugc noopener">https://example.com/a?b=1&amp;c=2</a>, or (' +
      '<a href="http://example.org" rel="nofollow ugc noopener">http://example.org</a>).</p>',
  )
})

test('only http and https become links', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'ftp://example.com', 'mailto:a@b.c', '//example.com']) {
    assert.ok(!text(`look: ${url} there`).includes('<a'), url)
  }
})

test('an address cannot break out of its attribute', () => {
  assert.equal(
    text('https://example.com/"onmouseover="alert(1)'),
    '<p><a href="https://example.com/" rel="nofollow ugc noopener">https://example.com/</a>&quot;onmouseover=&quot;alert(1)</p>',
  )
})
