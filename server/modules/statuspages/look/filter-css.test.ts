import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { filterCss, maxCssChars } from './filter-css.ts'

const css = (source: string): string => filterCss(source).css

test('what styles a page passes', () => {
  const pairs: [string, string][] = [
    ['h1 { color: #123456 }', 'h1{color:#123456}'],
    ['.top, #main > a:hover { margin: 0 auto !important; }', '.top,#main>a:hover{margin:0 auto!important}'],
    [':root { --accent: #0a7d33; --line: rgb(1 2 3 / 50%) }', ':root{--accent:#0a7d33;--line:rgb(1 2 3/50%)}'],
    ['a { color: var(--accent) }', 'a{color:var(--accent)}'],
    ['p { font-family: "Fira Sans", serif }', 'p{font-family:"Fira Sans",serif}'],
    ['@media (min-width: 40rem) { p { padding: 1rem } }', '@media (min-width:40rem){p{padding:1rem}}'],
    ['@media print { p { padding: 0 } }', '@media print{p{padding:0}}'],
    ['li:nth-child(2n+1)::before { content: "" }', 'li:nth-child(2n + 1)::before{content:""}'],
    ['a { background: linear-gradient(90deg, red, blue) }', 'a{background:linear-gradient(90deg,red,blue)}'],
    ['', ''],
  ]
  for (const [source, expected] of pairs) {
    assert.equal(css(source).replaceAll(/\s*\+\s*/g, ' + '), expected, source)
    assert.deepEqual(filterCss(source).removed, [], source)
  }
})

/** Each hides what it does in another way; nothing of any may be left. */
const hostile = [
  '@import "https://evil.example/x.css";',
  '@import url(https://evil.example/x.css);',
  '@\\69mport "https://evil.example/x.css";',
  '@charset "utf-7"; @import "x";',
  '@font-face { font-family: x; src: url(https://evil.example/f) }',
  '@namespace url(http://evil.example);',
  '@media screen { @import "x"; }',
  'p { background: url(https://evil.example/?a) }',
  'p { background: URL("//evil.example") }',
  'p { background: u\\72l(https://evil.example) }',
  'p { background: \\75 rl("https://evil.example") }',
  'p { background: url(\njavascript:alert(1)) }',
  'p { background: image-set("https://evil.example/x.png" 1x) }',
  'p { background: -webkit-image-set("https://evil.example/x.png" 1x) }',
  'p { background: image("https://evil.example/x.png") }',
  'p { background: cross-fade(url(a), url(b)) }',
  'p { background: src("https://evil.example") }',
  'p { background-image: paint(x) }',
  'p { background: element(#secret) }',
  ':root { --x: url(https://evil.example) }',
  ':root { --x: } </style><script>alert(1)</script>',
  'p { behavior: url(x.htc) }',
  'p { -moz-binding: url(x.xml#x) }',
  'p { width: expression(alert(1)) }',
  'p { filter: progid:DXImageTransform.Microsoft.AlphaImageLoader(src="x") }',
  'p::after { content: "All systems operational" }',
  'p::after { content: attr(title) }',
  'p::after { content: "</style><script>alert(1)</script>" }',
  'p { font-family: "</style><script>" }',
  'p { font-family: "a\\3c/style" }',
  '.a\\3c\\2fstyle\\3e { color: red }',
  '</style><img src=x onerror=alert(1)> { color: red }',
  '<!-- --> </style>',
  'input[value^="a"] { color: red }',
  'a[href^="https"] { color: red }',
  'a:visited { color: red }',
  ':has(input) { color: red }',
  ':host { color: red }',
  'p { position: fixed }',
  'p { position: absolute; z-index: 9999 }',
  'p { z-index: 9999 }',
  'p { cursor: url(x), auto }',
  'p { animation: spin 1s infinite }',
  '@keyframes x { from { color: red } }',
  '@layer x { p { color: red } }',
  '@supports (display: grid) { p { color: red } }',
  '@container (min-width: 1px) { p { color: red } }',
  '@property --x { syntax: "*"; inherits: true }',
  '@page { margin: 0 }',
  '@document url(https://evil.example) { p { color: red } }',
  '@media url(x) { p { color: red } }',
  '@media (min-width: expression(1)) { p { color: red } }',
  'p { color: env(x) }',
  'p { color: red\\9 }',
  'p { *color: red }',
  'p { _color: red }',
  'p { transform: translate(-100vw) }',
  'p { clip-path: inset(0) }',
  'p { mask: url(x) }',
  'p { unicode-range: U+26 }',
  'p { ',
  '/* p { color: red } ',
  '}}}} p',
  '\u0000\u0000',
]

test('nothing hostile is left, however it is written', () => {
  for (const source of hostile) {
    assert.equal(css(source), '', source)
    assert.equal(css(`/**/${source}\n`), '', source)
  }
})

test('what is left out is told with its line and the reason, and the rest stays', () => {
  const { css, removed } = filterCss('h1 { color: red }\n\np {\n  color: blue;\n  background: url(x);\n}\n@import "y";')
  assert.equal(css, 'h1{color:red}p{color:blue}')
  assert.deepEqual(removed, [
    { line: 5, what: 'background: …', why: 'nothing may be loaded from an address' },
    { line: 7, what: '@import', why: 'only @media may be used' },
  ])
})

test('a style sheet that is too long, or brackets without end, is refused as a whole', () => {
  for (const source of ['p{color:red}'.repeat(maxCssChars / 10), `p{width:${'('.repeat(9_000)}`, '{'.repeat(15_000)]) {
    const { css, removed } = filterCss(source)
    assert.equal(css, '')
    assert.equal(removed.length, 1)
  }
})

test('brackets without their other half do not reach the parser, which may look for it for ever', () => {
  // In this order css-tree 3.2.1 does not come back from the last one.
  const sheets = [
    'KCQRQ7@layer x { p { color: red } }',
    '@import&',
    '{:\\}}}} p@namespace url(x);p { color: "</style>" }',
  ]
  for (const source of [...sheets, 'p { color: red ]', 'p { color: red', 'p { font-family: "x\n }', '}', 'a)']) {
    assert.equal(css(source), '', source)
  }
  for (const source of ['}}}} p', 'p { color: red ]}']) {
    assert.deepEqual(filterCss(source).removed, [
      { line: 1, what: 'the whole style sheet', why: 'a bracket or a quotation mark has no other half' },
    ])
  }
})

test('nested rules and rules in rules in rules do not get through', () => {
  assert.equal(css('p { color: red; & a { color: blue } }'), 'p{color:red}')
  assert.equal(css('@media print { @media screen { p { color: red } } }'), '')
})

const pieces = fc.oneof(
  fc.constantFrom(...hostile),
  fc.constantFrom('p', '{', '}', '(', ')', ';', ':', '@media', '@import', 'url(', '"', "'", '\\', '<', '/*', '*/', ','),
  fc.constantFrom('color', 'red', '--a', 'var(--a)', '</style>', '<!--', '!important', '&', '\n', ' ', '#fff', 'x:y'),
  fc.string({ maxLength: 6 }),
)

test('whatever is typed, the result ends no element, loads nothing, and is the same when it is filtered again', () => {
  const anything = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(anything, (source) => {
      const once = css(source)
      assert.doesNotMatch(once, /[<\\]|url\(|@import|image-set|expression/i)
      assert.equal(css(once), once)
    }),
    { numRuns: 3_000 },
  )
})
