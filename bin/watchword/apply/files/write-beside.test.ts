import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRuleFile } from '../../../../server/modules/alerts/rules/read-rule-file.ts'
import type { Found } from '../installation.ts'
import { isThing, kindOf, type Item, type KindName } from '../kinds/index.ts'
import { createNames } from '../names.ts'
import { dashboardFiles, ruleFiles } from './write-beside.ts'

function foundOf(name: KindName, actual: Item): Found {
  const kind = kindOf.get(name)
  assert.ok(kind && isThing(kind))
  const names = createNames()
  names.add('project', 'Shop', 'prj_1')
  const item = kind.toFile(actual, names, '')
  return { kind, key: kind.key(item), scope: '', id: 'id', parentId: '', item, actual }
}

const rule = (name: string, more: object = {}) => ({
  ...{ kind: 'alerting', name, expr: 'up == 0', forMs: 60_000, keepFiringForMs: 0, severity: null, onNoData: 'keep' },
  ...{ labels: { team: 'shop' }, annotations: {}, ...more },
})
const group = (name: string, rules: object[]) =>
  foundOf('alertRuleGroup', {
    ...{ projectId: 'prj_1', name, intervalMs: 30_000, limit: 0, queryOffsetMs: 0, labels: {}, rules },
  })

test('groups that a rule file can say are in one of their project, others stay in the configuration', () => {
  const plain = group('nodes', [rule('Down'), rule('Slow')])
  const all = [
    ...[plain, group('severe', [rule('Down', { severity: 'low' })]), group('empty', [])],
    group('without data', [rule('Down', { onNoData: 'alert' })]),
  ]
  const { named, files, inFiles } = ruleFiles(all)
  assert.deepEqual(named, { ruleFiles: [{ project: 'Shop', file: 'rules/shop.yml' }] })
  assert.deepEqual(inFiles, [plain])
  const { file, problems } = readRuleFile(files[0]?.text ?? '', () => undefined)
  assert.deepEqual(problems, [])
  assert.deepEqual(
    file.groups.map(({ name, rules }) => [name, rules.length]),
    [['nodes', 2]],
  )
  assert.deepEqual(ruleFiles([]), { named: {}, files: [], inFiles: [] })
})

test('a rule file that could not be read again is none: its groups stay in the configuration', () => {
  assert.deepEqual(ruleFiles([group('long', [rule('Down', { annotations: { a: 'a'.repeat(600_000) } })])]).inFiles, [])
})

test('dashboards get files of names that every system takes, each its own, with keys in order', () => {
  const titles = ['Bestell-Übersicht / EU', 'bestell übersicht (eu)', '***', '../../etc']
  const all = titles.map((title) =>
    foundOf('dashboard', { title, folder: null, dashboard: { b: 1, a: { d: 1, c: 2 } } }),
  )
  const { named, files } = dashboardFiles(all)
  assert.deepEqual(named.dashboards, [
    { file: 'dashboards/bestell-ubersicht-eu.json' },
    { file: 'dashboards/bestell-ubersicht-eu-2.json' },
    { file: 'dashboards/dashboard.json' },
    { file: 'dashboards/etc.json' },
  ])
  assert.equal(files[0]?.text, '{\n  "a": {\n    "c": 2,\n    "d": 1\n  },\n  "b": 1\n}\n')
})
