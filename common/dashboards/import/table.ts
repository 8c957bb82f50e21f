/** The old table → table: its styles become overrides. */
import type { JsonObject } from '../model.ts'
import { defined, listOf, numberOf, objectOf, objectsOf, textOf } from '../read/values.ts'

export function fromOldTable(panel: JsonObject): JsonObject {
  return {
    ...panel,
    type: 'table',
    fieldConfig: { defaults: {}, overrides: objectsOf(panel['styles'], 200).map(overrideOf) },
    options: { showHeader: panel['showHeader'] !== false, ...objectOf(panel['options']) },
    transformations: transformationsOf(panel),
  }
}

type Property = { id: string; value: unknown }

function overrideOf(style: JsonObject): JsonObject {
  const pattern = textOf(style['pattern'], 1000)
  const isPattern = /^\/.*\/[gimsuy]*$/s.test(pattern)
  return { matcher: { id: isPattern ? 'byRegexp' : 'byName', options: pattern }, properties: propertiesOf(style) }
}

function propertiesOf(style: JsonObject): Property[] {
  const alias = textOf(style['alias'], 500)
  const name = alias === '' ? [] : [{ id: 'displayName', value: alias }]
  switch (style['type']) {
    case 'hidden':
      return [...name, { id: 'custom.hidden', value: true }]
    case 'date':
      return [...name, { id: 'unit', value: `time:${textOf(style['dateFormat'], 60, 'YYYY-MM-DD HH:mm:ss')}` }]
    case 'number':
      return [...name, ...numberProperties(style)]
    default:
      return name
  }
}

function numberProperties(style: JsonObject): Property[] {
  const thresholds = listOf(style['thresholds'], 20).map((each) => numberOf(each))
  const colors = listOf(style['colors'], 20).map((each) => textOf(each, 100))
  const steps = [null, ...thresholds.filter((each) => each !== undefined)].map((value, index) => ({
    value,
    color: colors[index] || 'green',
  }))
  const cell = { cell: 'color-background', row: 'color-background', value: 'color-text' }[
    textOf(style['colorMode'], 20)
  ]
  const made: (Property | false)[] = [
    typeof style['unit'] === 'string' && { id: 'unit', value: style['unit'] },
    numberOf(style['decimals']) !== undefined && { id: 'decimals', value: numberOf(style['decimals']) },
    cell !== undefined && { id: 'custom.cellOptions', value: { type: cell } },
    cell !== undefined && { id: 'thresholds', value: { mode: 'absolute', steps } },
    cell !== undefined && { id: 'color', value: { mode: 'thresholds' } },
    { id: 'custom.align', value: textOf(style['align'], 20, 'auto') },
  ]
  return made.filter((each) => each !== false)
}

const aggregations: Record<string, string> = {
  avg: 'mean',
  min: 'min',
  max: 'max',
  total: 'sum',
  current: 'lastNotNull',
  count: 'count',
}

function transformationsOf(panel: JsonObject): unknown[] {
  const known = listOf(panel['transformations'], 50)
  const calcs = objectsOf(panel['columns'], 20).map(({ value }) => aggregations[textOf(value, 20)] ?? 'mean')
  switch (panel['transform']) {
    case 'timeseries_to_rows':
      return [...known, { id: 'seriesToRows', options: {} }]
    case 'timeseries_to_columns':
      return [...known, { id: 'joinByField', options: { byField: 'Time', mode: 'outer' } }]
    case 'timeseries_aggregations':
      return [
        ...known,
        { id: 'reduce', options: defined({ mode: 'seriesToRows', reducers: calcs.length > 0 ? calcs : ['mean'] }) },
      ]
    default:
      return listOf(panel['targets'], 100).length > 1 ? [...known, { id: 'merge', options: {} }] : known
  }
}
