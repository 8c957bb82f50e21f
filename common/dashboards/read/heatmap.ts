/** Options of heatmaps, also as they were written before version 9. */
import type { HeatmapOptions, JsonObject } from '../model.ts'
import { readTooltip } from './legend.ts'
import { boundedNumber, defined, flagOf, numberOf, objectOf, oneOf, textOf } from './values.ts'

export function readHeatmap(options: JsonObject, panel: JsonObject): HeatmapOptions {
  const isOld = panel['options'] === undefined && panel['dataFormat'] !== undefined
  return isOld ? readOld(panel) : readNew(options)
}

function readNew(options: JsonObject): HeatmapOptions {
  const calculation = objectOf(options['calculation'])
  const cells = objectOf(options['cellValues'])
  const filter = objectOf(options['filterValues'])
  return defined({
    calculate: flagOf(options['calculate'], false),
    xBuckets: readBuckets(calculation['xBuckets']),
    yBuckets: readYBuckets(calculation['yBuckets']),
    color: readColor(objectOf(options['color'])),
    cellGap: boundedNumber(options['cellGap'], 0, 25, 1),
    cellUnit: textOf(cells['unit'], 100),
    cellDecimals: numberOf(cells['decimals']),
    hideBelow: numberOf(filter['le']),
    hideAbove: numberOf(filter['ge']),
    yAxis: readYAxis(objectOf(options['yAxis'])),
    showLegend: flagOf(objectOf(options['legend'])['show'], true),
    tooltip: readTooltip(options['tooltip']),
  })
}

function readOld(panel: JsonObject): HeatmapOptions {
  const color = objectOf(panel['color'])
  const axis = objectOf(panel['yAxis'])
  return readNew({
    calculate: panel['dataFormat'] !== 'tsbuckets',
    color: {
      mode: color['mode'],
      scheme: textOf(color['colorScheme'], 60).replace(/^interpolate/, ''),
      fill: color['cardColor'],
      scale: color['colorScale'] === 'linear' ? 'linear' : 'exponential',
      exponent: color['exponent'],
      min: color['min'],
      max: color['max'],
    },
    yAxis: { unit: axis['format'], decimals: axis['decimals'], min: axis['min'], max: axis['max'] },
    filterValues: { le: panel['hideZeroBuckets'] === true ? 1e-9 : undefined },
    legend: objectOf(panel['legend']),
  })
}

function readBuckets(value: unknown): HeatmapOptions['xBuckets'] {
  const { mode, value: size } = objectOf(value)
  if (mode === undefined) return undefined
  return { mode: oneOf(mode, ['size', 'count'], 'size'), value: textOf(size, 50) }
}

function readYBuckets(value: unknown): HeatmapOptions['yBuckets'] {
  const buckets = readBuckets(value)
  const scale = objectOf(objectOf(value)['scale'])
  return (
    buckets && {
      ...buckets,
      scale: scale['type'] === 'log' ? ('log' as const) : ('linear' as const),
      base: numberOf(scale['log']) === 10 ? (10 as const) : (2 as const),
    }
  )
}

function readColor(color: JsonObject): HeatmapOptions['color'] {
  return defined({
    mode: oneOf(color['mode'], ['scheme', 'opacity'], 'scheme'),
    scheme: textOf(color['scheme'], 60, 'Oranges'),
    fill: textOf(color['fill'], 100, 'dark-orange'),
    scale: oneOf(color['scale'], ['exponential', 'linear'], 'exponential'),
    exponent: boundedNumber(color['exponent'], 0.01, 10, 0.5),
    steps: Math.round(boundedNumber(color['steps'], 2, 128, 64)),
    reverse: flagOf(color['reverse'], false),
    min: numberOf(color['min']),
    max: numberOf(color['max']),
  })
}

function readYAxis(axis: JsonObject): HeatmapOptions['yAxis'] {
  return defined({
    unit: textOf(axis['unit'], 100),
    decimals: numberOf(axis['decimals']),
    min: numberOf(axis['min']),
    max: numberOf(axis['max']),
    reverse: flagOf(axis['reverse'], false),
    show: axis['axisPlacement'] !== 'hidden',
  })
}
