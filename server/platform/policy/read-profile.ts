/** Reads the deployment's profile: the name of a preset, or a JSON file that may start from one. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { compileProfile } from './compile.ts'
import { profileSchema, type PolicyProfile } from './profile.ts'
import { presets } from './presets/index.ts'

/**
 * `source`: a preset's name, or the path of a JSON file. A file with `"preset": "<name>"` says only what differs from
 * that preset: objects are merged, lists and values replace. Throws an Error that names every place that is wrong: what
 * has the wrong form, or, where the form is right, all reasons for which it does not compile.
 */
export function readProfile(source: string, appHost: string): PolicyProfile {
  const given = presets[source] ?? merge(presetOf(parseFile(source)), parseFile(source))
  const parsed = profileSchema.safeParse(given)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const profile = withHost(parsed.data, appHost)
  const reasons = compileProfile(profile)
  if (reasons.length > 0) throw new Error(['the profile does not compile:', ...reasons].join('\n  '))
  return profile
}

function withHost(profile: PolicyProfile, host: string): PolicyProfile {
  const contacts = profile.contacts.map(({ role, address }) => ({ role, address: address.replace('{host}', host) }))
  return { ...profile, contacts }
}

type Json = Record<string, unknown>

function parseFile(path: string): Json {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new Error(`there is no preset and no file ${path}; presets are ${Object.keys(presets).join(', ')}`)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Said below, as for what is JSON and no object.
  }
  throw new Error(`${path} is no JSON object`)
}

function presetOf({ preset }: Json): Json {
  if (preset === undefined) return {}
  const found = typeof preset === 'string' ? presets[preset] : undefined
  if (!found) throw new Error(`preset: expected one of ${Object.keys(presets).join(', ')}`)
  return found
}

function merge(base: Json, change: Json): Json {
  const merged: Json = { ...base }
  for (const [key, value] of Object.entries(change)) {
    const before = base[key]
    // What says its kind is one thing and is replaced as a whole.
    const together = isObject(value) && isObject(before) && !('kind' in value) && !('mode' in value)
    merged[key] = together ? merge(before, value) : value
  }
  return merged
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
