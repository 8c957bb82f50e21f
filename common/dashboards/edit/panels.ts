/** Changes of panels: the stored JSON in, the changed JSON out. What is not named stays as it is, also what we do not know. */
import type { Grid, JsonObject, PanelKind } from '../model.ts'
import { current } from '../import/migrate.ts'
import { objectOf, objectsOf } from '../read/values.ts'
import { mergePatch } from './patch.ts'
import { bottomOf, everyPanel, idOf, mapPanels, storedParts, withParts } from './stored.ts'

/** A merge patch (null removes, lists are replaced), or a function of the panel. Ids do not change. */
export type Change = JsonObject | ((panel: JsonObject) => JsonObject)

export function findPanel(json: JsonObject, id: number): JsonObject | undefined {
  return everyPanel(current(json)).find((panel) => idOf(panel) === id)
}

/** An id that is missing or taken is given, and a place below all others where there is none. */
export function addPanel(json: JsonObject, panel: JsonObject): { json: JsonObject; id: number } {
  const stored = current(json)
  const taken = new Set(everyPanel(stored).map(idOf))
  const wanted = idOf(panel)
  const id = wanted > 0 && !taken.has(wanted) ? wanted : nextId(stored)
  const panels = objectsOf(stored['panels'], Number.MAX_SAFE_INTEGER)
  const added = { ...panel, id, gridPos: panel['gridPos'] ?? { x: 0, y: bottomOf(panels), w: 12, h: 8 } }
  const next = { ...stored, panels: [...panels, added] }
  return { json: withParts(next, storedParts(next)), id }
}

export function editPanel(json: JsonObject, id: number, change: Change): JsonObject {
  return mapPanels(current(json), (panel) => {
    if (idOf(panel) !== id) return panel
    const changed = typeof change === 'function' ? change(panel) : mergePatch(panel, change)
    return { ...changed, id }
  })
}

/** A closed row goes with what is in it; the panels of an open one stay. */
export function removePanel(json: JsonObject, id: number): JsonObject {
  return mapPanels(current(json), (panel) => (idOf(panel) === id ? undefined : panel))
}

/** A copy below the last panel of the same row. */
export function duplicatePanel(json: JsonObject, id: number): { json: JsonObject; id: number } {
  const stored = current(json)
  const copyId = nextId(stored)
  const parts = storedParts(stored).map((part) => {
    const original = part.panels.find((panel) => idOf(panel) === id)
    return original ? { ...part, panels: [...part.panels, copyOf(original, copyId, bottomOf(part.panels))] } : part
  })
  return { json: withParts(stored, parts), id: copyId }
}

function nextId(json: JsonObject): number {
  return everyPanel(json).reduce((most, panel) => Math.max(most, idOf(panel)), 0) + 1
}

function copyOf(panel: JsonObject, id: number, y: number): JsonObject {
  const copy = structuredClone(panel)
  return { ...copy, id, gridPos: { ...objectOf(copy['gridPos']), y } }
}

/** Grids by the id of the panel, within its section as `sectionsOf` gives them. What is below moves along. */
export function movePanels(json: JsonObject, grids: Record<number, Grid>): JsonObject {
  const stored = current(json)
  return withParts(stored, storedParts(stored), grids)
}

/** A new panel of a kind with settings that make sense, to be added. */
export function newPanelJson(kind: Exclude<PanelKind, 'unsupported'>, title: string): JsonObject {
  if (kind === 'row') return { type: 'row', title, collapsed: false, panels: [] }
  const panel = { type: kind, title, ...starting(kind) }
  return kind === 'text' ? panel : { ...panel, targets: [{ refId: 'A', expr: '', legendFormat: '' }] }
}

function starting(kind: PanelKind): JsonObject {
  const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false }
  const byThreshold = { color: { mode: 'thresholds' } }
  switch (kind) {
    case 'timeseries':
      return {
        fieldConfig: {
          defaults: { color: { mode: 'palette-classic' }, custom: { fillOpacity: 10, showPoints: 'never' } },
          overrides: [],
        },
        options: {
          legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
      }
    case 'text':
      return { options: { mode: 'markdown', content: '' } }
    case 'stat':
    case 'gauge':
    case 'bargauge':
      return { fieldConfig: { defaults: byThreshold, overrides: [] }, options: { reduceOptions } }
    case 'piechart':
      return {
        fieldConfig: { defaults: { color: { mode: 'palette-classic' } }, overrides: [] },
        options: { reduceOptions },
      }
    default:
      return { fieldConfig: { defaults: {}, overrides: [] }, options: {} }
  }
}
