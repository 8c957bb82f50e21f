/**
 * Which of two releases is later. Versions that say it themselves (semver.org 2.0.0, also `shop@1.2.3`, `v1.2`, and
 * `1.2.3.4`) are believed; of others, and of different packages, the one that was seen first is the earlier one.
 */
import { compare, parse, type SemVer } from 'semver'

/** What the order needs to know of a release. */
export type SeenRelease = { version: string; firstSeenAt: Date }

/**
 * Below 0: `a` is earlier. `firstSeenAt` says when a release was first seen, and undefined of one that is not known
 * yet, which is then the newest. Over versions of both sorts this is no total order: sort lists by `firstSeenAt`.
 */
export function compareReleases(a: string, b: string, firstSeenAt: (version: string) => Date | undefined): number {
  if (a === b) return 0
  const bySemver = compareVersions(a, b)
  if (bySemver !== 0) return bySemver
  const [first, second] = [firstSeenAt(a)?.getTime() ?? Infinity, firstSeenAt(b)?.getTime() ?? Infinity]
  // Two that were seen together are told apart by their text, so that the answer is the same every time.
  return first === second ? (a < b ? -1 : 1) : first - second
}

/** Whether release `a` is later than release `b`; a release is not after itself. */
export function isAfter(a: string, b: string, releases: readonly SeenRelease[]): boolean {
  const seen = new Map(releases.map(({ version, firstSeenAt }) => [version, firstSeenAt]))
  return compareReleases(a, b, (version) => seen.get(version)) > 0
}

/**
 * The release that "now" means: of the package that was released last, the highest version. A patch of an old line that
 * came after a higher version is not the newest.
 */
export function newestRelease<R extends SeenRelease>(releases: readonly R[]): R | undefined {
  const last = releases.reduce<R | undefined>(
    (newest, release) => (newest === undefined || release.firstSeenAt >= newest.firstSeenAt ? release : newest),
    undefined,
  )
  return releases.reduce(
    (newest, release) => (newest && compareVersions(release.version, newest.version) > 0 ? release : newest),
    last,
  )
}

/**
 * The release before this one: of its own package the next lower version; where versions do not say it, the one that was
 * seen last before it. Undefined where there is none, and of a release that is not among them.
 */
export function releaseBefore<R extends SeenRelease>(version: string, releases: readonly R[]): R | undefined {
  const own = releases.find((release) => release.version === version)
  if (!own) return undefined
  const lower = releases.filter((release) => compareVersions(version, release.version) > 0)
  if (lower.length > 0) {
    return lower.reduce((highest, release) =>
      compareVersions(release.version, highest.version) > 0 ? release : highest,
    )
  }
  const isEarlier = (release: R): boolean =>
    compareVersions(version, release.version) === 0 &&
    release.version !== version &&
    release.firstSeenAt < own.firstSeenAt
  return releases
    .filter(isEarlier)
    .reduce<R | undefined>(
      (last, release) => (last === undefined || release.firstSeenAt >= last.firstSeenAt ? release : last),
      undefined,
    )
}

/** 0 where the versions themselves do not say it. */
function compareVersions(a: string, b: string): number {
  const [first, second] = [parseRelease(a), parseRelease(b)]
  if (!first || !second || first.packageName !== second.packageName) return 0
  const order = compare(first.version, second.version) || first.fourth - second.fourth
  return order === 0 ? compareBuilds(first.version, second.version) : order
}

/** Builds that are numbers count up (CI runs); others (hashes) say nothing. */
function compareBuilds(a: SemVer, b: SemVer): number {
  const [first, second] = [a.build.join('.'), b.build.join('.')]
  const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text)
  return isNumber(first) && isNumber(second) ? Number(first) - Number(second) : 0
}

type ParsedRelease = { packageName: string; version: SemVer; fourth: number }

/** At least two numbers: a single one may as well be a commit. */
const numbers = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?((?:[-+][0-9A-Za-z.+-]{1,200})?)$/

/** Undefined: no version that can be compared. */
function parseRelease(release: string): ParsedRelease | undefined {
  const at = release.lastIndexOf('@')
  const [, major, minor, patch, fourth, rest = ''] = numbers.exec(release.slice(at + 1)) ?? []
  if (major === undefined || minor === undefined) return undefined
  // Zeros in front are no semver, and common in dates: 2026.01.02.
  const version = parse(`${Number(major)}.${Number(minor)}.${Number(patch ?? 0)}${rest}`)
  return version ? { packageName: release.slice(0, Math.max(0, at)), version, fourth: Number(fourth ?? 0) } : undefined
}
