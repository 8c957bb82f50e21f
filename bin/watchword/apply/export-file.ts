/** Writes down what stands in a workspace as a file that `apply` would leave as it is. */
import { stringify } from 'yaml'
import type { Client } from './client.ts'
import { isObject } from './diff.ts'
import { readInstallation, type Found } from './installation.ts'
import type { WrittenFile } from './files/write-beside.ts'
import { isThing, kindsIn, type Item, type Kind, type KindName } from './kinds/index.ts'
import { createNames } from './names.ts'
import { readDefaults } from './schema.ts'

export type Exported = {
  /** The configuration itself. */
  text: string
  /** Those that it names. */
  files: WrittenFile[]
}

/**
 * `url` is the installation's, which has the schema for editors; `beside`: dashboards and rule files are written too. `warn`
 * gets a line for each thing that a file cannot name, because another one has its name, and for what is left out.
 */
export async function exportFile(
  client: Client,
  { name, url, beside }: { name: string; url: string; beside: boolean },
  warn: (line: string) => void,
): Promise<Exported> {
  const everything = {
    kind: () => true,
    parent: () => true,
    whole: (kind: KindName) => beside || kind !== 'dashboard',
  }
  const { found, ambiguous } = await readInstallation(client, everything, createNames())
  const said = new Set<string>()
  const first = found.filter((one) => {
    const key = `${one.kind.name} ${one.key}`
    if (isThing(one.kind) && said.has(key)) return false
    said.add(key)
    return true
  })
  for (const key of ambiguous) warn(`two of one name, of which the file has one: ${key}`)
  const dashboards = first.filter(({ kind }) => kind.name === 'dashboard')
  if (dashboards.length > 0 && !beside)
    warn(`dashboards are left out (${dashboards.length}): --to writes them as files`)
  const { named, files, inFiles } = beside ? await writeBeside(first, dashboards) : nothingBeside
  const body: Item = { name }
  const inside = first.filter((one) => !inFiles.has(one))
  for (const kind of kindsIn(null)) addTo(body, kind, '', inside)
  const header = `# yaml-language-server: $schema=${new URL('/api/configuration.schema.json', url).href}\n`
  return { text: header + stringify({ ...(escaped(body) as Item), ...named }, { lineWidth: 120 }), files }
}

const nothingBeside = { named: {}, files: [], inFiles: new Set<Found>() }

async function writeBeside(all: readonly Found[], dashboards: readonly Found[]) {
  const { dashboardFiles, ruleFiles } = await import('./files/write-beside.ts')
  const [own, rules] = [dashboardFiles(dashboards), ruleFiles(all)]
  return {
    named: { ...rules.named, ...own.named },
    files: [...rules.files, ...own.files],
    inFiles: new Set([...rules.inFiles, ...own.inFiles]),
  }
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
