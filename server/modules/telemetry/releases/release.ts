/** A version of a project's program. */
export type Release = {
  projectId: string
  version: string
  /** Of the first event or session that named it, or when it was announced; by our clock. */
  firstSeenAt: Date
  lastSeenAt: Date
  /** Null: only its telemetry told of it. */
  announcedAt: Date | null
  url: string | null
}

export type Commit = {
  id: string
  message?: string | undefined
  author?: string | undefined
}

/** That a release was brought into an environment. */
export type Deploy = {
  id: string
  projectId: string
  version: string
  environment: string
  deployedAt: Date
  url: string | null
  commits: Commit[]
}

export const maxVersionLength = 250

/**
 * Whether a text can be the name of a release. `.` and `..` could not be named in a URL; a name with a line break is
 * no name.
 */
export function isReleaseName(version: string): boolean {
  return version.length <= maxVersionLength && /^(?!\.{1,2}$)[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u.test(version)
}

export const maxCommits = 100
/** Of one project; far above what deploys by themselves, and a bound for a pipeline that runs in a loop. */
export const maxDeploysPerDay = 500
