import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { listAllGroups } from '../groups/list-groups.ts'
import { listActiveAlerts } from '../groups/states-repo.ts'
import { listFiring } from './external-repo.ts'
import { formOfExternal, formOfOwn, type GettableAlert } from './form.ts'
import { holdsOf, silencersOf, type Matcher } from './silence.ts'
import { listActive } from './silences-repo.ts'

export type Wanted = { active: boolean; silenced: boolean; filters: readonly Matcher[] }

const maxAlerts = 10_000

/** What fires: alerts of our own rules and those from outside, with the silences that keep them quiet. */
export async function listGettable(ctx: Context, { active, silenced, filters }: Wanted): Promise<GettableAlert[]> {
  const holds = filters.map((matcher) => ({ name: matcher.name, holds: holdsOf(matcher) }))
  const all = await inTransaction(ctx, async (tx) => {
    const now = tx.now()
    const silencers = silencersOf(await listActive(tx, now))
    const rules = (await listAllGroups(tx)).flatMap((group) => group.rules.map(({ id }) => id))
    const own = (await listActiveAlerts(tx, rules, maxAlerts)).filter(({ state }) => state === 'firing')
    return [
      ...own.map((alert) => formOfOwn(alert, now, ctx.config.appUrl, silencers)),
      ...(await listFiring(tx, maxAlerts)).map((alert) => formOfExternal(alert, silencers)),
    ]
  })
  return all.filter(
    ({ labels, status }) =>
      (status.state === 'active' ? active : silenced) && holds.every((one) => one.holds(labels[one.name] ?? '')),
  )
}
