import type { Tx } from '#platform/context'

export type ProjectName = { id: string; number: number; name: string; createdAt: Date }

/** Without those that are being deleted. */
export async function listProjectNames(tx: Tx): Promise<ProjectName[]> {
  const query = tx.db.selectFrom('projects').select(['id', 'number', 'name', 'createdAt'])
  return query.where('workspaceId', '=', tx.workspaceId).where('deletedAt', 'is', null).orderBy('number').execute()
}
