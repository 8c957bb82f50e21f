import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maxPatternChars, patternProblem, readPattern } from './pattern.ts'

const fits = (pattern: string, text: string): boolean => {
  const read = readPattern(pattern)
  assert.ok(read, patternProblem(pattern))
  return read.test(text)
}

/** What people write: short, over few letters, so that texts are found. */
const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    String.raw`\w`,
    String.raw`\d`,
    String.raw`\b`,
    String.raw`\B`,
    '^',
    '$',
    '1',
  ],
  ...['-', '(a)', '(?:b)', '(a|b)', '(?:ab|a)', '(b?)', '(?=a)', '(?!b)', '(a|)', 'A', 'é', '(?<n>c)', '[]', '[^]'],
)
const sign = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{2,}')
const simple = fc.array(fc.tuple(piece, sign), { maxLength: 5 }).map((parts) => {
  let named = false
  return parts
    .map(([text, repeat]) => {
      const twice = text.startsWith('(?<') && named
      named ||= text.startsWith('(?<')
      return (
        (twice ? 'c' : text) +
        (/^(?:[$^]|\\b)/i.test(text) || text.startsWith('(?=') || text.startsWith('(?!') ? '' : repeat)
      )
    })
    .join('')
})
const pattern = fc.oneof(
  simple,
  fc.tuple(simple, simple).map(([one, other]) => `${one}|${other.replace('?<n>', '')}`),
  fc.tuple(simple, sign, simple).map(([one, repeat, other]) => `(?:${one})${repeat}${other.replace('?<n>', '')}`),
)
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', '1', '-', ' ', '\n', 'é', '😀'), maxLength: 12 })
const flags = fc.subarray(['i', 'm', 's', 'u']).map((some) => some.join(''))

test('a pattern finds what JavaScript finds', () => {
  fc.assert(
    fc.property(pattern, flags, text, (source, set, any) => {
      // V8 finds places within a pair of surrogates even with the flag `u`.
      const subject = set.includes('u') ? any.replaceAll('😀', 'é') : any
      let native: RegExp
      try {
        native = new RegExp(source, set)
      } catch {
        assert.equal(readPattern(`/${source}/${set}`), undefined)
        return
      }
      const own = readPattern(`/${source}/${set}`)
      assert.ok(own, patternProblem(`/${source}/${set}`))
      const [found, expected] = [own.exec(subject), native.exec(subject)]
      assert.equal(own.test(subject), expected !== null)
      // Where what is repeated may be empty and would rather be, a match may end earlier than JavaScript's, as RE2's does.
      if (/[*+?}]\?/.test(source) && /\)[*+?{]/.test(source)) return
      assert.equal(found?.text, expected?.[0])
      // Groups that are not repeated and in no part that is.
      if (!/[*+?}]\)|\)(?:[*+?{])/.test(source.replaceAll(/\(\?[:=!]|\(\?<n>/g, '('))) {
        assert.deepEqual(found?.groups, expected?.slice(1) && [...expected.slice(1)])
        assert.equal(own.replace(subject, '<$1$&$$>'), subject.replace(native, '<$1$&$$>'))
        const everywhere = readPattern(`/${source}/g${set}`)
        assert.equal(everywhere?.replace(subject, '<$1>'), subject.replaceAll(new RegExp(source, `g${set}`), '<$1>'))
      }
    }),
    { numRuns: 2000 },
  )
})

test('whatever stands in it, reading a pattern never throws, and refusing says why', () => {
  const chars = fc.constantFrom(...String.raw`ab\()[]{}?*+|^$.<>=!:,-1/kpux`.split(''))
  fc.assert(
    fc.property(fc.string({ unit: chars, maxLength: 30 }), text, (source, subject) => {
      const own = readPattern(source)
      assert.equal(own === undefined, patternProblem(source) !== undefined)
      own?.test(subject)
    }),
    { numRuns: 1000 },
  )
})

test('what makes others hang is answered, and right where it is answered', () => {
  const many = 'a'.repeat(2000)
  assert.equal(fits('^(a+)+$', many), true)
  assert.equal(fits('^(?:a|a)*$', `${'a'.repeat(1999)}b`), false)
  assert.equal(fits('(x+x+)+y', 'x'.repeat(2000)), false)
  assert.equal(fits(`${'a?'.repeat(30)}${'a'.repeat(30)}`, 'a'.repeat(30)), true)
  assert.equal(fits(`^${'(a|a)'.repeat(60)}$`, `${'a'.repeat(59)}b`), false)
  assert.equal(fits('^(([a-z])+.)+[A-Z]([a-z])+$', many), false)
})

test('a pattern that is too much work is put down and says so; others go on', () => {
  const slow = `${'.*'.repeat(300)}x`
  assert.equal(patternProblem(slow), undefined)
  assert.equal(readPattern(slow)?.test('a'.repeat(2000)), false)
  assert.match(patternProblem(slow) ?? '', /takes too long/)
  assert.equal(readPattern(slow), undefined)
  assert.equal(fits('x', 'ax'), true)
})

test('what cannot be matched in time, or is no pattern, is refused with the reason', () => {
  const reasons: [pattern: string, reason: RegExp][] = [
    ['(a)\\1', /refers back/],
    ['(?<x>a)\\k<x>', /refers back/],
    ['(?<=a)b', /looks behind/],
    ['(?<!a)b', /looks behind/],
    ['(a{100}){100}', /repeats too much/],
    ['a{1000000000}', /repeats too much/],
    ['(', /no regular expression/],
    ['/a/uu', /no regular expression/],
    ['a'.repeat(maxPatternChars + 1), /longer than 1000/],
  ]
  for (const [source, reason] of reasons) assert.match(patternProblem(source) ?? '', reason, source)
})

test('what dashboards write is understood', () => {
  assert.equal(fits('/^(?!.*idle).*cpu/i', 'Node CPU user'), true)
  assert.equal(fits('/^(?!.*idle).*cpu/i', 'Node CPU idle'), false)
  assert.equal(fits(String.raw`/\p{Lu}/u`, 'é'), false)
  assert.equal(fits('/^😀$/u', '😀'), true)
  assert.equal(fits('a{,2}', 'a{,2}'), true)
  const found = readPattern(String.raw`/instance="(?<text>[^"]+):(?<value>\d+)"/`)?.exec('up{instance="web-1:9100"} 1')
  assert.deepEqual(found?.named, { text: 'web-1', value: '9100' })
  assert.equal(readPattern('(.*):9100')?.replace('web-1:9100', '$1'), 'web-1')
  assert.equal(readPattern('/[aeiou]/g')?.replace('instance', '_'), '_nst_nc_')
})
