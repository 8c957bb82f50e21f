import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RegexError, compileRegex } from './index.ts'
import { runProgram } from './match.ts'
import { type RegexNode, parseRegex } from './parse.ts'
import { compile } from './program.ts'

test('patterns mean what RE2 says', () => {
  const cases: [pattern: string, yes: string[], no: string[]][] = [
    ['', [''], ['a']],
    ['abc', ['abc'], ['xabc', 'abcx', 'ABC']],
    ['a|bc|', ['a', 'bc', ''], ['b', 'abc']],
    ['a.c', ['abc', 'a\nc', 'a😀c'], ['ac', 'abbc']],
    ['(?-s)a.c', ['abc'], ['a\nc']],
    ['(?i)straße-k', ['STRAßE-K', 'straße-\u212a'], ['strasse-k']],
    ['[a-c]+[^0-9]', ['aab-', 'cx'], ['ab1', '-']],
    ['[[:alpha:]_]\\w*', ['a1', '_x'], ['1a', 'é']],
    ['[]a-]+', [']a-'], ['b']],
    ['\\d{2,3}', ['12', '123'], ['1', '1234']],
    ['a{,2}', ['a{,2}'], ['a', 'aa']],
    ['(ab)*?c', ['c', 'ababc'], ['abac']],
    ['\\pL\\p{Greek}\\P{Nd}', ['aλx'], ['1λx', 'aλ5']],
    ['\\x41\\x{1F600}\\101\\Q.*\\E', ['A😀A.*'], ['A😀Axx']],
    ['^a$|\\bb\\b', ['a', 'b'], ['ab']],
    ['(?P<x>a)(?<y>b)(?:c)(?i:D)', ['abcd', 'abcD'], ['Abcd']],
    ['a\\Ab|ab\\z', ['ab'], []],
    ['(a+)+$', ['aaaa'], ['aaab']],
  ]
  for (const [pattern, yes, no] of cases) {
    const { matchesAll } = compileRegex(pattern, { dotAll: true })
    for (const text of yes) assert.equal(matchesAll(text), true, `${pattern} on ${text}`)
    for (const text of no) assert.equal(matchesAll(text), false, `${pattern} on ${text}`)
  }
})

test('what RE2 refuses is refused', () => {
  const refused = [
    ...[
      '(',
      ')',
      'a)',
      '[a',
      '[b-a]',
      '*',
      'a**',
      'a*+',
      '+a',
      '(?=a)',
      '(?!a)',
      '(?<=a)',
      '(?<!a)',
      '(a)\\1',
      '\\Z',
      '\\8',
    ],
    ...[
      'a{1001}',
      'a{2,1}',
      '(a{100}){100}',
      '((a{10}){20}){30}',
      '\\p{Nonsense}',
      '[[:nonsense:]]',
      '\\',
      '(?P<a>x)(?P<a>y)',
    ],
    ...[
      '(?>a)',
      '(?P=x)',
      'é\\é',
      'x'.repeat(10_001),
      '('.repeat(300) + ')'.repeat(300),
      '(?:a{30}|b{30}|c{900}){1}'.repeat(12),
    ],
  ]
  for (const pattern of refused) assert.throws(() => compileRegex(pattern), RegexError, pattern.slice(0, 60))
})

test('simple patterns match as those of JavaScript', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '(?:a|bc)')
  const piece = fc
    .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '*?', '+?'))
    .map((parts) => parts.join(''))
  const sequence = fc
    .array(fc.oneof({ weight: 4, arbitrary: piece }, fc.constantFrom('(a|ab)', '(b*)')), { maxLength: 4 })
    .map((parts) => parts.join(''))
  const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|'))
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1'), maxLength: 8 })
  fc.assert(
    fc.property(pattern, subject, (source, text) => {
      const [ours, theirs] = [compileRegex(source), new RegExp(`^(?:${source})$`)]
      assert.equal(ours.matchesAll(text), theirs.test(text))
      assert.equal(ours.matchesSomewhere(text), new RegExp(source).test(text))
      assert.equal(
        ours.expandAll(text, '<$1>'),
        theirs.test(text)
          ? text.replace(theirs, (_, ...found: unknown[]) => `<${typeof found[0] === 'string' ? found[0] : ''}>`)
          : undefined,
      )
    }),
    { numRuns: 2000, examples: [['(a|ab)', 'ab']] },
  )
})

test('a replacement fills in groups by number and name', () => {
  const regex = compileRegex('(?P<first>\\w+)-(\\d+)')
  assert.equal(regex.expandAll('web-12', '$2/${first}/$$/$1x/${1}x/$9'), '12/web/$//webx/')
  assert.equal(regex.expandAll('web', '$1'), undefined)
  assert.equal(compileRegex('a*').replaceEach('baac', 'X'), 'XbXcX')
  assert.equal(compileRegex('(\\d)').replaceEach('a1b2', '<$1>'), 'a<1>b<2>')
})

test('work grows with the subject and never faster, whatever the pattern', () => {
  const evil = [
    '(a+)+$',
    '(a|aa)+$',
    '(a|a?)+$',
    '(.*a){10}',
    '(a*)*b',
    '([a-z]+)*x',
    '(?:a?){30}a{30}',
    '(\\w+\\s?)+!',
  ]
  for (const pattern of evil) {
    const [short, long] = [stepsFor(pattern, 200), stepsFor(pattern, 400)]
    assert.ok(long <= 2.2 * short + 1000, `${pattern}: ${short} steps, then ${long}`)
  }
})

/** How often a character is looked at; the same on every machine. */
function stepsFor(pattern: string, length: number): number {
  let steps = 0
  const counted = (node: RegexNode): RegexNode => {
    switch (node.kind) {
      case 'char':
        return { ...node, set: (char) => (steps++, node.set(char)) }
      case 'sequence':
        return { ...node, parts: node.parts.map(counted) }
      case 'either':
        return { ...node, branches: node.branches.map(counted) }
      case 'repeat':
      case 'capture':
        return { ...node, of: counted(node.of) }
      default:
        return node
    }
  }
  const program = compile(counted(parseRegex(pattern).tree))
  runProgram(
    program,
    Int32Array.from('a'.repeat(length), (char) => char.charCodeAt(0)),
    { from: 0, anchored: true, slots: 0 },
  )
  return steps
}
