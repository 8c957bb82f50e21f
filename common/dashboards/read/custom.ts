/** What a kind of panel adds to a field: `fieldConfig.defaults.custom`, and overrides of `custom.…`. */
import type { FieldCustom, JsonObject } from '../model.ts'
import { boundedNumber, defined, flagOf, listOf, numberOf, objectOf, oneOf, someText, textOf } from './values.ts'

export function readCustom(custom: JsonObject): FieldCustom {
  return { ...readDrawing(custom), ...readAxis(custom), ...readCell(custom) }
}

function readDrawing(custom: JsonObject) {
  return defined({
    drawStyle: oneOf(custom['drawStyle'], ['line', 'bars', 'points'], 'line'),
    lineInterpolation: oneOf(custom['lineInterpolation'], ['linear', 'smooth', 'stepBefore', 'stepAfter'], 'linear'),
    lineWidth: boundedNumber(custom['lineWidth'], 0, 20, 1),
    lineStyle: readLineStyle(custom['lineStyle']),
    fillOpacity: boundedNumber(custom['fillOpacity'], 0, 100, 0),
    fillBelowTo: someText(custom['fillBelowTo'], 500),
    gradientMode: oneOf(custom['gradientMode'], ['none', 'opacity', 'hue', 'scheme'], 'none'),
    showPoints: oneOf(custom['showPoints'], ['auto', 'always', 'never'], 'auto'),
    pointSize: boundedNumber(custom['pointSize'], 1, 100, 5),
    spanNulls: readSpanNulls(custom['spanNulls']),
    stacking: readStacking(custom['stacking']),
    negativeY: custom['transform'] === 'negative-Y',
    barAlignment: readBarAlignment(custom['barAlignment']),
    barWidthFactor: boundedNumber(custom['barWidthFactor'], 0.05, 1, 0.6),
    thresholdsStyle: readThresholdsStyle(custom['thresholdsStyle']),
    hideFrom: readHideFrom(custom['hideFrom']),
  } as const)
}

function readAxis(custom: JsonObject) {
  const scale = objectOf(custom['scaleDistribution'])
  return defined({
    axisPlacement: oneOf(custom['axisPlacement'], ['auto', 'left', 'right', 'hidden'], 'auto'),
    axisLabel: textOf(custom['axisLabel'], 200),
    axisWidth: numberOf(custom['axisWidth']),
    axisSoftMin: numberOf(custom['axisSoftMin']),
    axisSoftMax: numberOf(custom['axisSoftMax']),
    axisCenteredZero: flagOf(custom['axisCenteredZero'], false),
    axisGridShow: flagOf(custom['axisGridShow'], true),
    axisColorMode: oneOf(custom['axisColorMode'], ['text', 'series'], 'text'),
    scale: {
      type: oneOf(scale['type'], ['linear', 'log', 'symlog'], 'linear'),
      base: numberOf(scale['log']) === 10 ? 10 : 2,
      linearThreshold: boundedNumber(scale['linearThreshold'], Number.MIN_VALUE, Number.MAX_VALUE, 1),
    },
  } as const)
}

function readCell(custom: JsonObject) {
  return defined({
    align: oneOf(custom['align'], ['auto', 'left', 'center', 'right'], 'auto'),
    width: numberOf(custom['width']),
    minWidth: numberOf(custom['minWidth']),
    hidden: flagOf(custom['hidden'], flagOf(objectOf(custom['hideFrom'])['viz'], false)),
    filterable: flagOf(custom['filterable'], false),
    cellType: readCellType(custom),
  } as const)
}

/** Named `displayMode` before it had options of its own. */
function readCellType(custom: JsonObject): FieldCustom['cellType'] {
  const type = textOf(objectOf(custom['cellOptions'])['type'], 50) || textOf(custom['displayMode'], 50)
  if (type.startsWith('color-background')) return 'color-background'
  if (type.endsWith('gauge') || type === 'basic') return 'gauge'
  if (type === 'json-view') return 'json'
  if (type === 'data-links') return 'links'
  return oneOf(type, ['auto', 'text', 'color-text', 'sparkline'], 'auto')
}

function readLineStyle(value: unknown): FieldCustom['lineStyle'] {
  const style = objectOf(value)
  const fill = oneOf(style['fill'], ['solid', 'dash', 'dot'], 'solid')
  const dash = listOf(style['dash'], 10).map((each) => boundedNumber(each, 0, 200, 0))
  if (fill === 'solid') return { fill, dash: [] }
  return { fill, dash: dash.some((each) => each > 0) ? dash : fill === 'dot' ? [0, 10] : [10, 10] }
}

/** `connected` is what the old graph called it. */
function readSpanNulls(value: unknown): boolean | number {
  if (value === true || value === 'connected') return true
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : false
}

/** A group of `false` or without a name takes a series out of the stack. */
function readStacking(value: unknown): FieldCustom['stacking'] {
  const { mode, group } = objectOf(value)
  if (group === false || group === '') return { mode: 'none', group: 'A' }
  return { mode: oneOf(mode, ['none', 'normal', 'percent'], 'none'), group: textOf(group, 100, 'A') }
}

function readBarAlignment(value: unknown): -1 | 0 | 1 {
  return value === -1 || value === 1 ? value : 0
}

const thresholdStyles = ['off', 'line', 'dashed', 'area', 'line+area', 'dashed+area', 'series'] as const

function readThresholdsStyle(value: unknown): FieldCustom['thresholdsStyle'] {
  return oneOf(objectOf(value)['mode'], thresholdStyles, 'off')
}

function readHideFrom(value: unknown): FieldCustom['hideFrom'] {
  const hide = objectOf(value)
  // The older name of `viz` is `graph`.
  return {
    viz: flagOf(hide['viz'], flagOf(hide['graph'], false)),
    legend: flagOf(hide['legend'], false),
    tooltip: flagOf(hide['tooltip'], false),
  }
}
