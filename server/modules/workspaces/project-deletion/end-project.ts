import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requireFresh, requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import { projectSlug } from '../project-slug.ts'
import { getProjectForUpdate } from '../repo.ts'
import * as repo from './repo.ts'

/**
 * From the commit on there is no such project: what its keys send is refused within a second, and it is in no list.
 * `enqueue` writes the job that takes its data away, in the same transaction. `slug` is typed by whoever deletes, so
 * that it is this project and no other.
 */
export async function endProject(
  ctx: Context,
  id: string,
  { slug, enqueue }: { slug: string; enqueue: (tx: Tx) => Promise<void> },
): Promise<void> {
  requirePermission(ctx, 'projects.write')
  requireFresh(ctx)
  await inTransaction(ctx, async (tx) => {
    const project = await getProjectForUpdate(tx, id)
    const expected = projectSlug(project)
    if (slug !== expected) {
      const message = 'this is not the slug of the project'
      throw invalidRequest(message, [{ path: 'slug', message }])
    }
    const { name, number } = project
    await repo.markDeleted(tx, id, tx.now())
    // Each process forgets what it knew of them, and what they have open ends.
    for (const keyId of await repo.listKeyIds(tx, id)) await announceRevocation(tx, keyId)
    await enqueue(tx)
    await recordActivity(tx, 'project.deleted', { subjectId: id, data: { name } })
    await recordAudit(tx, 'project.deleted', { targetId: id, before: { name, number, slug } })
  })
}
