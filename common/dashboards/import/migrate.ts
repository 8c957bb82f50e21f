/** Old forms → those of today: rows with panels in them, and kinds of panels that are gone. Runs again without effect. */
import type { JsonObject } from '../model.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { isObject, objectOf, own } from '../read/values.ts'
import { fromGraph } from './graph.ts'
import { fromFieldOptions } from './field-options.ts'
import { giveIds } from './ids.ts'
import { flattenRows } from './rows.ts'
import { fromSinglestat } from './singlestat.ts'
import { fromOldTable } from './table.ts'

/** For changes: the form that the reading has seen, with the same ids. */
export function current(json: JsonObject): JsonObject {
  return migrate(json, collectProblems())
}

export function migrate(json: JsonObject, problems: Problems): JsonObject {
  const flat = Array.isArray(json['panels']) || !Array.isArray(json['rows']) ? json : flattenRows(json)
  if (!Array.isArray(flat['panels'])) return { ...flat, panels: [] }
  const elements = objectOf(flat['__elements'])
  const panels = flat['panels'].map((panel: unknown) =>
    isObject(panel) ? migratePanel(panel, elements, problems) : panel,
  )
  return giveIds({ ...flat, panels })
}

function migratePanel(panel: JsonObject, elements: JsonObject, problems: Problems): JsonObject {
  if (panel['type'] === 'row') {
    const inner = Array.isArray(panel['panels']) ? panel['panels'] : []
    return { ...panel, panels: inner.map((each) => (isObject(each) ? migratePanel(each, elements, problems) : each)) }
  }
  const whole = withLibrary(panel, elements)
  switch (whole['type']) {
    case 'graph':
      return fromGraph(whole, problems)
    case 'singlestat':
    case 'grafana-singlestat-panel':
      return fromSinglestat(whole)
    case 'table-old':
      return fromOldTable(whole)
    case 'table':
      return Array.isArray(whole['styles']) && !isObject(whole['fieldConfig']) ? fromOldTable(whole) : whole
    case 'grafana-piechart-panel':
      return fromOldPie(whole)
    default:
      return isObject(objectOf(whole['options'])['fieldOptions']) ? fromFieldOptions(whole) : whole
  }
}

/** A panel that is kept elsewhere comes with the export as an element: from now on it is this dashboard's own. */
function withLibrary(panel: JsonObject, elements: JsonObject): JsonObject {
  const uid = objectOf(panel['libraryPanel'])['uid']
  const model = typeof uid === 'string' ? objectOf(own(elements, uid))['model'] : undefined
  if (!isObject(model)) return panel
  const { libraryPanel: _kept, ...rest } = panel
  return { ...model, ...rest, type: model['type'] ?? panel['type'] }
}

function fromOldPie(panel: JsonObject): JsonObject {
  const calc = { current: 'lastNotNull', avg: 'mean', total: 'sum', min: 'min', max: 'max' }[String(panel['valueName'])]
  return {
    ...panel,
    type: 'piechart',
    fieldConfig: { defaults: { unit: panel['format'], color: { mode: 'palette-classic' } }, overrides: [] },
    options: {
      pieType: panel['pieType'] === 'donut' ? 'donut' : 'pie',
      reduceOptions: { calcs: [calc ?? 'lastNotNull'], fields: '', values: false },
      legend: {
        showLegend: objectOf(panel['legend'])['show'] !== false,
        placement: panel['legendType'] === 'Right side' ? 'right' : 'bottom',
      },
    },
  }
}
