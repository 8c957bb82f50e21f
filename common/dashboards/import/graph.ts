/** The old graph → time series. */
import type { JsonObject } from '../model.ts'
import type { Problems } from '../problems.ts'
import { boundedNumber, defined, numberOf, objectOf, objectsOf, textOf } from '../read/values.ts'
import { axisOf, overridesOf } from './graph-overrides.ts'

const calcs: [key: string, calc: string][] = [
  ...([
    ['min', 'min'],
    ['max', 'max'],
    ['avg', 'mean'],
    ['current', 'lastNotNull'],
    ['total', 'sum'],
  ] as [string, string][]),
]

export function fromGraph(panel: JsonObject, problems: Problems): JsonObject {
  const mode = objectOf(panel['xaxis'])['mode']
  if (mode === 'series' || mode === 'histogram') {
    problems.add(
      `panel ${textOf(panel['id'], 20)}`,
      `“${textOf(panel['title'], 100)}” is shown over time, not by ${mode}`,
    )
  }
  const known = objectOf(panel['fieldConfig'])
  return {
    ...panel,
    type: 'timeseries',
    fieldConfig: {
      defaults: { ...objectOf(known['defaults']), ...defaultsOf(panel) },
      overrides: [...(Array.isArray(known['overrides']) ? known['overrides'] : []), ...overridesOf(panel)],
    },
    options: { legend: legendOf(objectOf(panel['legend'])), tooltip: tooltipOf(objectOf(panel['tooltip'])) },
  }
}

function defaultsOf(panel: JsonObject): JsonObject {
  const axis = axisOf(panel, 0)
  return defined({
    unit: textOf(axis['format'], 100) || undefined,
    min: numberOf(axis['min']),
    max: numberOf(axis['max']),
    decimals: numberOf(panel['decimals']) ?? numberOf(axis['decimals']),
    color: { mode: 'palette-classic' },
    thresholds: thresholdsOf(panel),
    custom: customOf(panel, axis),
  })
}

function customOf(panel: JsonObject, axis: JsonObject): JsonObject {
  const base = numberOf(axis['logBase']) ?? 1
  return defined({
    drawStyle: drawStyleOf(panel),
    lineWidth: boundedNumber(panel['linewidth'], 0, 10, 1),
    fillOpacity: panel['fill'] === undefined ? 10 : boundedNumber(panel['fill'], 0, 10, 1) * 10,
    lineInterpolation: panel['steppedLine'] === true ? 'stepAfter' : 'linear',
    showPoints: panel['points'] === true ? 'always' : 'never',
    pointSize: (numberOf(panel['pointradius']) ?? 2) * 2 + 1,
    spanNulls: panel['nullPointMode'] === 'connected',
    stacking: {
      group: 'A',
      mode: panel['stack'] !== true ? 'none' : panel['percentage'] === true ? 'percent' : 'normal',
    },
    axisLabel: textOf(axis['label'], 200),
    axisPlacement: axis['show'] === false ? 'hidden' : 'auto',
    scaleDistribution: base > 1 ? { type: 'log', log: base === 10 ? 10 : 2 } : { type: 'linear' },
    thresholdsStyle: thresholdsOf(panel) && { mode: 'line+area' },
    lineStyle:
      panel['dashes'] === true
        ? { fill: 'dash', dash: [numberOf(panel['dashLength']) ?? 10, numberOf(panel['spaceLength']) ?? 10] }
        : undefined,
  })
}

function drawStyleOf(panel: JsonObject): string {
  if (panel['bars'] === true) return 'bars'
  return panel['lines'] === false && panel['points'] === true ? 'points' : 'line'
}

const thresholdColors: Record<string, string> = { critical: 'red', warning: 'orange', ok: 'green' }

function thresholdsOf(panel: JsonObject): JsonObject | undefined {
  const steps = objectsOf(panel['thresholds'], 20).flatMap((threshold) => {
    const value = numberOf(threshold['value'])
    const named = thresholdColors[textOf(threshold['colorMode'], 20)]
    const color = named ?? (textOf(threshold['fillColor'], 100) || textOf(threshold['lineColor'], 100) || 'red')
    return value === undefined ? [] : [{ value, color, below: threshold['op'] === 'lt' }]
  })
  if (steps.length === 0) return undefined
  // What is marked below the first value begins with its color.
  const first = steps.find(({ below }) => below)
  const base = { value: null, color: first?.color ?? 'transparent' }
  return {
    mode: 'absolute',
    steps: [base, ...steps.map(({ value, color, below }) => ({ value, color: below ? 'transparent' : color }))],
  }
}

function legendOf(legend: JsonObject): JsonObject {
  return {
    showLegend: legend['show'] !== false,
    displayMode: legend['alignAsTable'] === true ? 'table' : 'list',
    placement: legend['rightSide'] === true ? 'right' : 'bottom',
    calcs: legend['values'] === true ? calcs.filter(([key]) => legend[key] === true).map(([, calc]) => calc) : [],
    ...(typeof legend['sort'] === 'string' && { sortBy: legend['sort'], sortDesc: legend['sortDesc'] === true }),
  }
}

function tooltipOf(tooltip: JsonObject): JsonObject {
  return {
    mode: tooltip['shared'] === false ? 'single' : 'multi',
    sort: ['none', 'asc', 'desc'][numberOf(tooltip['sort']) ?? 0] ?? 'none',
  }
}
