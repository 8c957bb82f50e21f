/** Dashboards in files, as Grafana writes them. */
import { importDashboard, readDashboard, type JsonObject } from '#common/dashboards'
import { readStored } from '../../../../server/modules/dashboards/dashboard.ts'
import { isEqual, isObject } from '../diff-whole.ts'
import type { Entry } from '../flatten.ts'
import { isThing, kindOf, type Item, type ThingKind } from '../kinds/index.ts'
import { FileError, type Path } from '../positions.ts'
import type { DashboardFiles } from './named.ts'
import type { OpenedFile, OpenFiles } from './open-files.ts'

type At = (path: Path) => string

export function dashboardEntries(lists: readonly DashboardFiles[], open: OpenFiles, at: At): Entry[] {
  return lists.flatMap((list, index) => {
    const path = ['dashboards', index]
    const opened = open(list.file, at([...path, 'file'])).map((file) => ({ ...file, json: readJson(file) }))
    const known = new Set(opened.flatMap(({ json }) => readDashboard(json).dashboard.inputs.map(({ name }) => name)))
    const unknown = Object.keys(list.inputs ?? {}).find((name) => !known.has(name))
    if (unknown !== undefined) {
      throw new FileError(`${at([...path, 'inputs', unknown])}: ${list.file}: ${unknown} is no input of it`)
    }
    return opened.map(({ path: from, json }) => entryOf(json, list, { path, from }))
  })
}

function entryOf(
  json: JsonObject,
  { folder, inputs = {} }: DashboardFiles,
  place: { path: Path; from: string },
): Entry {
  const dashboard = takenIn(json, inputs, place.from)
  const item: Item = { title: titleOf(dashboard, place.from), ...(folder !== undefined && { folder }), dashboard }
  return {
    ...{ kind: dashboardKind(), key: dashboardKind().key(item), scope: '', item, ...place },
    // Where it was kept with its placeholders, that is how it came.
    complete: (actual) => (isEqual(json, actual['dashboard']) ? { ...item, dashboard: json } : item),
  }
}

/** As it came; with placeholders, or as a resource or an answer of Grafana, what the app's import makes of it. */
function takenIn(json: JsonObject, inputs: Record<string, string>, from: string): JsonObject {
  const isClassic =
    Array.isArray(json['panels']) || !['dashboard', 'spec', 'elements'].some((key) => isObject(json[key]))
  if (isClassic && readDashboard(json).dashboard.inputs.length === 0) return json
  const { json: filled, problems } = importDashboard(json, inputs)
  const fatal = problems.find((problem) => problem.fatal)
  if (fatal) throw new FileError(`${from}: ${fatal.text}`)
  return asStored(filled)
}

/** Throws for what the installation would refuse, too. */
function titleOf(json: JsonObject, from: string): string {
  try {
    const { title } = readStored(json)
    if (!isStorable(json)) throw new Error('it has characters that cannot be stored: NUL, or half of one')
    return title
  } catch (error) {
    throw new FileError(`${from}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function readJson({ path, text }: OpenedFile): JsonObject {
  let json: unknown
  try {
    json = asStored(JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value)))
  } catch (error) {
    if (error instanceof RangeError) throw new FileError(`${path}: it is nested too deeply`, { cause: error })
    const message = error instanceof Error ? error.message : String(error)
    const [, reason = message, line = '1', column = '1'] =
      /^(.*?) in JSON at position \d+ \(line (\d+) column (\d+)\)$/s.exec(message) ?? []
    throw new FileError(`${path}: line ${line}, column ${column}: ${reason}`, { cause: error })
  }
  if (!isObject(json)) throw new FileError(`${path}: line 1, column 1: a dashboard is an object of JSON`)
  return json
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, each]) => isStorable(key) && isStorable(each))
}

/** What comes back from the store: minus zero does not, nor a key that programs take for something else. */
const asStored = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T

function dashboardKind(): ThingKind {
  const kind = kindOf.get('dashboard')
  if (!kind || !isThing(kind)) throw new Error('dashboards are things')
  return kind
}
