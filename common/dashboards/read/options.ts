/** `options` of a panel, by its kind. */
import type * as model from '../model.ts'
import { readHeatmap } from './heatmap.ts'
import { readLegend, readTooltip } from './legend.ts'
import {
  boundedNumber,
  defined,
  flagOf,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  oneOf,
  textOf,
  textsOf,
} from './values.ts'

type Raw = model.JsonObject
const maxContentChars = 200_000

function readReduce(value: unknown): model.ReduceOptions {
  const reduce = objectOf(value)
  const calcs = textsOf(reduce['calcs'], 30, 100)
  return defined({
    calcs: calcs.length > 0 ? calcs : ['lastNotNull'],
    fields: textOf(reduce['fields'], 500),
    values: flagOf(reduce['values'], false),
    limit: numberOf(reduce['limit']),
  })
}

function readOrientation(options: Raw): model.Orientation {
  return oneOf(options['orientation'], ['auto', 'horizontal', 'vertical'], 'auto')
}

function readTextSize(options: Raw): model.TextSize {
  const text = objectOf(options['text'])
  return defined({ title: numberOf(text['titleSize']), value: numberOf(text['valueSize']) })
}

const readTimeseries = (options: Raw): model.TimeseriesOptions => ({
  legend: readLegend(options['legend']),
  tooltip: readTooltip(options['tooltip']),
})

const readStat = (options: Raw): model.StatOptions => ({
  reduce: readReduce(options['reduceOptions']),
  orientation: readOrientation(options),
  colorMode: oneOf(options['colorMode'], ['none', 'value', 'background', 'background_solid'], 'value'),
  graphMode: oneOf(options['graphMode'], ['none', 'area'], 'area'),
  textMode: oneOf(options['textMode'], ['auto', 'value', 'value_and_name', 'name', 'none'], 'auto'),
  justifyMode: oneOf(options['justifyMode'], ['auto', 'center'], 'auto'),
  textSize: readTextSize(options),
})

const readGauge = (options: Raw): model.GaugeOptions => ({
  reduce: readReduce(options['reduceOptions']),
  orientation: readOrientation(options),
  showThresholdLabels: flagOf(options['showThresholdLabels'], false),
  showThresholdMarkers: flagOf(options['showThresholdMarkers'], true),
  textSize: readTextSize(options),
})

const readBarGauge = (options: Raw): model.BarGaugeOptions => ({
  reduce: readReduce(options['reduceOptions']),
  orientation: readOrientation(options),
  displayMode: oneOf(options['displayMode'], ['gradient', 'lcd', 'basic'], 'gradient'),
  valueMode: oneOf(options['valueMode'], ['color', 'text', 'hidden'], 'color'),
  namePlacement: oneOf(options['namePlacement'], ['auto', 'top', 'left', 'hidden'], 'auto'),
  showUnfilled: flagOf(options['showUnfilled'], true),
  textSize: readTextSize(options),
})

function readTable(options: Raw): model.TableOptions {
  const footer = objectOf(options['footer'])
  const fields = typeof footer['fields'] === 'string' ? [footer['fields']] : footer['fields']
  return {
    showHeader: flagOf(options['showHeader'], true),
    cellHeight: oneOf(options['cellHeight'], ['sm', 'md', 'lg'], 'sm'),
    footer: {
      show: flagOf(footer['show'], false),
      calcs: textsOf(footer['reducer'], 10, 100),
      fields: textsOf(fields, 100, 500),
      countRows: flagOf(footer['countRows'], false),
    },
    sortBy: objectsOf(options['sortBy'], 20).map((sort) => ({
      displayName: textOf(sort['displayName'], 500),
      desc: flagOf(sort['desc'], false),
    })),
  }
}

/** Old text panels have both beside their options. */
export function readText(options: Raw, panel: Raw): model.TextOptions {
  const mode = options['mode'] ?? panel['mode']
  return {
    mode: oneOf(mode, ['markdown', 'html', 'code'], 'markdown'),
    content: textOf(options['content'] ?? panel['content'], maxContentChars),
    language: textOf(objectOf(options['code'])['language'], 50, 'plaintext'),
  }
}

const readStateTimeline = (options: Raw): model.StateTimelineOptions => ({
  mergeValues: flagOf(options['mergeValues'], true),
  showValue: oneOf(options['showValue'], ['auto', 'always', 'never'], 'auto'),
  alignValue: oneOf(options['alignValue'], ['left', 'center', 'right'], 'left'),
  rowHeight: boundedNumber(options['rowHeight'], 0.1, 1, 0.9),
  legend: readLegend(options['legend']),
  tooltip: readTooltip(options['tooltip']),
})

const readPie = (options: Raw): model.PieOptions => ({
  pieType: oneOf(options['pieType'], ['pie', 'donut'], 'pie'),
  displayLabels: listOf(options['displayLabels'], 5).filter(
    (label): label is 'name' | 'value' | 'percent' => label === 'name' || label === 'value' || label === 'percent',
  ),
  reduce: readReduce(options['reduceOptions']),
  legend: readLegend(options['legend']),
  tooltip: readTooltip(options['tooltip']),
})

/** The kinds that are drawn, by the type as written. Rows are read elsewhere: they have panels. */
export function readOptions(type: string, options: Raw, panel: Raw): model.PanelOptions {
  switch (type) {
    case 'timeseries':
      return { kind: 'timeseries', options: readTimeseries(options) }
    case 'stat':
      return { kind: 'stat', options: readStat(options) }
    case 'gauge':
      return { kind: 'gauge', options: readGauge(options) }
    case 'bargauge':
      return { kind: 'bargauge', options: readBarGauge(options) }
    case 'table':
      return { kind: 'table', options: readTable(options) }
    case 'heatmap':
      return { kind: 'heatmap', options: readHeatmap(options, panel) }
    case 'text':
      return { kind: 'text', options: readText(options, panel) }
    case 'state-timeline':
    case 'status-history':
      return {
        kind: 'state-timeline',
        options: readStateTimeline({ mergeValues: type === 'state-timeline', ...options }),
      }
    case 'piechart':
      return { kind: 'piechart', options: readPie(options) }
    default:
      return { kind: 'unsupported', options: {}, why: `Panels of the type “${type || 'unknown'}” are not supported.` }
  }
}
