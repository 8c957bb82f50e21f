/** Any form of a dashboard → the classic one of today. Keys that we do not know go through. */
import { maxDashboardBytes } from '../limits.ts'
import type { JsonObject } from '../model.ts'
import type { Problems } from '../problems.ts'
import { isObject } from '../read/values.ts'
import { migrate } from './migrate.ts'
import { fromV2, isV2 } from './v2.ts'

const maxDepth = 60

export function toClassic(json: unknown, problems: Problems): JsonObject {
  const refusal = whyRefused(json)
  if (refusal !== undefined || !isObject(json)) {
    problems.fatal(refusal ?? 'this is not a dashboard')
    return {}
  }
  const classic = migrate(unwrap(json, problems), problems)
  if (isWithin(classic, maxClassicChars)) return classic
  problems.fatal(`a dashboard has at most ${maxDashboardBytes / 1024 / 1024} MB`)
  return {}
}

/** One part may be used in many places: what becomes of a small file can be very large. */
export const maxClassicChars = 2 * maxDashboardBytes

/** Looks at no more than `max` characters of it. */
export function isWithin(value: unknown, max: number): boolean {
  let left = max
  const take = (each: unknown): boolean => {
    left -= typeof each === 'string' ? each.length + 3 : 6
    if (left < 0) return false
    if (typeof each !== 'object' || each === null) return true
    return Object.entries(each).every(([key, inner]) => {
      left -= Array.isArray(each) ? 0 : key.length + 3
      return take(inner)
    })
  }
  return take(value)
}

/** Text of JSON would be taken twice as large by a store that counts characters: bytes are what counts. */
function whyRefused(json: unknown): string | undefined {
  if (!isObject(json)) return 'this is not a dashboard'
  if (deeperThan(json, maxDepth)) return `a dashboard has at most ${maxDepth} levels`
  const bytes = sizeOf(json)
  return bytes > maxDashboardBytes ? `a dashboard has at most ${maxDashboardBytes / 1024 / 1024} MB` : undefined
}

function sizeOf(json: unknown): number {
  const text = JSON.stringify(json)
  if (text.length > maxDashboardBytes) return text.length
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((each) => deeperThan(each, levels - 1))
}

/** The API's answer has the dashboard in `dashboard`; a resource has it in `spec`. */
function unwrap(json: JsonObject, problems: Problems): JsonObject {
  if (isObject(json['dashboard']) && json['panels'] === undefined) return unwrap(json['dashboard'], problems)
  if (isV2(json)) return fromV2(json, problems)
  if (isObject(json['spec']) && json['panels'] === undefined)
    return isV2(json['spec']) ? fromV2(json['spec'], problems) : fromV1(json)
  if (!Array.isArray(json['panels']) && !Array.isArray(json['rows'])) {
    if (typeof json['title'] !== 'string') problems.fatal('this is not a dashboard: it has neither a title nor panels')
  }
  return json
}

/** The name of the resource is the uid that links know it by. */
function fromV1(json: JsonObject): JsonObject {
  const spec = isObject(json['spec']) ? json['spec'] : {}
  const name = isObject(json['metadata']) ? json['metadata']['name'] : undefined
  return typeof name === 'string' && spec['uid'] === undefined ? { ...spec, uid: name } : spec
}
