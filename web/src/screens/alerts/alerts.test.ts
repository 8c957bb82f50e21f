import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlertGroup, AlertRule, RuleRehearsal } from '../../api.ts'
import { groupWith } from './editor/draft.ts'
import { labelsToSilence } from './labels-to-silence.ts'
import { cutWords, headlineOf } from './editor/rehearsed-words.ts'
import { lengthText, readLength } from './length.ts'
import { endedWords, keptWords } from './silences/kept-words.ts'
import { matcherText, readMatchers, textOfLabels } from './silences/matchers.ts'
import { conditionOf, countConditions, fittingRules } from './state.ts'

test('lengths are read as Prometheus writes them, and back', () => {
  for (const [text, ms] of [
    ['0s', 0],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['1s500ms', 1500],
  ] as const) {
    assert.equal(readLength(text), ms)
    assert.equal(lengthText(ms), text)
  }
  assert.equal(readLength('90'), 90_000)
  assert.equal(readLength(''), 0)
  assert.equal(readLength('1w'), 604_800_000)
  for (const text of ['soon', '5 parsecs', '-5m', '5m5']) assert.equal(readLength(text), undefined, text)
})

test('matchers are read from lines, from a list with commas, and from braces', () => {
  const wanted = [
    { name: 'alertname', value: 'Down', isRegex: false, isEqual: true },
    { name: 'instance', value: 'web-.*', isRegex: true, isEqual: false },
  ]
  for (const text of [
    'alertname="Down"\ninstance!~"web-.*"',
    '{alertname="Down", instance!~"web-.*"}',
    'alertname=Down,instance!~web-.*',
  ])
    assert.deepEqual(readMatchers(text), wanted, text)
  const odd = { path: 'C:\\"x", y\nz' }
  assert.deepEqual(readMatchers(textOfLabels(odd)), [{ name: 'path', value: odd.path, isRegex: false, isEqual: true }])
  assert.equal(textOfLabels({ job: 'b', alertname: 'Down' }), 'alertname="Down"\njob="b"')
  assert.equal(matcherText({ name: 'a', value: 'b', isRegex: true, isEqual: true }), 'a=~"b"')
  assert.match(String(readMatchers('alertname')), /^Write matchers such as/)
  assert.match(String(readMatchers('  ')), /^At least one/)
})

const rule = (more: Partial<AlertRule>): AlertRule => ({
  ...{ id: 'rul_1', groupId: 'rgr_1', kind: 'alerting', name: 'Down', expr: 'up == 0', forMs: 0, keepFiringForMs: 0 },
  ...{ severity: null, onNoData: 'keep', labels: {}, annotations: {}, health: 'ok', error: null, state: 'inactive' },
  ...{ since: null, noDataSince: null, pendingCount: 0, firingCount: 0, evaluatedAt: null, durationMs: null },
  incidentId: null,
  ...more,
})
const group = (rules: AlertRule[], more: Partial<AlertGroup> = {}): AlertGroup => ({
  ...{ id: 'rgr_1', projectId: 'prj_1', name: 'nodes', intervalMs: 60_000, limit: 0, queryOffsetMs: 0, labels: {} },
  ...{ version: 3, pausedAt: null, createdAt: '', updatedAt: '', evaluatedAt: null, durationMs: null, nextAt: '' },
  ...{ missedCount: 0, missedAt: null, rules },
  ...more,
})

test('a rule that fires is firing even if its last evaluation failed; a paused group is paused', () => {
  assert.equal(conditionOf(rule({ state: 'firing', health: 'err' }), group([])), 'firing')
  assert.equal(conditionOf(rule({ health: 'err' }), group([])), 'error')
  assert.equal(conditionOf(rule({ state: 'unknown', health: 'unknown' }), group([])), 'waiting')
  assert.equal(conditionOf(rule({ state: 'firing' }), group([], { pausedAt: '2026-01-01T00:00:00Z' })), 'paused')
})

test('rules are found by words in names, labels and expressions, and by what they are in', () => {
  const groups = [
    group([rule({ name: 'Down', state: 'firing' }), rule({ id: 'rul_2', name: 'Slow', expr: 'latency > 1' })]),
    group([rule({ id: 'rul_3', name: 'Full', labels: { team: 'disks' } })], { id: 'rgr_2', projectId: 'prj_2' }),
  ]
  const find = (q?: string, is?: 'firing' | 'inactive', project?: string) =>
    fittingRules(groups, { q, is, project }).flatMap(({ rules }) => rules.map(({ name }) => name))
  assert.deepEqual(find('LATENCY'), ['Slow'])
  assert.deepEqual(find('team=disks'), ['Full'])
  assert.deepEqual(find(undefined, 'firing'), ['Down'])
  assert.deepEqual(find('nodes', 'inactive', 'prj_1'), ['Slow'])
  assert.equal(countConditions(groups).inactive, 2)
})

test('a changed rule keeps its place and id in its group, a new one comes last, and the others stay as they are', () => {
  const before = group([rule({}), rule({ id: 'rul_2', name: 'Slow' })])
  const draft = { kind: 'alerting' as const, name: 'Gone', expr: 'up == 1' }
  const names = (change: Parameters<typeof groupWith>[1]) =>
    groupWith(before, change).rules.map(({ id, name }) => [id, name])
  assert.deepEqual(names({ ruleId: 'rul_1', draft }), [
    ['rul_1', 'Gone'],
    ['rul_2', 'Slow'],
  ])
  assert.deepEqual(names({ ruleId: 'rul_1', draft: null }), [['rul_2', 'Slow']])
  assert.deepEqual(names({ draft }), [
    ['rul_1', 'Down'],
    ['rul_2', 'Slow'],
    [undefined, 'Gone'],
  ])
  assert.equal(groupWith(before, { draft }).version, 3)
})

test('a rehearsal is told in one sentence, and what it did not reach in another', () => {
  const of = (incidents: number, alertCount: number, silenced: RuleRehearsal['silenced'] = []) =>
    headlineOf({ incidents, alertCount, noData: [], silenced })
  assert.equal(of(3, 5), 'Would have opened 3 incidents.')
  assert.equal(of(1, 5), 'Would have opened 1 incident.')
  assert.match(of(0, 5), /over before it fired/)
  assert.match(of(0, 5, [{ from: '', to: '', over: true }]), /silences of the time kept it quiet/)
  assert.equal(of(0, 0), 'Would have opened no incident.')
  assert.equal(cutWords({ to: '2026-01-01T00:00:00Z', cut: null }), '')
  assert.match(cutWords({ to: '2026-01-01T00:00:00Z', cut: 'time' }), /took longer than 20 seconds/)
})

test('a silence says what it keeps quiet now, and when it is ended by hand what will be told of', () => {
  assert.equal(keptWords({ count: 0, names: [] }), 'Matches nothing that is on now.')
  assert.equal(keptWords({ count: 3, names: ['Down', 'TooHot'] }), 'Keeps 3 alerts quiet now: Down, TooHot')
  assert.match(keptWords({ count: 9, names: ['a', 'b', 'c', 'd', 'e'] }), / …$/)
  assert.equal(endedWords(null), 'Ended. Nothing that it matched is on.')
  assert.equal(
    endedWords({ count: 1, names: ['Down'] }),
    'Ended. 1 alert that is still on is told of at the next evaluation.',
  )
})

test('a silence from an incident begins with what all that is on and loud has in common', () => {
  const on = (labels: Record<string, string>, silencedBy: string[] = []) => ({
    ...{ labels, silencedBy, annotations: {}, generatorUrl: '', startsAt: '' },
  })
  const of = (...external: ReturnType<typeof on>[]) => labelsToSilence({ rule: null, external })
  assert.deepEqual(of(on({ alertname: 'Down', job: 'a' })), { alertname: 'Down', job: 'a' })
  assert.deepEqual(of(on({ alertname: 'Down', job: 'a' }), on({ alertname: 'Down', job: 'b' })), { alertname: 'Down' })
  assert.deepEqual(of(on({ alertname: 'Down', job: 'a' }), on({ alertname: 'Down', job: 'b' }, ['sil_1'])), {
    ...{ alertname: 'Down', job: 'a' },
  })
  assert.equal(of(on({ alertname: 'Down' }, ['sil_1'])), undefined)
})
