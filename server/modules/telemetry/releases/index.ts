/** Versions of a project's program: which there are, which is later, where they went, and how well they run. */
export { isAfter, newestRelease, releaseBefore, type SeenRelease } from './release-order.ts'
export { findReleases, listDeploys, listDeploysWithin } from './find-releases.ts'
export { recordReleases } from './record-releases.ts'
export type { Commit, Deploy, Release } from './release.ts'
