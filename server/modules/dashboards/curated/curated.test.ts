import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  interpolate,
  intervalsOf,
  isKnownUnit,
  readDashboard,
  readLabelValues,
  type VariableValues,
} from '#common/dashboards'
import { childrenOf, parse, stableFeatures, type Expression } from '#modules/metrics'
import { createMetrics } from '#platform/metrics'
import { testServices } from '#testing'
import { assemble } from '../../../app.ts'
import { panelsOf } from '../public/shown.ts'
import { curated } from './index.ts'

const toMs = Date.UTC(2026, 0, 2)
const range = { fromMs: toMs - 6 * 3_600_000, toMs }
const { stepMs, rateIntervalMs } = intervalsOf({ ...range, widthPx: 800, scrapeIntervalMs: 15_000 })
const scope = { intervalMs: stepMs, rateIntervalMs, rangeMs: toMs - range.fromMs, ...range }

/** What the dashboard's panels ask, with a value for each variable. */
function expressionsOf(json: object): Expression[] {
  const { dashboard } = readDashboard(json)
  const values: VariableValues = Object.fromEntries(
    dashboard.variables.map(({ name }) => [name, { values: ['a'], texts: ['a'], multi: true }]),
  )
  return panelsOf(dashboard.panels).flatMap(({ targets }) =>
    targets.map(({ expr }) => parse(interpolate(expr, values, scope, 'promql'), stableFeatures)),
  )
}

function metricsIn(node: Expression): string[] {
  if (node.kind !== 'selector') return childrenOf(node).flatMap(metricsIn)
  return node.matchers.filter(({ name }) => name === '__name__').map(({ value }) => value)
}

for (const { id, json } of curated) {
  test(`${id}: nothing of it is unknown, each query is PromQL, each unit has a form`, () => {
    const { dashboard, problems } = readDashboard(json)
    assert.deepEqual(problems, [])
    const panels = panelsOf(dashboard.panels)
    assert.ok(panels.length >= 8)
    assert.equal(new Set(panels.map(({ key }) => key)).size, panels.length)
    for (const { title, field, targets, kind } of panels) {
      assert.notEqual(kind, 'unsupported', title)
      assert.ok(isKnownUnit(field.unit), `${title}: ${field.unit}`)
      assert.ok(targets.length > 0, title)
    }
    assert.ok(expressionsOf(json).flatMap(metricsIn).length > 8)
    for (const variable of dashboard.variables) assert.equal(readLabelValues(variable.query).kind, 'label_values')
  })

  test(`${id}: no panel lies upon another one, and all are on the grid`, () => {
    const { dashboard } = readDashboard(json)
    const taken = new Map<string, string>()
    for (const panel of dashboard.panels) {
      const { x, y, w, h } = panel.grid
      assert.ok(x >= 0 && x + w <= 24, panel.title)
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          const cell = `${column} ${line}`
          assert.equal(taken.get(cell), undefined, `${panel.title} and ${taken.get(cell)}`)
          taken.set(cell, panel.title)
        }
      }
    }
  })
}

test('what the dashboard of Watchword itself asks for is what a process serves', async () => {
  // A registry of its own takes each name once; those of the vault are there once its schedule has run.
  const services = { ...(await testServices()), metrics: createMetrics() }
  const { schedules, drain } = assemble(services, [])
  await schedules.find(({ name }) => name === 'vault.upkeep')?.run(services)
  await drain()
  const { body } = await services.metrics.render()
  const served = new Set(
    [...body.matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(([, name = '', type]) => familyOf(name, type)),
  )
  const own = curated.find(({ id }) => id === 'curated:watchword')
  assert.ok(own)
  const asked = new Set(expressionsOf(own.json).flatMap(metricsIn))
  assert.ok(asked.size > 12)
  assert.deepEqual(
    [...asked].filter((name) => !served.has(name)),
    [],
  )
})

function familyOf(name: string, type: string | undefined): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name]
}
