/** `manifest.json` of a bundle: which entries are scripts and maps, and which map is a script's. Pure. */
import { z } from 'zod'
import { maxWarnings } from './limits.ts'
import { besideUrl, readDebugId, tildeUrl } from './source-map.ts'

const text = z.string().max(2_048)

const manifest = z.object({
  files: z.record(z.string(), z.unknown()),
  debug_id: z.unknown().optional(),
  release: text.nullish(),
  dist: text.nullish(),
})

const entry = z.object({
  type: text,
  url: text.nullish(),
  headers: z.record(z.string(), z.unknown()).nullish(),
})

/** A map with the script that it belongs to; the names are those of entries. */
export type Pair = { map: string; script: string | null; debugIds: (string | null)[]; url: string }

export type Manifest = { pairs: Pair[]; warnings: Warnings; release: string | null; distribution: string | null }

/** What was ignored and why, up to a bound. */
export type Warnings = { list: string[]; dropped: number }

export function warn(warnings: Warnings, text: string): void {
  if (warnings.list.length < maxWarnings) warnings.list.push(text.slice(0, 300))
  else warnings.dropped += 1
}

type Listed = { name: string; url: string | undefined; debugId: string | undefined; reference: string | undefined }

/** Undefined for what is no manifest. */
export function readManifest(json: unknown, names: ReadonlySet<string>): Manifest | undefined {
  const read = manifest.safeParse(json)
  if (!read.success) return undefined
  const warnings: Warnings = { list: [], dropped: 0 }
  const scripts: Listed[] = []
  const maps: Listed[] = []
  for (const [name, described] of Object.entries(read.data.files)) {
    const parsed = entry.safeParse(described)
    if (!parsed.success) warn(warnings, `${name}: its entry in the manifest has no type`)
    else if (!names.has(name)) warn(warnings, `${name}: it is named in the manifest and is not in the bundle`)
    else if (parsed.data.type === 'minified_source') scripts.push(listed(name, parsed.data))
    else if (parsed.data.type === 'source_map') maps.push(listed(name, parsed.data))
    else if (parsed.data.type !== 'source') warn(warnings, `${name}: nothing is done with the type ${parsed.data.type}`)
  }
  const { release, dist } = read.data
  const named = { release: release || null, distribution: dist || null }
  return { pairs: pairsOf(scripts, maps, named.release !== null, warnings), warnings, ...named }
}

function listed(name: string, { url, headers }: z.infer<typeof entry>): Listed {
  // Object.entries, because a header may be called as it likes.
  const values = new Map(Object.entries(headers ?? {}).map(([key, value]) => [key.toLowerCase(), value]))
  const reference = values.get('sourcemap') ?? values.get('x-sourcemap')
  return {
    name,
    url: url ? (tildeUrl(url) ?? url) : undefined,
    debugId: readDebugId(values.get('debug-id')),
    reference: typeof reference === 'string' ? reference : undefined,
  }
}

/** By the debug id that both carry, else by the script's reference to its map. */
function pairsOf(scripts: readonly Listed[], maps: readonly Listed[], hasRelease: boolean, warnings: Warnings): Pair[] {
  const byDebugId = new Map(maps.flatMap((map) => (map.debugId ? [[map.debugId, map]] : [])))
  const byUrl = new Map(maps.flatMap((map) => (map.url ? [[map.url, map]] : [])))
  const used = new Set<Listed>()
  const pairs: Pair[] = []
  for (const script of scripts) {
    const referred = script.url && script.reference ? besideUrl(script.url, script.reference) : undefined
    const map = byDebugId.get(script.debugId ?? '') ?? byUrl.get(referred ?? '')
    if (!map) {
      if (script.debugId || script.reference) warn(warnings, `${script.name}: its source map is not in the bundle`)
      else warn(warnings, `${script.name}: it has no debug id and names no source map`)
      continue
    }
    used.add(map)
    const debugIds = [...new Set([script.debugId, map.debugId].filter((id) => id !== undefined))]
    if (debugIds.length === 0 && !hasRelease) {
      warn(warnings, `${script.name}: it has neither debug id nor release, so no event could find it`)
      continue
    }
    pairs.push({
      map: map.name,
      script: script.name,
      debugIds: debugIds.length > 0 ? debugIds : [null],
      url: script.url ?? script.name,
    })
  }
  for (const map of maps) {
    if (used.has(map)) continue
    if (map.debugId) pairs.push({ map: map.name, script: null, debugIds: [map.debugId], url: map.url ?? map.name })
    else warn(warnings, `${map.name}: it has no debug id, and no script in the bundle names it`)
  }
  return pairs
}
