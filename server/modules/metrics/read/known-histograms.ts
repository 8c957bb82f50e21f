/** Whether a workspace may have native histograms: most have none, and then no query asks for them. */
import type { Since } from './sample-changes.ts'

type Ways = {
  /** Whether there are any in the store. */
  ask: () => Promise<boolean>
  since: (mark: number | undefined) => Promise<Since | undefined>
}

export type KnownHistograms = {
  /** True also where nobody can know. */
  mayHave(workspaceId: string, ways: Ways): Promise<boolean>
  forget(): void
}

/** The one that was not asked about for the longest time makes room. */
const maxWorkspaces = 1_000

export function createKnownHistograms(): KnownHistograms {
  /** The mark at which there were none, or that there are. */
  const known = new Map<string, number | 'some'>()
  const keep = (workspaceId: string, what: number | 'some'): void => {
    known.delete(workspaceId)
    known.set(workspaceId, what)
    const [oldest] = known.keys()
    if (known.size > maxWorkspaces && oldest !== undefined) known.delete(oldest)
  }
  return {
    mayHave: async (workspaceId, { ask, since }) => {
      const before = known.get(workspaceId)
      if (before === 'some') return true
      const changes = await since(before)
      if (!changes) return true
      const may = (before === undefined || changes.histograms) && (await ask())
      keep(workspaceId, may ? 'some' : changes.mark)
      return may
    },
    forget: () => known.clear(),
  }
}
