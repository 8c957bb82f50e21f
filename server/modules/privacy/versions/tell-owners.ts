/** Tells the owners of workspaces of an announced version: one mail each, once, in whatever order jobs repeat. */
import { findPeople, sendOnce } from '#modules/users'
import { listOwners } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { renderMail, type MailMessage } from '#platform/mail'
import { z } from 'zod'
import { findNotice, insertNotices, markSent } from './repo.ts'
import { listVersions } from './list-versions.ts'
import { loadPolicy } from './load-policy.ts'
import type { PublishedVersion } from './version.ts'

const ofVersion = z.object({ version: z.string() })
const ofOwner = ofVersion.extend({ userId: z.string() })

export const mailNotice: PlatformJob<z.infer<typeof ofOwner>> = definePlatformJob({
  name: 'privacy.mailPolicyNotice',
  purpose: 'compliance',
  reads: ['C01', 'C30'],
  input: ofOwner,
  handle: send,
})

export const tellOwners: PlatformJob<z.infer<typeof ofVersion>> = definePlatformJob({
  name: 'privacy.tellOwnersOfPolicy',
  purpose: 'compliance',
  reads: ['C01', 'C30'],
  input: ofVersion,
  handle: (services, { version }) =>
    inPlatformTransaction(services, async (tx) => {
      const owners = new Set((await listOwners(tx, null)).map(({ userId }) => userId))
      for (const userId of await insertNotices(tx, version, [...owners])) {
        await enqueueForPlatform(tx, mailNotice, { version, userId })
      }
    }),
})

async function send(services: Services, { version, userId }: z.infer<typeof ofOwner>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const notice = await findNotice(tx, version, userId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return notice && !notice.sentAt && person ? { notice, person } : undefined
  })
  if (!found) return
  const published = await find(services, version)
  // Withdrawn before the mail went: there is nothing to tell of.
  if (!published || published.state === 'withdrawn') return
  await sendOnce(services, noticeMail(services, { address: found.person.email, id: userId }, published))
  await inPlatformTransaction(services, (tx) => markSent(tx, found.notice))
}

/** The job may be here before the news that there is another version. */
async function find(services: Services, version: string): Promise<PublishedVersion | undefined> {
  const known = () => listVersions(services).find((one) => one.version === version)
  if (!known()) await loadPolicy(services)
  return known()
}

function noticeMail(
  services: Services,
  to: { address: string; id: string },
  { version, announcedAt, effectiveAt, changes }: PublishedVersion,
): MailMessage {
  const { appUrl, siteUrl } = services.config
  const day = (at: Date) => at.toISOString().slice(0, 10)
  const holds = effectiveAt > announcedAt ? `will change on ${day(effectiveAt)}` : 'has changed'
  const title = `The privacy policy ${holds}`
  const { product, name } = services.policy.inForce().operator
  const content = {
    title,
    paragraphs: [
      `This is what changes in the privacy policy of ${product}, run by ${name}:`,
      changes.map(({ text }) => `• ${text}`).join('\n'),
      {
        table: [
          ['Announced', day(announcedAt)],
          ['Holds from', `${effectiveAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
          ['Version', version],
        ] as [string, string][],
      },
      effectiveAt > announcedAt
        ? 'Until then everything stays as it was, in the program as well. Whoever does not agree can close their sign-in or delete their workspace before.'
        : 'Whoever does not agree can close their sign-in or delete their workspace.',
      { button: { label: 'Read the policy', url: `${siteUrl ?? appUrl}/privacy` } },
    ],
    footer: [
      'Category: changes of the privacy policy.',
      'You get this because you own a workspace. It cannot be turned off.',
    ],
  }
  return {
    ...renderMail(content),
    to: to.address,
    subject: title,
    messageId: `policy-${version}-${to.id}@${new URL(appUrl).hostname}`,
    stream: 'account',
    workspaceId: null,
    headers: { 'Content-Language': 'en' },
  }
}
