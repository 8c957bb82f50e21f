import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'

import type { EventFrame, TelemetryEvent } from '../../event.ts'
import { toEvent } from '../../sentry/event.ts'
import { fingerprint } from '../fingerprint.ts'
import { compileRules } from './compile-rules.ts'
import { formatRules } from './format-rules.ts'
import { compileGlob, matchesGlob } from './glob.ts'
import { parseRules } from './parse-rules.ts'
import { eventFields, exceptionFields, frameFields, ruleLimits, stackActions, type GroupingRule } from './rule.ts'

const base = toEvent({ platform: 'node' }, { receivedAt: new Date(0), newEventId: () => 'f'.repeat(32) })
const frame = (name: string, path: string, more: EventFrame = {}): EventFrame => ({
  function: name,
  path,
  inApp: true,
  ...more,
})
const failed = (changes: Partial<TelemetryEvent> = {}): TelemetryEvent => ({
  ...base,
  kind: 'exception',
  level: 'error',
  exceptions: [{ type: 'HttpError', value: 'order 17 timed out', frames: [frame('load', '/srv/shop/load.ts')] }],
  ...changes,
})

function group(event: TelemetryEvent, text: string) {
  const { rules, errors } = parseRules(text)
  assert.deepEqual(errors, [])
  return fingerprint(event, { version: 2, rules: compileRules(rules) })
}
const ruleOf = (event: TelemetryEvent, text: string) => group(event, text).rule

test('the first rule that matches decides, and says so', () => {
  const rules = 'type:Other -> a\ntype:Http* -> b\ntype:HttpError -> c'
  const grouping = group(failed(), rules)
  assert.deepEqual([grouping.method, grouping.rule], ['rule', 'type:Http* -> b'])
  assert.deepEqual(grouping.contributions[0], { kind: 'fingerprint', value: 'b', counted: true })
  assert.ok(grouping.contributions.slice(1).every(({ counted, why }) => !counted && why !== undefined))
})

test('every field can be asked for, by patterns without regard to case', () => {
  const event = failed({
    message: 'Cannot load order 17',
    logger: 'shop.orders',
    environment: 'production',
    release: 'shop@1.2.3',
    attributes: [['region', 'eu-west']],
    exceptions: [
      {
        type: 'HttpError',
        value: 'timed out',
        frames: [frame('Cart.load', 'C:\\shop\\load.ts', { module: 'shop.load', package: 'shop' })],
      },
    ],
  })
  const matching = [
    'type:httperror',
    'value:"*timed*"',
    'message:"cannot load*"',
    'path:*/shop/load.ts',
    'function:*load',
    'function:load',
    'module:shop.*',
    'package:shop',
    'level:error',
    'logger:shop.*',
    'environment:prod*',
    'release:shop@1.?.3',
    'platform:node',
    'attribute.region:eu-*',
    '!type:Other',
    '!attribute.zone:*',
    'path:**/shop/**',
  ]
  for (const matcher of matching) assert.ok(ruleOf(event, `${matcher} -> x`), matcher)
  const others = [
    'type:http',
    'value:timed',
    '!value:"*timed*"',
    'level:fatal',
    'attribute.zone:*',
    'release:shop@1.?',
    'function:loa',
    'message:load',
    '!platform:node',
  ]
  for (const matcher of others) assert.equal(ruleOf(event, `${matcher} -> x`), undefined, matcher)
})

test('complaint 5: a rule sees frames of every exception of the chain and of the crashed thread', () => {
  const cause = { type: 'IoError', value: 'gone', frames: [frame('read', '/srv/disk/read.ts')] }
  const main = { type: 'HttpError', value: 'x', frames: [frame('load', '/srv/shop/load.ts')] }
  const thread = { crashed: true, current: true, frames: [frame('spin', '/srv/loop/spin.ts')] }
  const event = failed({
    exceptions: [cause, main],
    threads: [{ ...thread, crashed: false, frames: [frame('idle', '/a')] }, thread],
  })
  for (const name of ['read', 'load', 'spin']) assert.ok(ruleOf(event, `function:${name} -> x`), name)
  assert.equal(ruleOf(event, 'function:idle -> x'), undefined)
  assert.ok(ruleOf(event, 'type:IoError -> x'))
})

test('what is asked of frames holds for one frame, and what is asked of exceptions for one exception', () => {
  const cause = { type: 'IoError', value: 'gone', frames: [frame('read', '/srv/disk/read.ts')] }
  const main = { type: 'HttpError', value: 'slow', frames: [frame('load', '/srv/shop/load.ts')] }
  const event = failed({ exceptions: [cause, main] })
  assert.ok(ruleOf(event, 'function:read path:*/disk/* -> x'))
  assert.equal(ruleOf(event, 'function:read path:*/shop/* -> x'), undefined)
  assert.ok(ruleOf(event, 'type:IoError value:gone -> x'))
  assert.equal(ruleOf(event, 'type:IoError value:slow -> x'), undefined)
  assert.equal(ruleOf(event, 'function:read !path:*/shop/* -> x'), undefined)
})

test('{{ default }} stands for what we would have done; other variables for what the event says', () => {
  const event = failed({ attributes: [['region', 'eu']], environment: 'production' })
  const values = (text: string) =>
    group(event, text).contributions.flatMap(({ counted, value }) => (counted ? [value.replaceAll('\u0001', '')] : []))
  assert.deepEqual(values('type:* -> {{ default }} {{ attribute.region }}'), [
    'HttpError',
    'load.ts › load',
    'order <number> timed out',
    'eu',
  ])
  assert.deepEqual(
    values('type:* -> "{{ type }} in {{function}} of {{ module }}" {{ value }} {{ environment }} {{ logger }}'),
    ['HttpError in load of load.ts', 'order <number> timed out', 'production', ''],
  )
  const other = failed({ exceptions: [{ type: 'HttpError', value: 'order 99 timed out', frames: [] }] })
  const byValue = 'type:* -> {{ value }}'
  assert.equal(group(event, byValue).key, group(other, byValue).key)
})

test('the sender’s own fingerprint comes before the rules, and its {{ default }} has them in it', () => {
  const rules = 'type:HttpError -> http'
  assert.equal(group(failed({ fingerprint: ['mine'] }), rules).method, 'explicit')
  const both = group(failed({ fingerprint: ['{{ default }}', 'eu'] }), rules)
  assert.deepEqual(
    both.contributions.flatMap(({ counted, value }) => (counted ? [value] : [])),
    ['http', 'eu'],
  )
  assert.equal(group(failed({ fingerprint: ['{{ default }}'] }), rules).rule, 'type:HttpError -> http')
})

test('stack rules say whose code a frame is and whether it counts; for each question the first rule decides', () => {
  const frames = [frame('main', '/srv/main.ts'), frame('load', '/srv/shop/load.ts'), frame('wrap', '/srv/gen/wrap.ts')]
  const event = failed({ exceptions: [{ type: 'E1', value: 'x', frames }] })
  const counted = (text: string) =>
    group(event, text).contributions.flatMap(({ kind, value, counted }) => (kind === 'frame' && counted ? [value] : []))
  assert.deepEqual(counted('type:Nothing -app'), ['wrap.ts › wrap'])
  assert.deepEqual(counted('path:*/gen/* -app'), ['load.ts › load'])
  assert.deepEqual(counted('path:*/gen/* -group'), ['load.ts › load'])
  assert.deepEqual(counted('function:main +group'), ['wrap.ts › wrap', 'main.ts › main'])
  assert.deepEqual(counted('path:*/gen/* +app\npath:*/gen/* -app'), ['wrap.ts › wrap'])
  assert.deepEqual(counted('type:Other path:*/gen/* -app'), ['wrap.ts › wrap'])
  const left = group(event, 'path:*/gen/* -group').contributions.find(({ value }) => value === 'wrap.ts › wrap')
  assert.equal(left?.why, 'left out by a rule')
  const library = failed({
    exceptions: [{ type: 'E1', value: 'x', frames: frames.map((f) => ({ ...f, inApp: false })) }],
  })
  assert.equal(
    group(library, 'function:main +app').contributions.find(({ counted, kind }) => counted && kind === 'frame')?.value,
    'main.ts › main',
  )
})

test('comments, empty lines, quotes and line ends of any system are read', () => {
  const text = '# rules of the shop\r\n\r\n  type:"Http Error" -> "two words" #x\nvalue:"say ""hi""*" -> say # more\n'
  assert.deepEqual(parseRules(text), {
    rules: [
      { matchers: [{ field: 'type', pattern: 'Http Error', not: false }], fingerprint: ['two words'] },
      { matchers: [{ field: 'value', pattern: 'say "hi"*', not: false }], fingerprint: ['say'] },
    ],
    errors: [],
  })
})

test('errors name line and column, several at once', () => {
  const placeOf = (text: string) =>
    parseRules(text).errors.map(({ line, column, message }) => `${line}:${column} ${message}`)
  assert.deepEqual(placeOf('# fine\ntype:A -> a\nkind:B -> b\n  type:C valeu:x -> c'), [
    '3:1 there is no field kind',
    '4:10 there is no field valeu',
  ])
  const faults: [text: string, error: string][] = [
    ['type:A', '1:7 expected -> or one of +app -app +group -group'],
    ['type:A ->', '1:10 what to group by is missing after ->'],
    ['-> a', '1:1 what is to match comes first, as in type:HTTPError'],
    ['type:"A -> a', '1:6 " is not closed'],
    ['type:A -> {{ default', '1:11 {{ is not closed'],
    ['type:A -> x{{ nonsense }}', '1:11 there is no variable {{ nonsense }}'],
    ['type:A -> x{{ default }}', '1:11 {{ default }} stands alone, as a part of its own'],
    ['type:A -> "{{ }}"', '1:11 a variable is written {{ name }}'],
    ['type: -> a', '1:6 what should type be?'],
    ['path:*/a/* +application', '1:12 expected one of +app -app +group -group'],
    ['path:*/a/* +app -app', '1:17 +app and -app at once'],
    ['TypeError -> a', '1:1 expected something like type:TypeError, -> or an action'],
    [`type:${'a'.repeat(201)} -> a`, '1:6 more than 200 characters'],
    [`type:A -> ${'a'.repeat(201)}`, '1:11 more than 200 characters'],
  ]
  for (const [text, error] of faults) assert.deepEqual(placeOf(text), [error], text)
})

test('bounds hold at their edges: characters, rules, matchers and parts', () => {
  const errorsOf = (text: string) => parseRules(text).errors.length
  const lines = (count: number) => 'type:A -> a\n'.repeat(count)
  assert.deepEqual([errorsOf(lines(ruleLimits.rules)), errorsOf(lines(ruleLimits.rules + 1))], [0, 1])
  const matchers = (count: number) => `${'type:A '.repeat(count)}-> a`
  assert.deepEqual(
    [10, 11].map((count) => errorsOf(matchers(count))),
    [0, 1],
  )
  assert.deepEqual(
    [10, 11].map((count) => errorsOf(`type:A ->${' a'.repeat(count)}`)),
    [0, 1],
  )
  assert.deepEqual(
    [20_000, 20_001].map((length) => errorsOf(`#${'x'.repeat(length - 1)}`)),
    [0, 1],
  )
  assert.equal(errorsOf('nonsense\n'.repeat(100)), ruleLimits.errors)
})

test('rules as data and rules as text say the same: each comes back from the other', () => {
  const fields = [...frameFields, ...exceptionFields, ...eventFields, 'attribute.region'] as const
  const line = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !/[\r\n]/.test(text))
  const plain = { noNullPrototype: true }
  const pattern = fc.oneof(line, fc.constantFrom('{{ type', '->', '+app', '#', '"', 'a b'))
  const matcher = fc.record({ field: fc.constantFrom(...fields), pattern, not: fc.boolean() }, plain)
  const matchers = fc.array(matcher, { minLength: 1, maxLength: 4 })
  const word = line.filter((text) => !text.includes('{{'))
  const part = fc.oneof(word, fc.constantFrom('{{ default }}', '{{ type }}', 'in {{ attribute.region }}', '->', '-app'))
  const rule: fc.Arbitrary<GroupingRule> = fc.oneof(
    fc.record({ matchers, fingerprint: fc.array(part, { minLength: 1, maxLength: 4 }) }, plain),
    fc.record({ matchers, stack: fc.constantFrom(...stackActions).map((action) => [action]) }, plain),
  )
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 5 }), (rules) => {
      assert.deepEqual(parseRules(formatRules(rules)), { rules, errors: [] })
    }),
  )
})

test('no text makes the reader of rules throw', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => Array.isArray(parseRules(text).rules)))
})

test('a pattern matches what an expression of the same meaning matches', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*', '?', '.'), { maxLength: 8 }).map((all) => all.join(''))
  fc.assert(
    fc.property(letters, fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 10 }), (pattern, characters) => {
      const text = characters.join('')
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
      assert.equal(matchesGlob(compileGlob(pattern), text), new RegExp(`^${source}$`).test(text))
    }),
  )
  assert.ok(matchesGlob(compileGlob('5\\* of \\?'), '5* of ?'))
  assert.ok(!matchesGlob(compileGlob('5\\*'), '5 stars'))
})
