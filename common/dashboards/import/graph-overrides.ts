/** What the old graph said of single series → overrides. */
import type { JsonObject } from '../model.ts'
import { boundedNumber, numberOf, objectOf, objectsOf, textOf } from '../read/values.ts'

export function axisOf(panel: JsonObject, index: number): JsonObject {
  const axes = panel['yaxes']
  return Array.isArray(axes) ? objectOf(axes[index]) : {}
}

export function overridesOf(panel: JsonObject): JsonObject[] {
  const colors = Object.entries(objectOf(panel['aliasColors'])).map(([alias, color]) =>
    override(alias, [colorOf(color)]),
  )
  const series = objectsOf(panel['seriesOverrides'], 200).map((each) =>
    override(textOf(each['alias'], 2000), propertiesOf(each, panel)),
  )
  return [...colors, ...series].filter(({ properties }) => Array.isArray(properties) && properties.length > 0)
}

type Property = { id: string; value: unknown }

function override(alias: string, properties: Property[]): JsonObject {
  const isPattern = /^\/.*\/[gimsuy]*$/s.test(alias)
  return { matcher: { id: isPattern ? 'byRegexp' : 'byName', options: alias }, properties }
}

function colorOf(color: unknown): Property {
  return { id: 'color', value: { mode: 'fixed', fixedColor: textOf(color, 100) } }
}

function propertiesOf(series: JsonObject, panel: JsonObject): Property[] {
  const right = axisOf(panel, 1)
  const made: (Property | false)[] = [
    series['transform'] === 'negative-Y' && { id: 'custom.transform', value: 'negative-Y' },
    typeof series['color'] === 'string' && colorOf(series['color']),
    numberOf(series['yaxis']) === 2 && { id: 'custom.axisPlacement', value: 'right' },
    numberOf(series['yaxis']) === 2 && typeof right['format'] === 'string' && { id: 'unit', value: right['format'] },
    numberOf(series['yaxis']) === 2 &&
      numberOf(right['min']) !== undefined && { id: 'min', value: numberOf(right['min']) },
    numberOf(series['yaxis']) === 2 &&
      numberOf(right['max']) !== undefined && { id: 'max', value: numberOf(right['max']) },
    numberOf(series['fill']) !== undefined && {
      id: 'custom.fillOpacity',
      value: boundedNumber(series['fill'], 0, 10, 1) * 10,
    },
    numberOf(series['linewidth']) !== undefined && { id: 'custom.lineWidth', value: numberOf(series['linewidth']) },
    (series['bars'] === true || series['lines'] === true) && {
      id: 'custom.drawStyle',
      value: series['bars'] === true ? 'bars' : 'line',
    },
    series['lines'] === false && series['bars'] !== true && { id: 'custom.lineWidth', value: 0 },
    series['points'] === true && { id: 'custom.showPoints', value: 'always' },
    series['stack'] !== undefined && { id: 'custom.stacking', value: stackOf(series['stack']) },
    series['dashes'] === true && { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    typeof series['fillBelowTo'] === 'string' && { id: 'custom.fillBelowTo', value: series['fillBelowTo'] },
    (series['legend'] === false || series['hiddenSeries'] === true) && {
      id: 'custom.hideFrom',
      value: { legend: series['legend'] === false, viz: series['hiddenSeries'] === true, tooltip: false },
    },
  ]
  return made.filter((each) => each !== false)
}

/** false: not stacked; true, or the letter of a group. */
function stackOf(stack: unknown): JsonObject {
  return stack === false
    ? { mode: 'none', group: 'A' }
    : { mode: 'normal', group: typeof stack === 'string' ? stack : 'A' }
}
