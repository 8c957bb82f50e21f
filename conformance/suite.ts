/**
 * What a suite of `npm run conformance -- <suite> --data <directory>` is: a file `conformance/<suite>.ts` that exports
 * `run`. It takes any directory of the shape of its corpus, so it knows no file by name and writes nothing.
 */

/** One thing that was tried; `failure` says what was found instead, and is null where it passed. */
export type Case = { name: string; failure: string | null }

/** `notes` are said before the count: measures, and what was refused for a good reason. */
export type SuiteResult = { cases: Case[]; notes?: string[] }

export type RunSuite = (dataDirectory: string) => SuiteResult | Promise<SuiteResult>

export const passed = (name: string): Case => ({ name, failure: null })
export const failed = (name: string, failure: string): Case => ({ name, failure })

/** Runs what throws or says what is wrong, and never stops the suite. */
export function attempt(name: string, check: () => string | null): Case {
  try {
    return { name, failure: check() }
  } catch (error) {
    return failed(name, error instanceof Error ? error.message : String(error))
  }
}
