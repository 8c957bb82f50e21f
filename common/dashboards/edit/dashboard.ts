/** Changes of a dashboard as a whole. */
import type { JsonObject, MarkSource } from '../model.ts'
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

/** The list in its stored form, as it is under `annotations.list`. */
export function setAnnotations(json: JsonObject, annotations: JsonObject[]): JsonObject {
  return { ...json, annotations: { ...objectOf(json['annotations']), list: annotations } }
}

/** What is on is not written: switched off and on again, a dashboard is as it came. */
export function setMark(json: JsonObject, source: MarkSource, isOn: boolean): JsonObject {
  const changed = mergePatch(json, { watchword: { marks: { [source]: isOn ? null : false } } })
  const ours = objectOf(changed['watchword'])
  if (Object.keys(objectOf(ours['marks'])).length > 0) return changed
  const isAlone = Object.keys(ours).length === 1
  return mergePatch(changed, { watchword: isAlone ? null : { marks: null } })
}

/** The exported form: what is stored, without the number that another installation would take for its own. */
export function writeDashboard(json: JsonObject): JsonObject {
  return { ...json, id: null, schemaVersion: json['schemaVersion'] ?? schemaVersion }
}
