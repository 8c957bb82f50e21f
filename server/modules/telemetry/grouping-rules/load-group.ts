import type { Tx } from '#platform/context'
import type { TelemetryEvent } from '../event.ts'
import { fingerprint, newestVersion, type Grouping } from '../grouping/index.ts'
import type { MinedTemplate } from '../log-templates/index.ts'
import * as repo from './repo.ts'
import { formerOf, maxRevisionsRead, settingsOf, type Revision } from './revision.ts'

/** To which group an event belongs. `template`: of a log line whose sender named none. Never throws. */
export type Group = {
  (event: TelemetryEvent, template: MinedTemplate | undefined): Grouping
  /** Whether the project says itself what belongs together, by whatever an event says. */
  hasRules: boolean
}

/**
 * By the project's rules and the version of the algorithm that it is on. A project without either is put on the newest
 * version for good: it comes here with its first event.
 */
export async function loadGroup(tx: Tx, projectId: string): Promise<Group> {
  const revisions = await repo.listRevisions(tx, projectId, { limit: maxRevisionsRead })
  const active = revisions[0] ?? (await begin(tx, projectId))
  const settings = settingsOf(active)
  const former = formerOf(revisions, tx.now()).map(({ revision }) => settingsOf(revision))
  const group = (event: TelemetryEvent, template: MinedTemplate | undefined) =>
    fingerprint(event, settings, { template, former })
  return Object.assign(group, { hasRules: settings.rules.fingerprint.length > 0 })
}

async function begin(tx: Tx, projectId: string): Promise<Revision> {
  const first: Revision = {
    projectId,
    number: 1,
    version: newestVersion,
    rules: '',
    transition: 'continue',
    createdAt: tx.now(),
    createdBy: null,
  }
  if (await repo.insertRevision(tx, first)) return first
  // Another process was faster, or the project is gone.
  const [written] = await repo.listRevisions(tx, projectId, { limit: 1 })
  return written ?? first
}
