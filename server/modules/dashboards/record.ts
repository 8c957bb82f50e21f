import type { Dashboard } from './dashboard.ts'

/** What the audit log keeps of a dashboard: its versions have the rest. */
export function facts({ title, folder, tags, version }: Dashboard) {
  return { title, folder, tags, version }
}
