/** The old single value → stat, or gauge where it was drawn as one. */
import type { JsonObject } from '../model.ts'
import { defined, listOf, numberOf, objectOf, objectsOf, textOf } from '../read/values.ts'

const calcs: Record<string, string> = {
  current: 'lastNotNull',
  avg: 'mean',
  total: 'sum',
  min: 'min',
  max: 'max',
  first: 'firstNotNull',
  delta: 'delta',
  diff: 'diff',
  range: 'range',
}

export function fromSinglestat(panel: JsonObject): JsonObject {
  const gauge = objectOf(panel['gauge'])
  const isGauge = gauge['show'] === true
  const reduceOptions = { calcs: [calcs[textOf(panel['valueName'], 20)] ?? 'mean'], fields: '', values: false }
  const colored = panel['colorBackground'] === true ? 'background' : panel['colorValue'] === true ? 'value' : 'none'
  return {
    ...panel,
    type: isGauge ? 'gauge' : 'stat',
    fieldConfig: { defaults: defaultsOf(panel, gauge, isGauge), overrides: [] },
    options: isGauge
      ? {
          reduceOptions,
          showThresholdMarkers: gauge['thresholdMarkers'] !== false,
          showThresholdLabels: gauge['thresholdLabels'] === true,
        }
      : {
          reduceOptions,
          colorMode: colored,
          graphMode: objectOf(panel['sparkline'])['show'] === true ? 'area' : 'none',
          textMode: panel['valueName'] === 'name' ? 'name' : 'auto',
        },
  }
}

function defaultsOf(panel: JsonObject, gauge: JsonObject, isGauge: boolean): JsonObject {
  const known = objectOf(objectOf(panel['fieldConfig'])['defaults'])
  return defined({
    ...known,
    unit: unitOf(panel),
    decimals: numberOf(panel['decimals']),
    min: isGauge ? (numberOf(gauge['minValue']) ?? 0) : undefined,
    max: isGauge ? (numberOf(gauge['maxValue']) ?? 100) : undefined,
    noValue: textOf(panel['nullText'], 200) || undefined,
    color: { mode: 'thresholds' },
    thresholds: thresholdsOf(panel),
    mappings: mappingsOf(panel),
  })
}

/** What was written before and after the number is the unit where there was no other. */
function unitOf(panel: JsonObject): string | undefined {
  const format = textOf(panel['format'], 100)
  const before = textOf(panel['prefix'], 80)
  const after = textOf(panel['postfix'], 80)
  if (format !== '' && format !== 'none') return format
  if (after !== '') return `suffix:${after}`
  return before === '' ? format || undefined : `prefix:${before}`
}

/** `50,80` and three colors. */
function thresholdsOf(panel: JsonObject): JsonObject {
  const values = textOf(panel['thresholds'], 500)
    .split(',')
    .map((text) => numberOf(text.trim()))
    .filter((value) => value !== undefined)
  const colors = listOf(panel['colors'], 20).map((color) => textOf(color, 100))
  const steps = [null, ...values].map((value, index) => ({ value, color: colors[index] || 'green' }))
  return { mode: 'absolute', steps }
}

function mappingsOf(panel: JsonObject): JsonObject[] {
  const ranges = objectsOf(panel['rangeMaps'], 200).map(({ from, to, text }, index) => ({
    type: 'range',
    options: { from: numberOf(from) ?? null, to: numberOf(to) ?? null, result: { text: textOf(text, 500), index } },
  }))
  const values = objectsOf(panel['valueMaps'], 200).map(({ value, text }, index) => {
    const result = { text: textOf(text, 500), index }
    return value === 'null'
      ? { type: 'special', options: { match: 'null', result } }
      : { type: 'value', options: { [textOf(value, 500)]: result } }
  })
  return numberOf(panel['mappingType']) === 2 ? ranges : values
}
