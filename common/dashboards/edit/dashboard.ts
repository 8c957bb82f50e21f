/** Changes of a dashboard as a whole. */
import type { JsonObject } from '../model.ts'
import { objectOf } from '../read/values.ts'
import { mergePatch } from './patch.ts'

/** What current dashboards say of themselves. */
export const schemaVersion = 41

export function newDashboard(title: string): JsonObject {
  return {
    title,
    tags: [],
    schemaVersion,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    timezone: 'browser',
    graphTooltip: 1,
    templating: { list: [] },
    annotations: { list: [] },
    links: [],
    panels: [],
  }
}

/** A merge patch of the top level: title, tags, time, refresh, links, annotations … */
export function setProperties(json: JsonObject, change: JsonObject): JsonObject {
  return mergePatch(json, change)
}

/** The list in its stored form, as it is under `templating.list`. */
export function setVariables(json: JsonObject, variables: JsonObject[]): JsonObject {
  return { ...json, templating: { ...objectOf(json['templating']), list: variables } }
}

/** The exported form: what is stored, without the number that another installation would take for its own. */
export function writeDashboard(json: JsonObject): JsonObject {
  return { ...json, id: null, schemaVersion: json['schemaVersion'] ?? schemaVersion }
}
