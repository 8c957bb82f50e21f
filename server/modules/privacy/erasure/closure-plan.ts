/** What would become of a person's data, counted now: shown before they decide, by the plan that is carried out then. */
import type { PersonContext, Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction } from '#platform/database'
import { findWorkspaces } from '#modules/workspaces'
import type { Facts } from '../facts.ts'
import type { Person } from '../person.ts'
import { closureTimes, erasureTimes } from './erasure.ts'
import { loadHolds } from './held.ts'
import { countAccessLog } from './in-access-log.ts'
import { countAudit } from './in-audit.ts'
import { countColumnRows } from './in-columns.ts'
import { countRows, type Subjects } from './in-database.ts'
import { plansPerPerson } from './limits.ts'
import { listOrphans } from './owned-workspaces.ts'
import { planErasure, stepOf } from './plan.ts'
import { summarise, type StepCounts, type Summary } from './summary.ts'

/** Changes nothing. Throws rate_limited: it looks into every store. */
export async function getClosurePlan(ctx: PersonContext, facts: Facts) {
  await ctx.limiter.consume(plansPerPerson, ctx.person.id)
  const person: Person = { userId: ctx.person.id, addresses: [ctx.person.email.toLowerCase()] }
  const { workspacesDecide, ...summary } = await previewErasure(ctx, facts, person)
  const profile = ctx.policy.inForce()
  const now = ctx.now()
  return inPlatformTransaction(ctx, async (tx) => {
    const orphans = await listOrphans(tx, ctx.person.id)
    const names = await findWorkspaces(
      tx,
      workspacesDecide.map(({ workspaceId }) => workspaceId),
    )
    return {
      close: closureTimes(profile, now),
      eraseNow: erasureTimes(now),
      ...summary,
      workspacesDecide: workspacesDecide.map((one) => ({ ...one, name: names.get(one.workspaceId)?.name ?? null })),
      mustHandOver: orphans.map(({ id, slug, name, memberCount }) => ({ id, slug, name, memberCount })),
      processors: profile.processors.map(({ name, purpose }) => ({ name, purpose })),
    }
  })
}

/** What an erasure would do now. */
export async function previewErasure(services: Services, facts: Facts, person: Person): Promise<Summary> {
  const holds = await inPrivacyTransaction(services, (tx) => loadHolds(tx, person))
  const subjects: Subjects = { person, pseudonym: '', holds }
  const places = planErasure(facts, person)
  const counts = new Map<string, StepCounts>()
  const note = (step: string, { held = 0, ...rest }: Partial<Omit<StepCounts, 'held'>> & { held?: number }) =>
    counts.set(step, { deleted: 0, anonymised: 0, kept: 0, leftTo: {}, ...rest, held: held > 0 })
  for (const place of places) {
    if (place.store === 'columns') note(place.step, await countColumnRows(services, place, subjects))
    else note(place.step, await inPrivacyTransaction(services, (tx) => countRows(tx, facts, place, subjects)))
  }
  const { deleted, kept } = await inPrivacyTransaction(services, (tx) => countAudit(tx, person))
  note('audit', { deleted })
  note(stepOf('database', 'audit_entries'), { kept })
  note(stepOf('columns', 'api_requests'), await countAccessLog(services, subjects))
  return summarise(places, counts, services.policy.inForce(), services.now())
}
