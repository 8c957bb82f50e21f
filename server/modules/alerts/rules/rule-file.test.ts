import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maxGroups, maxRuleFileLength, maxRulesPerGroup, readRuleFile } from './read-rule-file.ts'
import { maxAliases } from './yaml-reader.ts'
import { labelsOfRule, type Rule, type RuleFile } from './rule-file.ts'
import { writeRuleFile } from './write-rule-file.ts'

/** Stands for the parser of PromQL, which has its own tests. */
const check = (expr: string) => (expr.includes('(((') ? '1:4: unclosed parenthesis' : undefined)
const read = (source: string) => readRuleFile(source, check)
const problems = (source: string) =>
  read(source).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)

const whole = `
groups:
  - name: shop
    interval: 30s
    limit: 10
    query_offset: 1m
    labels: { team: checkout, tier: 1 }
    rules:
      - record: job:requests:rate5m
        expr: sum by (job) (rate(requests_total[5m]))
        labels: { tier: "2" }
      - alert: TooSlow
        expr: |
          job:latency:p99
            > 0.5
        for: 1h30m
        keep_firing_for: 5m
        labels:
          severity: page
        annotations:
          summary: 'Slow: {{ $value | humanizeDuration }}'
  - name: empty
`

test('groups and rules with all that they can have', () => {
  const { file, problems: found } = read(whole)
  assert.deepEqual(found, [])
  const [shop, empty] = file.groups
  assert.ok(shop && empty)
  assert.deepEqual(
    { ...shop, rules: [] },
    {
      name: 'shop',
      intervalMs: 30_000,
      limit: 10,
      queryOffsetMs: 60_000,
      labels: new Map([
        ['team', 'checkout'],
        ['tier', '1'],
      ]),
      rules: [],
    },
  )
  assert.deepEqual(shop.rules, [
    {
      kind: 'recording',
      record: 'job:requests:rate5m',
      expr: 'sum by (job) (rate(requests_total[5m]))',
      labels: new Map([['tier', '2']]),
    },
    {
      kind: 'alerting',
      alert: 'TooSlow',
      expr: 'job:latency:p99\n  > 0.5',
      forMs: 5_400_000,
      keepFiringForMs: 300_000,
      labels: new Map([['severity', 'page']]),
      annotations: new Map([['summary', 'Slow: {{ $value | humanizeDuration }}']]),
    },
  ])
  assert.deepEqual(
    { ...empty, labels: [...empty.labels] },
    {
      name: 'empty',
      intervalMs: undefined,
      limit: 0,
      queryOffsetMs: undefined,
      labels: [],
      rules: [],
    },
  )
})

test('a rule has the labels of its group, which its own override', () => {
  const [group] = read(whole).file.groups
  assert.ok(group?.rules[0])
  assert.deepEqual(Object.fromEntries(labelsOfRule(group, group.rules[0])), { team: 'checkout', tier: '2' })
})

test('what was written is read back to the same rules', () => {
  const text = fc
    .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    .filter((text) => text.trim() === text && !text.includes('{{'))
  const names = fc.stringMatching(/^[a-z_]{1,6}$|^[0-9]{1,2}$/)
  const texts = fc.array(fc.tuple(names, text), { maxLength: 3 }).map((pairs) => new Map(pairs))
  const duration = fc.nat({ max: 10 ** 9 })
  const plain = { noNullPrototype: true }
  const rule: fc.Arbitrary<Rule> = fc.oneof(
    fc.record(
      {
        kind: fc.constant('recording' as const),
        record: text.filter((name) => !/[{}]/.test(name)),
        expr: text,
        labels: texts,
      },
      plain,
    ),
    fc.record(
      {
        kind: fc.constant('alerting' as const),
        alert: text,
        expr: text,
        forMs: duration,
        keepFiringForMs: duration,
        labels: texts,
        annotations: texts,
      },
      plain,
    ),
  )
  const group = fc.record(
    {
      name: text,
      intervalMs: fc.option(duration, { nil: undefined }),
      limit: fc.nat({ max: 1000 }),
      queryOffsetMs: fc.option(duration, { nil: undefined }),
      labels: texts,
      rules: fc.array(rule, { maxLength: 3 }),
    },
    plain,
  )
  const files: fc.Arbitrary<RuleFile> = fc.record(
    {
      groups: fc.uniqueArray(group, { maxLength: 3, selector: ({ name }) => name }),
    },
    plain,
  )
  fc.assert(
    fc.property(files, (file) => {
      const back = readRuleFile(writeRuleFile(file), () => undefined)
      assert.deepEqual(back.problems, [])
      assert.deepEqual(back.file, file)
    }),
  )
})

test('plain scalars keep their spelling', () => {
  const source = 'groups: [{name: 007, rules: [{alert: on, expr: 1, labels: {a: 1.50, b: yes, c: , d: 0x1F}}]}]'
  const [group] = read(source).file.groups
  const [rule] = group?.rules ?? []
  assert.ok(rule)
  assert.deepEqual(
    [group?.name, rule.expr, Object.fromEntries(rule.labels)],
    ['007', '1', { a: '1.50', b: 'yes', c: '', d: '0x1F' }],
  )
})

test('each problem has its line and column', () => {
  assert.deepEqual(
    problems(`groups:
  - name: a
    intervall: 5m
    interval: soon
    limit: -1
    rules:
      - record: ok
        alert: both
        expr: up
      - expr: up
      - alert: NoExpression
      - alert: Broken
        expr: up(((
        for: 5
        labels: { __name__: x, severity: '{{ nothing }}' }
        annotations: { summary: "{{ if true }}" }
      - record: a{b="c"}
        expr: up
        for: 5m
        annotations: { a: b }
  - name: a
extra: 1
`),
    [
      '22:1: a rule file has no field "extra"',
      '3:5: a group has no field "intervall"',
      '4:15: interval: "soon" is not a valid duration',
      '5:12: limit: "-1" is not a whole number',
      '7:9: only one of "record" and "alert" must be set',
      '10:9: one of "record" or "alert" must be set',
      '11:9: field "expr" must be set in a rule',
      '13:15: could not parse expression: 1:4: unclosed parenthesis',
      '15:17: invalid label name: __name__',
      '15:17: severity: error parsing template: line 1: function "nothing" not defined',
      '16:22: summary: error parsing template: line 1: unexpected end: {{if}} is not closed',
      '14:14: for: "5" is not a valid duration',
      '17:9: invalid field "annotations" in recording rule',
      '17:9: invalid field "for" in recording rule',
      '17:9: braces present in the recording rule name; should it be in expr?: a{b="c"}',
      '21:5: groupname: "a" is repeated in the same file',
    ],
  )
})

test('what is no rule file at all is refused, and an empty one has no groups', () => {
  assert.deepEqual(problems('groups: 5'), ['1:9: groups is not a list'])
  assert.deepEqual(problems('- a'), ['1:1: a rule file is not a mapping'])
  assert.deepEqual(problems('groups: [{name: [x]}]'), ['1:17: name is not a text', '1:10: Groupname must not be empty'])
  assert.match(problems('groups: [\n')[0] ?? '', /^\d+:\d+: /)
  assert.deepEqual(problems('groups: []\ngroups: []'), ['2:1: a rule file has "groups" twice'])
  assert.deepEqual(problems('groups: [{name: a, labels: {b: c, b: d}}]'), ['1:35: labels has "b" twice'])
  assert.deepEqual(read(''), { file: { groups: [] }, problems: [] })
  assert.deepEqual(read('groups:'), { file: { groups: [] }, problems: [] })
})

test('an alias stands for what it names', () => {
  const { file, problems: found } = read('groups: [{name: a, labels: &l {x: y}}, {name: b, labels: *l}]')
  assert.deepEqual(found, [])
  assert.deepEqual([...(file.groups[1]?.labels ?? [])], [['x', 'y']])
})

test('aliases are bounded, and one that names nothing that can be is refused', () => {
  const labels = (count: number) =>
    `groups:\n- name: &n x\n  labels:\n${Array.from({ length: count }, (_, at) => `    l${at}: *n\n`).join('')}`
  assert.deepEqual(problems(labels(maxAliases)), [])
  assert.deepEqual(problems(labels(maxAliases + 1)), [`${maxAliases + 4}:11: more than ${maxAliases} aliases`])
  assert.deepEqual(problems(labels(3 * maxAliases)).length, 1)
  assert.deepEqual(problems('groups: &g [*g]')[0], '1:13: a group is not a mapping')
})

test('what is nested without end is refused like anything else that is no YAML', () => {
  assert.notDeepEqual(problems(`groups: ${'['.repeat(20_000)}`), [])
})

test('whatever the text is, it is read or refused', () => {
  const pieces = fc.constantFrom(
    'groups:',
    '- ',
    'name',
    ': ',
    '\n',
    '  ',
    'rules:',
    'alert',
    'expr',
    '*a',
    '&a ',
    '{',
    '}',
    '[',
    ']',
    '"',
    '{{',
    '}}',
    '!',
    '|',
    '#',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => assert.ok(Array.isArray(problems(parts.join(''))))),
  )
})

test('groups, rules and length are bounded, and at the bound all are read', () => {
  const groups = (count: number) => `groups:\n${Array.from({ length: count }, (_, at) => `- name: g${at}\n`).join('')}`
  assert.deepEqual(problems(groups(maxGroups)), [])
  assert.deepEqual(problems(groups(maxGroups + 1)), ['1:1: more than 1000 groups'])
  const rules = (count: number) => `groups:\n- name: g\n  rules:\n${'  - {record: a, expr: b}\n'.repeat(count)}`
  assert.equal(read(rules(maxRulesPerGroup)).file.groups[0]?.rules.length, maxRulesPerGroup)
  assert.deepEqual(problems(rules(maxRulesPerGroup + 1)), ['2:3: more than 1000 rules in a group'])
  assert.deepEqual(problems(`#${'x'.repeat(maxRuleFileLength)}`), [`1:1: longer than ${maxRuleFileLength} characters`])
})
