import type { Tx } from '#platform/context'

export type ProjectName = { id: string; number: number; name: string; createdAt: Date }

export async function listProjectNames(tx: Tx): Promise<ProjectName[]> {
  const query = tx.db.selectFrom('projects').select(['id', 'number', 'name', 'createdAt'])
  return query.where('workspaceId', '=', tx.workspaceId).orderBy('number').execute()
}
