import { renamePerson } from '#modules/audit'
import type { PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import * as repo from './repo.ts'
import { recordUserActivity } from './user-activity.ts'

/** The person, as they see themselves. */
export async function getProfile(ctx: PersonContext) {
  return describe(await inPlatformTransaction(ctx, (tx) => repo.getUser(tx, ctx.person.id)))
}

export async function updateProfile(ctx: PersonContext, { name }: { name: string }) {
  return inPlatformTransaction(ctx, async (tx) => {
    const user = await repo.lockUser(tx, ctx.person.id)
    if (user && user.name !== name) {
      await repo.updateUser(tx, user.id, { name })
      await renamePerson(tx, user.id, name)
      await recordUserActivity(tx, user.id, 'name.changed', ctx.origin)
    }
    return describe(await repo.getUser(tx, ctx.person.id))
  })
}

function describe({ passwordHash, ...user }: repo.UserRow) {
  return { ...user, hasPassword: passwordHash !== null }
}
