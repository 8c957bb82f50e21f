import { addProject, createWorkspace, type ProjectWithDsn } from '#modules/workspaces'
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { systemContext, type Origin, type Tx } from '#platform/context'
import { inWorkspace, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'

export type FirstWorkspace = { id?: string; name: string; slug: string }

/**
 * The first workspace of a person who is made in the same transaction, with its first project; `more` goes on as the
 * person. Throws conflict when the slug is taken.
 */
export async function makeWorkspace<T>(
  platformTx: PlatformTx,
  user: { id: string; name: string },
  { id = newId('wks', platformTx.now()), name, slug }: FirstWorkspace,
  by: { requestId: string; origin: Origin },
  more: (tx: Tx, project: ProjectWithDsn) => Promise<T>,
): Promise<T> {
  const ctx = systemContext(platformTx, id, by.requestId)
  const actor = { kind: 'user', id: user.id, name: user.name } as const
  return inWorkspace(platformTx, { ...ctx, actor, origin: by.origin }, async (tx) => {
    await createWorkspace(tx, { name, slug, ownerId: user.id })
    const project = await addProject(tx, 'My first project')
    await recordActivity(tx, 'workspace.created', { subjectId: id })
    const result = await more(tx, project)
    await recordAudit(tx, 'workspace.created', { targetId: id, after: { name, slug } })
    return result
  })
}
