/** Where a status page is copied to, so that another host can serve it, and how that goes. Pure. */

export const addressings = ['path', 'host'] as const

/** A bucket of S3-compatible storage, and a folder in it. */
export type ExportTarget = {
  /** Origin of the store, `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string
  /** Part of what is signed, `eu-central-1`; stores without regions take `us-east-1`. */
  region: string
  bucket: string
  /** Without slashes at its ends; empty: the bucket itself. */
  prefix: string
  /** Whether the bucket stands in the path of an address or at the front of its host. */
  addressing: (typeof addressings)[number]
  accessKeyId: string
}

export type PageExport = ExportTarget & {
  pageId: string
  createdAt: Date
  updatedAt: Date
  /** No more is put, and what was put is taken away; then the export itself goes. */
  endedAt: Date | null
  /** Not looked at before: after a failure it is tried ever less often. */
  notBefore: Date
  /** When all that the page consists of was last there. */
  exportedAt: Date | null
  /** The page's own time of change then. */
  pageUpdatedAt: Date | null
  failingSince: Date | null
  /** What the store said, for people. */
  problem: string | null
}

/** Today becomes yesterday and figures change without anybody's doing. */
export const refreshMs = 3_600_000
const minRetryMs = 60_000
const maxRetryMs = 3_600_000

/** Where two targets are the same place, whatever key opens it. */
export function isSamePlace(a: ExportTarget, b: ExportTarget): boolean {
  return (['endpoint', 'bucket', 'prefix', 'addressing'] as const).every((key) => a[key] === b[key])
}

/** `path` as in `ExportedFile`. */
export function urlOf({ endpoint, bucket, prefix, addressing }: ExportTarget, path: string): URL {
  const url = new URL(endpoint)
  const key = prefix === '' ? path : `${prefix}/${path}`
  if (addressing === 'host') url.hostname = `${bucket}.${url.hostname}`
  url.pathname = addressing === 'host' ? `/${key}` : `/${bucket}/${key}`
  return url
}

/** As long again as it has been failing: from a minute to an hour. */
export function retryAt(failingSince: Date, now: Date): Date {
  const sinceMs = now.getTime() - failingSince.getTime()
  return new Date(now.getTime() + Math.min(maxRetryMs, Math.max(minRetryMs, sinceMs)))
}

export type ExportState = 'waiting' | 'current' | 'failing' | 'ending'

export function stateOf({ endedAt, failingSince, exportedAt }: PageExport): ExportState {
  if (endedAt) return 'ending'
  if (failingSince) return 'failing'
  return exportedAt ? 'current' : 'waiting'
}
