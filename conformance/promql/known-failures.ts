/**
 * Evaluations that we know to fail, each as `file: query` with the reason. One that is listed and passes is a failure,
 * as is one that fails and is not listed.
 */
import { type Case, failed, passed } from '../suite.ts'

export const knownFailures: ReadonlyMap<string, string> = new Map<string, string>([])

/** `reason` is that of a listed evaluation; one that fails as it is known to is no case but a note. */
export function judge(name: string, failure: string | null, reason: string | undefined): Case | { skipped: string } {
  if (reason === undefined) return failure === null ? passed(name) : failed(name, failure)
  if (failure === null) return failed(name, 'is listed as a known failure and passes')
  return { skipped: `skipped ${name}: known failure, ${reason}` }
}
