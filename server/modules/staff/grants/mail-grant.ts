import { findPeople, sendOnce } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { inUtc, message } from '../mail.ts'
import * as repo from './repo.ts'

const input = z.object({ grantId: z.string(), userId: z.string() })

/** Tells an owner that somebody who runs the installation opened the workspace. */
export const mailGrant: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'staff.mailGrant',
  purpose: 'security',
  reads: ['C01', 'C08', 'C26'],
  input,
  handle: send,
})

async function send(services: Services, { grantId, userId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const grant = await repo.findGrant(tx, grantId)
    if (!grant) return undefined
    const people = await findPeople(tx, [userId, grant.userId])
    const workspace = (await findWorkspaces(tx, [grant.workspaceId])).get(grant.workspaceId)
    const owner = people.get(userId)
    return owner && workspace && { grant, owner, workspace, by: people.get(grant.userId)?.name ?? 'Someone' }
  })
  if (!found) return
  const { grant, owner, workspace, by } = found
  const to = { address: owner.email, id: `${grant.id}-${userId}`, workspaceId: workspace.id }
  const content = {
    title: 'Your workspace was opened by those who run Watchword',
    paragraphs: [
      `${by}, who runs this installation, may look into your workspace “${workspace.name}” for a while: at what a ` +
        'viewer sees, and at its audit log. They can change nothing and see no key.',
      {
        table: [
          ['From', inUtc(grant.openedAt)],
          ['Until', inUtc(grant.endsAt)],
        ] as [string, string][],
      },
      'The reason that they gave:',
      { quote: grant.reason },
      'Your audit log says when this was opened, used and ended.',
      { button: { label: 'See the audit log', url: `${services.config.appUrl}/app/${workspace.slug}/settings/audit` } },
    ],
    footer: ['You get this because you own the workspace. It cannot be turned off.'],
  }
  await sendOnce(services, message(services, to, content))
}
