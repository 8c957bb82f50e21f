import type { CheckRun } from './result.ts'

/** What every call of a check says to the way out: whom a workspace watches is its own business. */
export function contact(run: CheckRun) {
  return {
    purpose: 'check',
    recipient: { kind: 'workspace', categories: ['C14'] } as const,
    timeoutMs: run.leftMs(),
    signal: run.signal,
  }
}
