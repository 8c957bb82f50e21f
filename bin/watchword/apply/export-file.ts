/** Writes down what stands in a workspace as a file that `apply` would leave as it is. */
import { stringify } from 'yaml'
import type { Client } from './client.ts'
import { isObject } from './diff.ts'
import { readInstallation, type Found } from './installation.ts'
import { isThing, kindsIn, type Item, type Kind } from './kinds/index.ts'
import { createNames } from './names.ts'
import { readDefaults } from './schema.ts'

/**
 * `url` is the installation's, which has the schema for editors; `warn` gets a line for each thing that a file cannot
 * name, because another one has its name.
 */
export async function exportFile(
  client: Client,
  { name, url }: { name: string; url: string },
  warn: (line: string) => void,
): Promise<string> {
  const everything = { kind: () => true, parent: () => true, whole: () => true }
  const { found, ambiguous } = await readInstallation(client, everything, createNames())
  const said = new Set<string>()
  const first = found.filter((one) => {
    const key = `${one.kind.name} ${one.key}`
    if (isThing(one.kind) && said.has(key)) return false
    said.add(key)
    return true
  })
  for (const key of ambiguous) warn(`two of one name, of which the file has one: ${key}`)
  const body: Item = { name }
  for (const kind of kindsIn(null)) addTo(body, kind, '', first)
  const header = `# yaml-language-server: $schema=${new URL('/api/configuration.schema.json', url).href}\n`
  return header + stringify(escaped(body), { lineWidth: 120 })
}

/** Puts what is found of a kind into the entry of its parent. */
function addTo(entry: Item, kind: Kind, scope: string, all: readonly Found[]): void {
  const own = all.filter((one) => one.kind === kind && one.scope === scope)
  if (!isThing(kind)) {
    const item = plain(own[0]?.item ?? {}, kind)
    if (Object.keys(item).length > 0) entry[kind.field] = kind.wrap === undefined ? item : item[kind.wrap]
    return
  }
  if (own.length === 0) return
  entry[kind.field] = own.map((one) => {
    const item = plain(one.item, kind)
    for (const inner of kindsIn(kind.name)) addTo(item, inner, one.key, all)
    return kind.scalar === undefined ? item : item[kind.scalar]
  })
}

/** Without what says nothing: what a thing has that was made with no more than the rest. */
function plain(item: Item, kind: Kind): Item {
  const needed = new Set(kind.schema.required ?? [])
  return Object.fromEntries(
    Object.entries(item)
      .filter(([field, value]) => needed.has(field) || !isEqual(value, kind.defaults[field]))
      .map(([field, value]) => [field, isObject(value) ? withoutDefaults(value, kind) : value]),
  )
}

/** Of a check's spec, by the schema of its type. */
function withoutDefaults(value: Item, { name, merged = [] }: Kind): Item {
  if (name !== 'monitor' || merged.length === 0) return value
  const defaults = readDefaults(String(value['type']))
  return Object.fromEntries(
    Object.entries(value).filter(([field, each]) => !(field in defaults) || !isEqual(each, defaults[field])),
  )
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What looks like a variable stands for itself. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/\$\{(?=[A-Za-z_][A-Za-z0-9_]*\})/g, '$$$${')
  if (Array.isArray(value)) return value.map(escaped)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escaped(each)]))
}
