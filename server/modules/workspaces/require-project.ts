import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import * as repo from './repo.ts'

/** For modules that keep things of a project. Throws not_found for another workspace's, in the same words as for none. */
export async function requireProject(tx: Tx, id: string): Promise<{ name: string }> {
  const found = await repo.findProject(tx, id)
  if (!found) throw notFound('project')
  return { name: found.name }
}
