/** What a source map of a project is, and how events and uploads name one. Pure. */

export type Target = { workspaceId: string; projectId: string }

export type SourceMap = {
  id: string
  projectId: string
  /** 32 lower-case hex digits. */
  debugId: string | null
  release: string | null
  distribution: string | null
  /** `~/assets/app.min.js` */
  url: string
  /** Of the map, as it was uploaded. */
  sizeBytes: number
  createdAt: Date
  usedAt: Date
  useCount: number
}

export type UploadState = 'created' | 'assembling' | 'ok' | 'error'

export const mapKind = 'source-map'
export const chunkKind = 'upload-chunk'

/** 32 lower-case hex digits of a UUID with or without dashes; tools append an age in some formats, which is no part. */
export function readDebugId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined
  const digits = value.trim().replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(digits) && !/^0+$/.test(digits) ? digits : undefined
}

const maxUrlLength = 2_048

/** A file's address without host, query and fragment: `https://shop.example/a/app.js?v=3` is `~/a/app.js`. */
export function tildeUrl(file: string): string | undefined {
  const plain = file.slice(0, maxUrlLength).replace(/[?#].*$/s, '')
  if (plain.startsWith('~/')) return plain
  const rest = /^[a-z][\w+.-]*:\/\/[^/]*(\/.*)$/is.exec(plain)?.[1] ?? (plain.startsWith('/') ? plain : undefined)
  return rest === undefined ? undefined : `~${rest}`
}

/** Where a script's own words about its map lead: `app.js.map` beside `~/a/app.js` is `~/a/app.js.map`. */
export function besideUrl(url: string, reference: string): string | undefined {
  if (reference.startsWith('data:') || reference.length > maxUrlLength) return undefined
  const base = URL.parse(url.replace(/^~\//, 'tilde://root/'))
  const joined = base && URL.parse(reference.replace(/^~\//, '/'), base.href)
  if (!joined) return undefined
  return joined.protocol === 'tilde:' ? `~${joined.pathname}` : `${joined.origin}${joined.pathname}`
}

/** As people know it in their repository: no bundler's scheme, no steps out of the folder of the bundle. */
export function sourceName(source: string): string {
  return source
    .replace(/^(?:webpack|webpack-internal|vite|rollup|turbopack|ng|parcel):\/{2,3}(?:\([\w-]{1,50}\)\/)?/, '')
    .replace(/^(?:[\w@-]{1,100}\/)?\.\//, '')
    .replace(/^(?:\.{1,2}\/){1,50}/, '')
    .replace(/\?[\w=&-]{0,100}$/, '')
}
