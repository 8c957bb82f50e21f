/** The answers about the policy: to everyone, to whoever is signed in, and to those who run the installation. */
import { asStaff } from '#modules/staff'
import { findPeople, hasAccepted } from '#modules/users'
import type { PersonContext, Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PolicyVersion } from '#platform/policy'
import { listVersions } from './list-versions.ts'
import { countNotices, readVersions } from './repo.ts'
import { describeHistory, draftOf, noticeOf, type Configured, type PublishedVersion } from './version.ts'

/** What holds, and what comes next. */
export function getPolicy(services: Services) {
  const { profile, version, announcedAt, effectiveAt } = services.policy.version()
  const next = services.policy.announced()
  const published = next && listVersions(services).find((one) => one.version === next.version)
  return Promise.resolve({ version, announcedAt, effectiveAt, profile, announced: published ? brief(published) : null })
}

/**
 * What a person is to be shown in the app: the material change that waits, or began in the last 14 days. Null when there
 * is none, when the profile tells of changes elsewhere, and once the person accepted it.
 */
export async function getNotice(ctx: PersonContext) {
  const notice = noticeOf(ctx.policy.versions(), ctx.now())
  if (!notice || !ctx.policy.inForce().changes.channels.includes('banner')) return { notice: null }
  const accepted = await inPlatformTransaction(ctx, (tx) => hasAccepted(tx, ctx.person.id, notice.version))
  return { notice: accepted ? null : { ...brief(notice), inForce: notice.state === 'inForce' } }
}

/** Everything that was announced, and what is configured and not announced yet. */
export function getStaffPolicy(ctx: PersonContext, configured: Configured) {
  return asStaff(ctx, async (tx) => {
    const versions = await readVersions(tx)
    const now = tx.now()
    const people = await findPeople(
      tx,
      versions.flatMap(({ announcedBy }) => announcedBy ?? []),
    )
    const mailed = await countNotices(tx)
    const history = describeHistory(versions, now).map((version) => ({
      ...brief(version),
      state: version.state,
      announcedBy: announcerOf(versions, version, people),
      mailed: mailed.get(version.version) ?? { owners: 0, sent: 0 },
    }))
    const inForce = history.find(({ state }) => state === 'inForce')
    if (!inForce) throw new Error('no version of the policy is in force')
    const draft = draftOf(versions, configured, now)
    const { channels } = ctx.policy.inForce().changes
    return {
      inForce,
      announced: history.filter(({ state }) => state === 'announced'),
      draft: draft ?? null,
      history,
      channels,
    }
  })
}

function announcerOf(
  versions: readonly { version: string; announcedBy: string | null }[],
  { version }: PolicyVersion,
  people: ReadonlyMap<string, { id: string; name: string }>,
): { id: string; name: string | null } | null {
  const id = versions.find((one) => one.version === version)?.announcedBy
  return id ? { id, name: people.get(id)?.name ?? null } : null
}

function brief({ version, announcedAt, effectiveAt, changes }: PublishedVersion) {
  return { version, announcedAt, effectiveAt, changes }
}
