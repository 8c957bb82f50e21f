import { findPeople, sendOnce } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { message } from '../holds/mail.ts'
import { findWorkspaceRetention } from './repo.ts'
import { planDays } from './settings.ts'

const input = z.object({ workspaceId: z.string(), userId: z.string() })

/** Tells an owner what a shorter plan deletes, before it does. */
export const mailPlanChange: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'privacy.mailPlanChange',
  purpose: 'service',
  reads: ['C08'],
  input,
  handle: send,
})

async function send(services: Services, { workspaceId, userId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const own = await findWorkspaceRetention(tx, workspaceId)
    const workspace = (await findWorkspaces(tx, [workspaceId])).get(workspaceId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return own && workspace && person ? { own, workspace, person } : undefined
  })
  const { payload, metrics } = services.policy.inForce().retention
  const rule = [payload, metrics].find(({ kind }) => kind === 'plan')
  // Taken back meanwhile: then nothing is deleted that was not before.
  if (!found?.own.formerUntil || rule?.kind !== 'plan') return
  const { own, workspace, person } = found
  const until = found.own.formerUntil.toISOString()
  const to = { address: person.email, id: `${workspaceId}-${Date.parse(until)}-${userId}`, workspaceId }
  const [days, formerDays] = [planDays(rule, own.plan), planDays(rule, own.formerPlan)]
  const content = {
    title: `From ${until.slice(0, 10)} on less is kept in “${workspace.name}”`,
    paragraphs: [
      `The plan of your workspace “${workspace.name}” keeps payloads for ${days} days. Until now it was ${formerDays}.`,
      `What is older than ${days} days is deleted from ${until.slice(0, 16).replace('T', ' ')} UTC on. Until then you ` +
        'can export it, or choose a plan that keeps it.',
      {
        button: { label: 'See what is kept', url: `${services.config.appUrl}/app/${workspace.slug}/settings/privacy` },
      },
    ],
    footer: ['You get this because you own the workspace. It cannot be turned off.'],
  }
  await sendOnce(services, message(services, to, content))
}
