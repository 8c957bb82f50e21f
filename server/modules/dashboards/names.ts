import { listNames } from '#modules/users'
import type { Tx } from '#platform/context'

export type Person = { id: string; name: string }

/** A function from the id of whoever did something to whom is shown. */
export async function nameActors(tx: Tx, ids: readonly (string | null)[]): Promise<(id: string) => Person> {
  const userIds = [...new Set(ids)].filter((id) => id?.startsWith('usr_') === true) as string[] // filtered just now
  const users = userIds.length === 0 ? [] : await listNames(tx, userIds)
  return (id) => {
    if (id === 'system') return { id, name: 'Watchword' }
    if (id.startsWith('key_')) return { id, name: 'an API key' }
    return { id, name: users.find((user) => user.id === id)?.name ?? 'someone who has left' }
  }
}
