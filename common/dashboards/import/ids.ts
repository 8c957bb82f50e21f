/** Ids of panels: whole numbers above zero, each once. Who changes a panel knows it by nothing else. */
import type { JsonObject } from '../model.ts'
import { isObject, numberOf } from '../read/values.ts'

/** Panels without an id, or with one that an earlier panel has, get one above all others. */
export function giveIds(json: JsonObject): JsonObject {
  const state = { kept: new Set<number>(), next: 1 }
  const first = each(json['panels'], (panel) => keep(panel, state))
  return {
    ...json,
    panels: each(first, (panel) => (panel['id'] === undefined ? { ...panel, id: state.next++ } : panel)),
  }
}

type State = { kept: Set<number>; next: number }

function keep(panel: JsonObject, state: State): JsonObject {
  const id = numberOf(panel['id'])
  if (id === undefined || !Number.isSafeInteger(id) || id < 1 || id >= maxId || state.kept.has(id)) {
    const { id: _taken, ...rest } = panel
    return rest
  }
  state.kept.add(id)
  state.next = Math.max(state.next, id + 1)
  return panel['id'] === id ? panel : { ...panel, id }
}

const maxId = 2 ** 52

/** Every panel, also those within rows, in the order in which they are read. */
function each(panels: unknown, change: (panel: JsonObject) => JsonObject): unknown[] {
  return (Array.isArray(panels) ? panels : []).map((panel: unknown) => {
    if (!isObject(panel)) return panel
    const changed = change(panel)
    return Array.isArray(changed['panels']) ? { ...changed, panels: each(changed['panels'], change) } : changed
  })
}
