import type { Member } from '../../api.ts'

/** Who wrote a revision, by the id of a user or a key; null: nobody did. */
export function authorOf(id: string | null, members: readonly Pick<Member, 'userId' | 'name'>[]): string {
  if (id === null) return 'the first event'
  if (id.startsWith('key_')) return 'an API key'
  return members.find(({ userId }) => userId === id)?.name ?? 'someone who has left'
}
